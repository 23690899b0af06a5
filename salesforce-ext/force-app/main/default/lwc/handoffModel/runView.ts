import type { Facts } from './facts';
import type { ProgressRow, RequestRow } from './progressRows';
import { ownerLabel, setUpTargetMs, stepTable } from './tables';
import type { Action, CardView, FigureView, Notice, StepView } from './view';
import { counted, daysBetween, duration, wordsFor } from './words';
import type { Words } from './words';

/** The card of a request on its way: queued, running, waiting, done or not worked. `run` is absent until the bridge reports. */
export function runView(facts: Facts, run: ProgressRow | undefined, request: RequestRow | undefined): CardView {
  const words = wordsFor(facts.locale, facts.timeZone, facts.nowMs);
  const rows = facts.progress.filter((row) => row.step !== undefined && row.generation === run?.generation);
  const scene: Scene = {
    facts,
    run,
    request,
    words,
    rows,
    steps: stepViews(rows, words, facts.nowMs, run?.state === 'failed'),
  };
  const common = { groups: [], findings: [], passed: [], planned: [], figures: [], details: detailsOf(run, request) };
  switch (run?.state) {
    case 'done':
      return { ...common, ...done(scene, run) };
    case 'failed':
      return { ...common, ...failed(scene, run) };
    case 'in-progress':
    case 'waiting':
      return { ...common, ...running(scene, run) };
    default:
      return { ...common, ...queued(scene) };
  }
}

type Scene = {
  readonly facts: Facts;
  readonly run: ProgressRow | undefined;
  readonly request: RequestRow | undefined;
  readonly words: Words;
  readonly rows: readonly ProgressRow[];
  readonly steps: readonly StepView[];
};
type Own = Omit<CardView, 'groups' | 'findings' | 'passed' | 'planned' | 'figures' | 'details'> & {
  readonly figures?: readonly FigureView[];
};

function queued(scene: Scene): Own {
  const { words, run } = scene;
  const title =
    run === undefined ? storedTitle(scene) : `Accepted${run.at === undefined ? '' : ` ${words.moment(run.at)}`}`;
  return {
    state: 'queued',
    badge: { label: 'Queued', tone: 'info', icon: 'utility:clock' },
    asOf: 'Live',
    title,
    text: `${askedBy(scene)} You may leave this page: the work goes on without it.`,
    steps: scene.steps,
    progressPercent: 0,
    ...joinedNotice(scene),
    footer: 'Each step is done once, however often it is asked for.',
    spoken: `Queued. ${title}.`,
    isLive: true,
  };
}

function storedTitle({ request, facts }: Scene): string {
  if (request === undefined || request.requestedBy.userId === facts.userId)
    return 'Your request is stored and starts by itself';
  return `${request.requestedBy.name} asked for this; it starts by itself`;
}

function running(scene: Scene, run: ProgressRow): Own {
  const { steps, words } = scene;
  const isWaiting = run.state === 'waiting';
  const doneCount = steps.filter(({ state }) => state === 'done').length;
  const place = Math.min(doneCount, steps.length - 1);
  const said =
    run.text === '' ? `${stepTable[place]?.doing ?? 'Working'}, step ${place + 1} of ${steps.length}` : run.text;
  const [title = said, ...more] = isWaiting ? [said.replace(/\.$/, '')] : said.split('. ');
  const last = lastInstant(scene);
  return {
    state: isWaiting ? 'waiting' : 'in-progress',
    badge: isWaiting
      ? { label: 'Waiting', tone: 'warning', icon: 'utility:clock' }
      : { label: 'In progress', tone: 'info', icon: 'utility:spinner' },
    asOf: last === undefined ? 'Live' : `Live, last step ${words.exactTime(last)}`,
    title,
    text: [
      ...more.map((sentence) => `${sentence}.`),
      askedBy(scene),
      'You may leave this page: the work goes on without it.',
    ]
      .join(' ')
      .trim(),
    steps,
    progressPercent: Math.round((doneCount / steps.length) * 100),
    ...joinedNotice(scene),
    footer: 'Each step is done once, however often it is asked for.',
    spoken: `${title}.`,
    isLive: true,
  };
}

