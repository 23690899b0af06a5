import type { Act } from './facts';

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
  /** What may be pressed beside the one thing that the state is about. */
  readonly second?: Action;
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
  /** The dialog behind *Provision project*; absent while it cannot be pressed. */
  readonly confirm?: ConfirmView;
};

export type CardState =
  | 'not-won'
  | 'not-ready'
  | 'ready'
  | 'view-only'
  | 'queued'
  | 'in-progress'
  | 'looking-up'
  | 'unreachable'
  | 'waiting'
  | 'done'
  | 'failed'
  | 'offline';
export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'error';
export type Badge = { readonly label: string; readonly tone: Tone; readonly icon?: string };
export type Link = { readonly label: string; readonly url?: string };
/** Something to press; when it cannot be pressed `reason` says why, beside it. */
export type Action = {
  readonly act: Act;
  readonly label: string;
  readonly isAvailable: boolean;
  readonly isBusy: boolean;
  readonly reason?: string;
  /** What a busy press is doing, when it is more than asking. */
  readonly busyText?: string;
};
/** Where a person corrects something: the form of a record, at one of its fields. */
export type NextStep = {
  readonly label: string;
  readonly objectApiName: string;
  readonly recordId: string;
  readonly field?: string;
};
export type Notice = {
  readonly tone: Tone;
  readonly icon: string;
  readonly title: string;
  readonly text: string;
  readonly next?: NextStep;
};
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
  /** How long it has been so, as far as is known. */
  readonly since: string;
  readonly isBlocking: boolean;
  readonly next?: NextStep;
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
  readonly state: 'next' | 'running' | 'done' | 'waiting' | 'failed' | 'undone' | 'looking-up';
  /** What the row's icon says to people who listen. */
  readonly stateLabel: string;
  readonly link?: Link;
  readonly text: string;
  readonly system: string;
  readonly time: string;
};

/** What the reader confirms: who the customer is, what the project is, what is created where. */
export type ConfirmView = {
  readonly subtitle: string;
  readonly question?: QuestionView;
  /** What is said of the customer when there is nothing to ask. */
  readonly customerText: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly created: readonly { readonly key: string; readonly where: string; readonly text: string }[];
  readonly footer: string;
};
/** The identity question: nothing is chosen before a person chooses. */
export type QuestionView = {
  readonly title: string;
  readonly text: string;
  readonly heads: readonly string[];
  readonly own: readonly string[];
  readonly candidates: readonly CandidateView[];
  readonly different: string;
  readonly differentText: string;
};
export type CandidateView = {
  readonly number: string;
  readonly name: string;
  readonly note: string;
  readonly cells: readonly {
    readonly key: string;
    readonly label: string;
    readonly verdict: string;
    readonly value: string;
    readonly tone: Tone;
  }[];
  readonly think: string;
  readonly why: string;
};
