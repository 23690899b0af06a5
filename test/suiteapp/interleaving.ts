import { type Item, type ItemAnswer, PostAnswer } from 'shared-model/restlet.ts';
import { createChance } from '../sandbox/control/chance.ts';
import type { GateStep, RestletResult } from '../sandbox/netsuite/host/host.ts';
import { createGround, type Ground, ledgerType, linkType, textIn } from './ground.ts';
import { activationItem, customerItem, projectItem, sampleDeal, taskItem } from './items.ts';
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
const mostRounds = 12;
const disturbedRounds = 4;

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
  /** The newest revision: an answer to an older one settles nothing. */
  readonly newest: number;
  /** How often the same execution goes on, 0 to 1: long runs of one meet other states than even turns do. */
  readonly stickiness: number;
};

/**
 * Two executions of the same items side by side, with kills and lost answers, then retries until every item is answered.
 *
 * The second execution may be a newer attempt (higher fence) or a newer revision of the deal.
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
    newest: plan.newest,
    stickiness: [0, 0.5, 0.9][seed % 3] ?? 0,
  };
  let rounds = 1;
  await playRound(play, [plan.first, plan.second], true);
  const open = (): readonly Item[] => plan.last(rounds).filter(({ key }) => !play.settled.has(key));
  while (open().length > 0 && rounds < mostRounds) {
    const items = open();
    rounds += 1;
    await playRound(play, rounds % 2 === 0 ? [items, items] : [items], rounds <= disturbedRounds);
  }
  play.faults.push(...open().map(({ key }) => `${key} is not settled after ${rounds} rounds`));
  play.faults.push(
    ...plan.last(0).flatMap((item) => [...endFaults(play.ground, item.key), ...revisionFaults(play.ground, item)]),
  );
  return { seed, faults: play.faults.map((fault) => `seed ${seed}: ${fault}`), pairs: [...play.pairs], rounds };
}

type Plan = { newest: number; first: readonly Item[]; second: readonly Item[]; last(round: number): readonly Item[] };

function planOf(seed: number, chance: () => number): Plan {
  const deal = sampleDeal(seed);
  const roles = ['em', 'senior', 'consultant'].slice(0, 1 + Math.floor(chance() * 3));
  const isNewer = chance() < 0.25;
  const isAdopted = chance() < 0.2;
  const customer = isAdopted ? { taxId: '13-1000001' } : { taxId: `T-${seed}` };
  const items = (revision: number, fence: number): Item[] => [
    customerItem(deal, customer, { revision, fence }),
    projectItem(deal, {}, { revision, fence }),
    ...roles.map((role) => taskItem(deal, role, {}, { revision, fence })),
    activationItem(deal, { revision, fence }),
  ];
  const revision = isNewer ? 2 : 1;
  const fence = chance() < 0.5 ? 1 : 2;
  return {
    newest: revision,
    first: items(1, 1),
    second: items(revision, fence),
    last: (round) => items(revision, fence + round),
  };
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
  if (answer.answer === 'rejected')
    play.faults.push(`${answer.key} was rejected: ${answer.fault?.code} ${answer.fault?.text}`);
  if (answer.answer !== 'applied' && answer.answer !== 'duplicate') return;
  const live = answer.ref === undefined ? undefined : play.ground.record(answer.ref.type, answer.ref.id);
  if (live === undefined) play.faults.push(`${answer.key} was answered ${answer.answer} without a live document`);
  const isLost = isDisturbed && play.chance() < 0.2;
  if (!isLost && answer.revision === play.newest) play.settled.add(answer.key);
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
    ...(links === (step === 'task' ? 0 : 1) ? [] : [`${key} has ${links} link rows`]),
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
