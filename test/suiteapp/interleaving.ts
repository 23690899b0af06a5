import { type Item, type ItemAnswer, PostAnswer } from 'shared-model/restlet.ts';
import { createChance } from '../sandbox/control/chance.ts';
import type { GateStep, RestletResult } from '../sandbox/netsuite/host/host.ts';
import { createGround, type Ground, ledgerType, linkType, textIn } from './ground.ts';
import {
  activationItem,
  budgetItem,
  customerItem,
  projectItem,
  ruleItem,
  type SampleDeal,
  sampleDeal,
  taskItem,
  undoItem,
} from './items.ts';
import { openRoom, postBody, type Room } from './room.ts';
import { type Choice, createScheduler, type Parked, type Scheduler } from './scheduler.ts';

/** What one seed came to; `faults` are sentences, each a broken promise of the protocol. */
export type Interleaving = {
  readonly seed: number;
  readonly faults: readonly string[];
  readonly pairs: readonly string[];
  readonly rounds: number;
};

export type Interleaver = { run(seed: number): Promise<Interleaving>; close(): Promise<void> };

/** A bridge that asks this often without an end would be stuck; the last rounds are undisturbed. */
const mostRounds = 40;
const disturbedRounds = 4;
/** Beyond what any execution lives: an undo that waited for one goes on. */
const longestExecutionMs = 361_000;

/** Opens one account for many interleavings; each seed has a deal of its own, so that they share only the firm. */
export async function createInterleaver(folder?: string): Promise<Interleaver> {
  const scheduler = createScheduler();
  const room = await openRoom({ gate: scheduler.gate, ...(folder === undefined ? {} : { folder }) });
  const ground = createGround(room.truth);
  return {
    run: (seed) => interleave({ room, ground, scheduler }, seed),
    close: () => room.host.close(),
  };
}

type Stage = { readonly room: Room; readonly ground: Ground; readonly scheduler: Scheduler };

/** One seed on its way: what was asked, what was seen, what is still open. */
type Play = Stage & {
  readonly chance: () => number;
  readonly faults: string[];
  readonly pairs: Set<string>;
  readonly settled: Set<string>;
  /** Whether the second execution undoes what the first is making. */
  readonly isUndone: boolean;
  /** The newest revision: an answer to an older one settles nothing. */
  readonly newest: number;
  /** How often the same execution goes on, 0 to 1: long runs of one meet other states than even turns do. */
  readonly stickiness: number;
};

/**
 * Two executions of the same items side by side, with kills and lost answers, then retries until every item is answered.
 *
 * The second execution may be a newer attempt (higher fence), a newer revision of the deal, or the undo of the first.
 */
async function interleave(stage: Stage, seed: number): Promise<Interleaving> {
  const chance = createChance(seed);
  const plan = planOf(seed, chance);
  const play: Play = {
    ...stage,
    chance,
    faults: [],
    pairs: new Set(),
    settled: new Set(),
    isUndone: plan.isUndone,
    newest: plan.newest,
    stickiness: [0, 0.5, 0.9][seed % 3] ?? 0,
  };
  let rounds = 1;
  await playRound(play, [plan.first, plan.second], true);
  const open = (): readonly Item[] => plan.next(rounds).filter(({ key }) => !play.settled.has(key));
  while (open().length > 0 && rounds < mostRounds) {
    const items = plan.isUndone ? open().slice(0, 1) : open();
    const besides = plan.isUndone ? plan.first : items;
    rounds += 1;
    if (rounds > disturbedRounds) play.room.clock.advance(longestExecutionMs);
    await playRound(play, rounds % 2 === 0 ? [items, besides] : [items], rounds <= disturbedRounds);
  }
  play.faults.push(...open().map(({ key }) => `${key} is not settled after ${rounds} rounds`));
  play.faults.push(
    ...plan.made.flatMap((item) => [...endFaults(play.ground, item.key), ...revisionFaults(play.ground, item)]),
  );
  play.faults.push(...plan.undone.flatMap((key) => undoFaults(play.ground, key)));
  return { seed, faults: play.faults.map((fault) => `seed ${seed}: ${fault}`), pairs: [...play.pairs], rounds };
}