function done(scene: Scene, run: ProgressRow): Own {
  const { words, steps, rows } = scene;
  const project = rows.find(({ step }) => step === 'project') ?? run;
  const number = project.refNumber ?? run.refNumber ?? '';
  const url = project.refUrl ?? run.refUrl;
  const since = run.at === undefined ? '' : ` since ${words.moment(run.at)}`;
  return {
    state: 'done',
    badge: { label: 'Done', tone: 'success', icon: 'utility:success' },
    asOf: run.at === undefined ? 'From NetSuite' : `As of ${words.moment(run.at)} from NetSuite`,
    title: 'Project',
    project: url === undefined ? { label: number } : { label: number, url },
    text: `Open for time${since}, in NetSuite.`,
    figures: figuresOf(scene, run),
    steps,
    footer: 'The project number is made once; nothing here is typed again.',
    spoken: `Done. Project ${number} is open for time.`,
    isLive: false,
  };
}

function figuresOf({ facts, words }: Scene, run: ProgressRow): readonly FigureView[] {
  const { deal, closedOn } = facts;
  const figures: FigureView[] = [];
  if (run.startedAt !== undefined && run.at !== undefined) {
    const tookMs = Date.parse(run.at) - Date.parse(run.startedAt);
    const isMet = tookMs <= setUpTargetMs;
    const text = `Target ${duration(setUpTargetMs)}, ${isMet ? 'met' : 'missed'}`;
    figures.push({
      key: 'set-up',
      label: 'Set-up time',
      value: duration(tookMs),
      text,
      tone: isMet ? 'success' : 'warning',
    });
  }
  if (closedOn !== undefined && run.at !== undefined) {
    const value = counted(Math.max(0, daysBetween(closedOn, run.at)), 'day', 'days');
    const text = `Closed ${words.day(closedOn)}`;
    figures.push({ key: 'business', label: 'Closed won to open for time', value, text, tone: 'neutral' });
  }
  if (deal.startOn !== undefined && deal.endOn !== undefined) {
    const text = `Ends ${words.day(deal.endOn)}`;
    figures.push({ key: 'start', label: 'Delivery starts', value: words.day(deal.startOn), text, tone: 'neutral' });
  }
  const value = words.money(deal.amount, deal.currency);
  figures.push({ key: 'value', label: 'Contract value', value, text: 'Time and materials', tone: 'neutral' });
  return figures;
}

function failed(scene: Scene, run: ProgressRow): Own {
  const { words, facts } = scene;
  const owner = run.ownerRole === undefined ? 'Your administrator' : ownerOf(run.ownerRole, facts);
  const title = run.text === '' ? 'The project could not be created' : run.text.replace(/\.$/, '');
  return {
    state: 'failed',
    badge: { label: 'Did not work', tone: 'error', icon: 'utility:ban' },
    asOf: run.at === undefined ? '' : `Ended ${words.exactTime(run.at)}`,
    title,
    text: remains(scene),
    action: tryAgain(scene, run, owner),
    notice: failedNotice(scene, run, owner),
    steps: scene.steps,
    footer: 'Each step is done once, however often it is asked for.',
    spoken: `Did not work. ${title}.`,
    isLive: false,
  };
}

function failedNotice({ facts, words }: Scene, run: ProgressRow, owner: string): Notice {
  if (facts.click.kind === 'refused') {
    return { tone: 'error', icon: 'utility:error', title: 'The request was not stored', text: facts.click.text };
  }
  const since = run.at === undefined ? '' : `, since ${words.moment(run.at)}`;
  const title = owner === 'You' ? `You have it${since}` : `${owner} has it${since}`;
  return { tone: 'error', icon: 'utility:user', title, text: whatToDo(facts, run, owner) };
}

function whatToDo(facts: Facts, run: ProgressRow, owner: string): string {
  if (owner === 'You') return 'Correct the deal, then try again.';
  if (!facts.mayProvision || facts.generation <= run.generation) return 'Nothing for you to do until it is solved.';
  return 'Try again once it is solved: before that the same request would be refused again.';
}

/** What stays in NetSuite, said by number: nothing is silently left behind. Customers are shared, so the next try uses them. */
function remains({ rows }: Scene): string {
  const kept = rows.filter((row) => row.state === 'done' && row.refNumber !== undefined);
  if (kept.length === 0) return 'Nothing was made in NetSuite.';
  const sentences = kept.map(({ step, refNumber }) =>
    step === 'customer' ? `Customer ${refNumber} stays and is used again.` : `${refNumber} stays in NetSuite.`,
  );
  return sentences.join(' ');
}

