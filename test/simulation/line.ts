import { engagementIdOf } from 'shared-model/ids.ts';
import type { GroundTruth } from '../sandbox/control/ground-truth.ts';
import { isNewsShown, findViolations, type LineTruth } from './check-line.ts';
import type { SimulationDatabase } from './database.ts';
import { seededDeals } from './deals.ts';
import { awaitsActivation } from './finance.ts';
import { letActivate } from './finance-activation.ts';
import { letEdit } from './finance-edits.ts';
import { letHold } from './finance-holds.ts';
import { letClick, letInsist } from './people.ts';
import { type Plans, plansOf } from './plans.ts';
import { openRun, type Run, startAt } from './run.ts';
import { readTruth, textOf, type Truth, type TruthRow } from './truth.ts';

/** What one seed came to. */
export type LineRun = {
  seed: number;
  /** `over`: everything came to rest; anything else is a violation by itself. */
  ended: 'over' | 'stuck' | 'endless';
  steps: number;
  virtualSeconds: number;
  hash: string;
  disturbances: Readonly<Record<string, number>>;
  /** What was created on both platforms since the run began, by type. */
  made: Readonly<Record<string, number>>;
  violations: readonly string[];
  story: readonly string[];
};

const mostSteps = 20_000;
/** How often a run asks whether everything rests, in steps. */
const askEvery = 25;
const nodeIds = ['node-1', 'node-2'];
/** A new process is there this long after the old one died. */
const restartMs = 4_000;

/** Plays the whole line under one seed, until everything rests, and checks what both platforms committed. */
export async function runLine(seed: number, database: SimulationDatabase, isTold = false): Promise<LineRun> {
  const run = await openRun(seed, database, isTold);
  try {
    const begun = { salesforce: lastOf(run.salesforce.org), netsuite: lastOf(run.netsuite.account) };
    const deals = seededDeals(run.salesforce.org);
    const truthNow = (): LineTruth => ({
      salesforce: readTruth(run.salesforce.org.groundTruth.after(0), begun.salesforce),
      netsuite: readTruth(run.netsuite.account.groundTruth.after(0), begun.netsuite),
      orgId: run.salesforce.org.orgId,
      pairing: run.pairing,
      activation: run.activation,
      refusedKeys: run.disturbances.refusedKeys(),
      sent: run.network.sent(),
    });
    const { ended, steps } = await play(run, plansOf(run, deals), () => isNewsShown(truthNow(), deals));
    const truth = truthNow();
    const announced = await announcedBy(database);
    const restless = ended === 'over' ? [] : [`the run did not come to rest: ${ended}`];
    return {
      ...{ seed, ended, steps },
      virtualSeconds: Math.round((run.scheduler.now() - startAt) / 1000),
      hash: run.trace.hash(),
      disturbances: run.disturbances.counts(),
      made: madeIn([truth.salesforce, truth.netsuite]),
      violations: [...restless, ...findViolations({ ...truth, announced }, deals)],
      story: run.trace.lines(),
    };
  } finally {
    await run.close();
  }
}

function madeIn(truths: readonly Truth[]): Record<string, number> {
  const created = truths.flatMap(({ commits }) => commits).filter(({ operation }) => operation === 'create');
  return Object.fromEntries([...Map.groupBy(created, ({ type }) => type)].map(([type, list]) => [type, list.length]));
}

function lastOf({ groundTruth }: { groundTruth: GroundTruth }): number {
  return groundTruth.after(0).at(-1)?.sequence ?? 0;
}