type Plan = {
  newest: number;
  isUndone: boolean;
  first: readonly Item[];
  second: readonly Item[];
  /** What must be answered in the end, with the fence of a round. */
  next(round: number): readonly Item[];
  /** What must stand in the end, and the keys that nothing may stand under. */
  made: readonly Item[];
  undone: readonly string[];
};

function planOf(seed: number, chance: () => number): Plan {
  const deal = sampleDeal(seed);
  const kind = chance();
  const revision = kind < 0.25 ? 2 : 1;
  const isUndone = kind > 0.7;
  const fence = chance() < 0.5 ? 1 : 2;
  const customer = chance() < 0.2 ? { taxId: '13-1000001' } : { taxId: `T-${seed}` };
  const roles = ['em', 'senior'].slice(0, 1 + Math.floor(chance() * 2));
  const isBilled = chance() < 0.4;
  const items = itemsOf(deal, customer, roles, isBilled);
  const undos = (round: number): Item[] => undoing(deal, roles, isBilled, round);
  if (!isUndone) {
    const next = (round: number): readonly Item[] => items(revision, fence + round);
    return {
      newest: revision,
      isUndone,
      first: items(1, 1),
      second: items(revision, fence),
      next,
      made: next(0),
      undone: [],
    };
  }
  const undone = items(1, 1)
    .slice(1)
    .map(({ key }) => key);
  return { newest: 1, isUndone, first: items(1, 1), second: undos(1), next: undos, made: [], undone };
}

type Made = (revision: number, fence: number) => Item[];

function itemsOf(
  deal: SampleDeal,
  customer: Parameters<typeof customerItem>[1],
  roles: readonly string[],
  isBilled: boolean,
): Made {
  return (revision, fence) => {
    const attempt = { revision, fence };
    return [
      customerItem(deal, customer, attempt),
      projectItem(deal, {}, attempt),
      ...roles.map((role) => taskItem(deal, role, {}, attempt)),
      ...(isBilled ? [budgetItem(deal, {}, attempt), ruleItem(deal, 'em', {}, attempt)] : []),
      activationItem(deal, attempt),
    ];
  };
}

/** From the last to the first; each waits for the one before. */
function undoing(deal: SampleDeal, roles: readonly string[], isBilled: boolean, round: number): Item[] {
  const attempt = { revision: 1, fence: round };
  const keys = [
    deal.activation,
    ...(isBilled ? [deal.rule('em'), deal.budget] : []),
    ...roles.map((role) => deal.task(role)),
    deal.project,
  ];
  return keys.map((key) => undoItem(deal, key, attempt));
}

async function playRound(play: Play, batches: readonly (readonly Item[])[], isDisturbed: boolean): Promise<void> {
  const last = { call: '' };
  const killChance = isDisturbed ? 0.02 : 0;
  const results = await play.scheduler.run(
    batches.map((items, place) => () => play.room.call(postBody(items), `call-${place}`)),
    (parked) => choose(play, parked, last, killChance),
  );
  for (const result of results) for (const answer of answersOf(play, result)) judgeAnswer(play, answer, isDisturbed);
}

/** Draws who goes on, often the one that went last; a kill falls before the call, and one at `return` loses an answer. */
function choose(play: Play, parked: readonly Parked[], last: { call: string }, killChance: number): Choice {
  const standings = parked.map(({ step }) => standingOf(play.ground, step));
  if (standings.length === 2 && !standings.includes(undefined)) play.pairs.add(standings.join(' | '));
  const same = parked.find(({ step }) => step.requestId === last.call);
  const drawn = parked[Math.floor(play.chance() * parked.length)];
  const chosen = same !== undefined && play.chance() < play.stickiness ? same : drawn;
  if (chosen === undefined) throw new Error('nothing is parked');
  Object.assign(last, { call: chosen.step.requestId });
  return { parked: chosen, decision: play.chance() < killChance ? 'kill' : 'go' };
}

/**
 * Where an execution stands when it is about to write: which step, which write, and what the ledger and the documents
 * say of that key now. Nothing while it reads.
 */
