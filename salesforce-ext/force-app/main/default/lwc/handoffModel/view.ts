/** What the card shows, whole and ready to draw: the component adds nothing but markup. */
export type CardView = {
  readonly state: CardState;
  readonly badge: Badge;
  /** Right of the title: how fresh the picture is. */
  readonly asOf: string;
  readonly title: string;
  /** The project, when there is one: its number is the largest thing on the card. */
  readonly project?: Link;
  readonly text: string;
  readonly action?: Action;
  readonly notice?: Notice;
  readonly groups: readonly GroupView[];
  readonly findings: readonly FindingView[];
  readonly passed: readonly PassedView[];
  readonly planned: readonly PlannedView[];
  readonly figures: readonly FigureView[];
  readonly steps: readonly StepView[];
  /** Finished steps of all, 0 to 100; absent when nothing runs. */
  readonly progressPercent?: number;
  readonly footer: string;
  readonly details: readonly { readonly label: string; readonly value: string }[];
  /** One sentence for people who listen. */
  readonly spoken: string;
  /** Whether the picture can change by itself within seconds. */
  readonly isLive: boolean;
};

export type CardState =
  'not-won' | 'not-ready' | 'ready' | 'view-only' | 'queued' | 'in-progress' | 'waiting' | 'done' | 'failed';
export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'error';
export type Badge = { readonly label: string; readonly tone: Tone; readonly icon?: string };
export type Link = { readonly label: string; readonly url?: string };
/** The one thing to press; when it cannot be pressed `reason` says why, beside it. */
export type Action = {
  readonly label: string;
  readonly isAvailable: boolean;
  readonly isBusy: boolean;
  readonly reason?: string;
};
export type Notice = { readonly tone: Tone; readonly icon: string; readonly title: string; readonly text: string };
export type GroupView = {
  readonly key: string;
  readonly label: string;
  readonly text: string;
  readonly tone: Tone;
  readonly icon: string;
};
export type FindingView = {
  readonly key: string;
  readonly title: string;
  readonly text: string;
  readonly who: string;
  readonly whoElse: string;
  readonly isBlocking: boolean;
  readonly next?: { readonly label: string; readonly objectApiName: string; readonly recordId: string };
};
export type PassedView = { readonly key: string; readonly label: string; readonly group: string };
export type PlannedView = {
  readonly key: string;
  readonly label: string;
  readonly text: string;
  readonly where: string;
};
export type FigureView = {
  readonly key: string;
  readonly label: string;
  readonly value: string;
  readonly text: string;
  readonly tone: Tone;
};
export type StepView = {
  readonly key: string;
  readonly label: string;
  readonly state: 'next' | 'running' | 'done' | 'waiting' | 'failed';
  /** What the row's icon says to people who listen. */
  readonly stateLabel: string;
  readonly link?: Link;
  readonly text: string;
  readonly system: string;
  readonly time: string;
};