/** @param isSeen whether the CRM shows what people did in the ERP */
async function play(
  run: Run,
  { clicks, insisting, edits, hold, activations, forgotten }: Plans,
  isSeen: () => boolean,
): Promise<{ ended: LineRun['ended']; steps: number }> {
  const { scheduler, network, salesforce } = run;
  let open = clicks.length + insisting.length;
  const partsOf = (name: string) => ({ network, scheduler, origin: salesforce.origin, name });
  clicks.forEach((click, at) => void letClick(partsOf(`person-${at + 1}`), click).finally(() => (open -= 1)));
  insisting.forEach((person, at) => {
    const cardState = (): string => shownState(run, person.opportunityId);
    void letInsist(partsOf(`owner-${at + 1}`), person, cardState).finally(() => (open -= 1));
  });
  const deskOf = (name: string) => ({ ...run, name, chance: run.chanceOf(33) });
  const finance = [
    ...(edits === undefined ? [] : [letEdit(deskOf('finance-editor'), edits)]),
    ...(hold === undefined
      ? []
      : [letHold(deskOf('finance-holder'), { ...hold, engagementId: engagementOf(run, hold) })]),
    ...activations.map((work, at) => letActivate(deskOf(`finance-${at + 1}`), work)),
  ];
  const lives = new Map<string, { life: number; isAlive: boolean }>();
  for (const nodeId of nodeIds) {
    await run.openNode(nodeId, 1);
    lives.set(nodeId, { life: 1, isAlive: true });
  }
  const chance = run.chanceOf(5);
  let steps = 0;
  const between = async (count: number): Promise<boolean> => {
    steps = count;
    if (run.disturbances.killsNode()) await killOne(run, lives, chance);
    const isOver = open === 0 && count % askEvery === 0 && finance.every((person) => !person.hasWork());
    return isOver && (await isAtRest(run, forgotten)) && (isSeen() || isUnseenForLong(run));
  };
  const ended = await scheduler.run({ mostSteps, between });
  return { ended, steps };
}

function engagementOf({ salesforce }: Run, { opportunityId }: { opportunityId: string }): string {
  return engagementIdOf(salesforce.org.orgId, opportunityId);
}

/** Long after people have stopped it makes no difference any more how long the CRM is waited for. */
const longestUnseenMs = 600_000;

function isUnseenForLong({ netsuite, scheduler }: Run): boolean {
  const last = netsuite.account.groundTruth.after(0).at(-1)?.time ?? '';
  return scheduler.now() - Date.parse(last) > longestUnseenMs;
}

type Lives = Map<string, { life: number; isAlive: boolean }>;

/** One node dies between two steps; an operator's supervisor starts it anew a little later. */
async function killOne(run: Run, lives: Lives, chance: () => number): Promise<void> {
  const living = [...lives].filter(([, { isAlive }]) => isAlive);
  const [nodeId, node] = living[Math.floor(chance() * living.length)] ?? [];
  if (nodeId === undefined || node === undefined) return;
  await run.killNode(nodeId, node.life);
  lives.set(nodeId, { ...node, isAlive: false });
  const life = node.life + 1;
  const restart = async (): Promise<void> => {
    await run.scheduler.sleep('supervisor', restartMs);
    await run.scheduler.during(run.openNode(nodeId, life));
    lives.set(nodeId, { life, isAlive: true });
  };
  void restart();
}

/** What the card of a deal shows; nothing before anyone has asked. */
function shownState(run: Run, opportunityId: string): string {
  const key = engagementOf(run, { opportunityId });
  const rows = readTruth(run.salesforce.org.groundTruth.after(0), 0).rows('sync_status__c');
  const head = rows.find((row) => textOf(row, 'Key__c') === key);
  return (head === undefined ? undefined : textOf(head, 'State__c')) ?? 'nothing';
}

/** Our word to other systems, by engagement and attempt: no platform keeps it, so that it is read where we keep it. */
async function announcedBy(database: SimulationDatabase): Promise<readonly string[]> {
  const rows = await database.ask(
    `select engagement_id || ':' || generation as one from event where type = 'project.provisioned' order by sequence`,
  );
  return rows.map(({ one }) => String(one));
}

/**
 * Nothing is under way at a platform, nothing waits in the store, and every request has got its end, unless its project
 * waits for somebody who never comes.
 */
async function isAtRest(run: Run, forgotten: Plans['forgotten']): Promise<boolean> {
  const { network, netsuite, salesforce, bystander } = run;
  if (network.servingCount() > 0 || netsuite.account.runningCount() > 0) return false;
  const requests = readTruth(salesforce.org.groundTruth.after(0), 0).rows('provision_request__c');
  const unended = requests.filter(({ values }) => values['State__c'] !== 'closed');
  if (unended.some((row) => !isForgotten(run, row, forgotten))) return false;
  const { pendingEvents, commands, dirtyRows } = await bystander.countWork();
  const open = commands.waiting + commands.leased + commands.staged + commands.unknown;
  return pendingEvents + open + dirtyRows === 0;
}

function isForgotten(run: Run, request: TruthRow, forgotten: Plans['forgotten']): boolean {
  const opportunityId = textOf(request, 'Opportunity__c') ?? '';
  const isAct = (textOf(request, 'Act__c') ?? 'provision') !== 'provision';
  return !isAct && forgotten.has(opportunityId) && awaitsActivation(run, opportunityId);
}
