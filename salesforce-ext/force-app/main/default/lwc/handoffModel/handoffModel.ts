export { cardView } from './cardView';
export { dealFromRecords, referenceFromRecords } from './deal';
export type { Check, Click, Facts } from './facts';
export { isTaken, platformErrorOf } from './platformError';
export { progressRowOf, requestRowOf } from './progressRows';
export { numberOf, prefixed, prefixOf, textOf, withoutPrefix } from './records';
export type { UiRecord } from './records';
export type { Badge, CardView, FindingView, Notice, StepView } from './view';
