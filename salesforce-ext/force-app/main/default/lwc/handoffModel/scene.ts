import type { Facts } from './facts';
import type { ProgressRow, RequestRow } from './progressRows';
import type { CardView, FigureView, StepView } from './view';
import type { Words } from './words';

/** One run as the card sees it at one moment. */
export type Scene = {
  readonly facts: Facts;
  readonly run: ProgressRow | undefined;
  readonly request: RequestRow | undefined;
  readonly words: Words;
  readonly rows: readonly ProgressRow[];
  readonly steps: readonly StepView[];
};

/** What a state of a run says for itself. */
export type Own = Omit<CardView, 'groups' | 'findings' | 'passed' | 'planned' | 'figures' | 'details'> & {
  readonly figures?: readonly FigureView[];
};

export function askedBy({ request, facts, words }: Scene): string {
  if (request?.requestedAt === undefined) return '';
  const who = request.requestedBy.userId === facts.userId ? 'you' : request.requestedBy.name;
  return `Asked for ${words.moment(request.requestedAt)} by ${who}.`;
}

export function joinedNotice({ facts, request, words }: Scene): Pick<CardView, 'notice'> {
  if (facts.click.kind === 'refused') {
    const { text } = facts.click;
    return { notice: { tone: 'error', icon: 'utility:error', title: 'Your wish was not stored', text } };
  }
  if (facts.click.kind !== 'joined' || request?.requestedAt === undefined) return {};
  const title = `Your click was joined to the request of ${words.time(request.requestedAt)}`;
  return {
    notice: { tone: 'info', icon: 'utility:info', title, text: 'You see the same steps. Nothing is made twice.' },
  };
}

/** `step 3 of 7` */
export function ownPlace(place: number, { steps }: Scene): string {
  return `step ${place + 1} of ${steps.length}`;
}

export function detailsOf(run: ProgressRow | undefined, request: RequestRow | undefined): CardView['details'] {
  const rows = [
    { label: 'Request', value: request?.name },
    { label: 'Run', value: run?.runId },
    { label: 'Correlation id', value: run?.correlationId },
    { label: 'Attempt', value: run === undefined ? undefined : String(run.generation) },
  ];
  return rows.flatMap(({ label, value }) => (value === undefined ? [] : [{ label, value }]));
}