/** Trying again helps only after the bridge has begun a new generation and while the checks pass. */
function tryAgain({ facts }: Scene, run: ProgressRow, owner: string): Action {
  const isBusy = facts.click.kind === 'asking';
  const action = { label: 'Try again', isAvailable: false, isBusy };
  const isBlocked = facts.checks.some(({ findings }) => findings.some(({ severity }) => severity === 'blocks'));
  if (!facts.mayProvision) return { ...action, reason: 'Permission set “Throughline Sales Operations” is needed' };
  if (facts.generation <= run.generation) {
    return {
      ...action,
      reason: `Available when ${owner === 'You' ? 'the deal is corrected' : `${owner} has solved it`}`,
    };
  }
  if (isBlocked) return { ...action, reason: 'Available when the checks pass again' };
  return { ...action, isAvailable: !isBusy };
}

function stepViews(rows: readonly ProgressRow[], words: Words, nowMs: number, hasEnded: boolean): readonly StepView[] {
  return stepTable.map((step) => {
    const row = rows.filter((each) => each.step === step.id).toSorted((a, b) => b.version - a.version)[0];
    const state = stateOf(row);
    return {
      key: step.id,
      label: step.label,
      state,
      stateLabel: stateLabels[state],
      ...(state === 'next' ? { text: hasEnded ? 'Not started' : step.planned } : linkAndText(row, step.planned)),
      system: row?.system === undefined || row.system === 'netsuite' ? step.system : row.system,
      time: timeOf(row, state, words, nowMs),
    };
  });
}

const stateLabels: Readonly<Record<StepView['state'], string>> = {
  next: 'Not started',
  running: 'Running',
  done: 'Done',
  waiting: 'Waiting',
  failed: 'Did not work',
};

function stateOf(row: ProgressRow | undefined): StepView['state'] {
  switch (row?.state) {
    case 'running':
    case 'done':
    case 'waiting':
    case 'failed':
      return row.state;
    default:
      return 'next';
  }
}

/** The record's number as the link, and the rest of the sentence after it. */
function linkAndText(row: ProgressRow | undefined, planned: string): Pick<StepView, 'link' | 'text'> {
  if (row?.refNumber === undefined) return { text: row === undefined || row.text === '' ? planned : row.text };
  const { refNumber, refUrl, text } = row;
  const rest = (text.startsWith(refNumber) ? text.slice(refNumber.length) : text).replace(/^[\s,·]+/, '');
  return { link: refUrl === undefined ? { label: refNumber } : { label: refNumber, url: refUrl }, text: rest };
}

function timeOf(row: ProgressRow | undefined, state: StepView['state'], words: Words, nowMs: number): string {
  if (row === undefined || state === 'next') return '';
  if (row.at === undefined) return '';
  return state === 'running' ? duration(nowMs - Date.parse(row.at)) : words.exactTime(row.at);
}

function lastInstant({ rows }: Scene): string | undefined {
  return rows
    .filter(({ state }) => state === 'done')
    .flatMap(({ at }) => at ?? [])
    .toSorted()
    .at(-1);
}

function askedBy({ request, facts, words }: Scene): string {
  if (request?.requestedAt === undefined) return '';
  const who = request.requestedBy.userId === facts.userId ? 'you' : request.requestedBy.name;
  return `Asked for ${words.moment(request.requestedAt)} by ${who}.`;
}

function joinedNotice({ facts, request, words }: Scene): { notice?: Notice } {
  if (facts.click.kind !== 'joined' || request?.requestedAt === undefined) return {};
  const title = `Your click was joined to the request of ${words.time(request.requestedAt)}`;
  return {
    notice: { tone: 'info', icon: 'utility:info', title, text: 'You see the same steps. Nothing is made twice.' },
  };
}

function ownerOf(role: string, facts: Facts): string {
  return role === 'sales-ops' && facts.mayProvision ? 'You' : ownerLabel(role);
}

function detailsOf(run: ProgressRow | undefined, request: RequestRow | undefined): CardView['details'] {
  const rows = [
    { label: 'Request', value: request?.name },
    { label: 'Run', value: run?.runId },
    { label: 'Correlation id', value: run?.correlationId },
    { label: 'Attempt', value: run === undefined ? undefined : String(run.generation) },
  ];
  return rows.flatMap(({ label, value }) => (value === undefined ? [] : [{ label, value }]));
}