function standingOf(ground: Ground, { api, recordType, externalId }: GateStep): string | undefined {
  if (api !== 'Record.save' || externalId === undefined) return undefined;
  const key = externalId.replace(/^link:/, '');
  const write = recordType === ledgerType ? 'ledger' : recordType === linkType ? 'link' : 'document';
  return `${key.split(':')[5] ?? '?'} ${write} (${ground.ledgerState(key)})`;
}

function answersOf(play: Play, result: RestletResult): readonly ItemAnswer[] {
  if (result.outcome === 'killed') return [];
  const parsed = result.outcome === 'returned' ? PostAnswer.safeParse(result.body) : undefined;
  if (parsed?.success === true) return parsed.data.items;
  play.faults.push(`the RESTlet ${result.outcome}: ${JSON.stringify(result.body)}`);
  return [];
}

/** No answer may say that a document is there when ground truth has none; a lost answer settles nothing. */
function judgeAnswer(play: Play, answer: ItemAnswer, isDisturbed: boolean): void {
  const isUndo = answer.key.split(':')[5] === 'undo';
  const isReversed = play.isUndone && !isUndo && answer.fault?.code === 'erp.reversed';
  if (answer.answer === 'rejected' && !isReversed && !isMovedUnder(play, answer))
    play.faults.push(`${answer.key} was rejected: ${answer.fault?.code} ${answer.fault?.text}`);
  if (answer.answer !== 'applied' && answer.answer !== 'duplicate') return;
  const live = answer.ref === undefined ? undefined : play.ground.record(answer.ref.type, answer.ref.id);
  // What is undone may be gone again by the time that its answer is read.
  if (live === undefined && !play.isUndone)
    play.faults.push(`${answer.key} was answered ${answer.answer} without a live document`);
  const isLost = isDisturbed && play.chance() < 0.2;
  if (!isLost && answer.revision === play.newest) play.settled.add(answer.key);
}

/** A record may be taken away under the one who is about to write to it or below it. */
function isMovedUnder(play: Play, { key, fault }: ItemAnswer): boolean {
  const isTooEarly = key.split(':')[5] === 'undo' && fault?.code === 'erp.record-in-use';
  return play.isUndone && (isTooEarly || fault?.code === 'erp.reference-unknown');
}

/** Nothing stands under a key that was undone, and nothing can come under it any more. */
function undoFaults(ground: Ground, key: string): string[] {
  const state = ground.ledgerState(key);
  return state === 'reversed' ? [] : [`${key} was undone, and its ledger row is ${state}`];
}

/** What must be true in the end, from ground truth alone: one document, one posted ledger row, one link row. */
function endFaults(ground: Ground, key: string): string[] {
  const step = key.split(':')[5];
  const rows = ground.rows(ledgerType, key);
  const adopted = rows[0]?.values['custrecord_tl_posting_adopted'] === true;
  const wanted = step === 'activation' || adopted ? 0 : 1;
  const documents = ground.documents(key).length;
  const links = ground.rows(linkType, `link:${key}`).length;
  const [type, id] = ['doctype', 'docid'].map((field) => textIn(rows[0], `custrecord_tl_posting_${field}`));
  const posted = ground.record(type ?? '', id ?? '');
  return [
    ...(documents === wanted ? [] : [`${key} has ${documents} documents`]),
    ...(rows.length === 1 && ground.ledgerState(key).startsWith('posted')
      ? []
      : [`${key} has ${rows.length} ledger rows, ${ground.ledgerState(key)}`]),
    ...(posted === undefined ? [`${key} is posted without a live document`] : []),
    ...(links === (['task', 'budget', 'rule'].includes(step ?? '') ? 0 : 1) ? [] : [`${key} has ${links} link rows`]),
    ...(step === 'activation' && posted?.values['allowtime'] !== true
      ? [`${key}: the project is not open for time`]
      : []),
  ];
}

/** Nothing stale may have written over something newer: the project is named after its revision. */
function revisionFaults(ground: Ground, { key, revision, command }: Item): string[] {
  if (command !== 'project.create') return [];
  const names = ground.documents(key).map(({ values }) => values['companyname']);
  const wrong = names.filter((name) => name !== `Project of revision ${revision}`);
  return wrong.map((name) => `${key} of revision ${revision} is called ${String(name)}`);
}
