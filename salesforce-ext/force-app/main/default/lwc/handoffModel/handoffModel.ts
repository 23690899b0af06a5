export { cardView } from './cardView';
export { dealFromRecords } from './deal';
export type { LineParts } from './deal';
export type { Act, Check, Click, Facts } from './facts';
export { matchLookFrom } from './matches';
export { isTaken, platformErrorOf } from './platformError';
export { erpRowOf, isErpRow, progressRowOf, requestRowOf } from './progressRows';
export { numberOf, parentOf, prefixed, prefixOf, textOf, withoutPrefix } from './records';
export type { UiRecord } from './records';
export { referenceFromRecords } from './reference';
export type {
  Action,
  Badge,
  CandidateView,
  CardView,
  ConfirmView,
  FindingView,
  NextStep,
  Notice,
  StepView,
} from './view';
