import type { GroundTruth } from '../sandbox/control/ground-truth.ts';
import { type ExpectedDeal, findViolations } from './check-line.ts';
import type { SimulationDatabase } from './database.ts';
import { expectedDeals } from './deals.ts';
import { type Click, letClick } from './people.ts';
import { openRun, type Run, startAt } from './run.ts';
import { readTruth } from './truth.ts';

/** What one seed came to. */
export type LineRun = {
  seed: number;
  /** `over`: everything came to rest; anything else is a violation by itself. */
  ended: 'over' | 'stuck' | 'endless';
  steps: number;
  virtualSeconds: number;
  hash: string;
  disturbances: Readonly<Record<string, number>>;
  violations: readonly string[];
  story: readonly string[];
};

const mostSteps = 9_000;
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
    const deals = expectedDeals(run.salesforce.org);
    const { ended, steps } = await play(run, clicksOf(run, deals));
    const truth = {
      salesforce: readTruth(run.salesforce.org.groundTruth.after(0), begun.salesforce),
      netsuite: readTruth(run.netsuite.account.groundTruth.after(0), begun.netsuite),
      orgId: run.salesforce.org.orgId,
      pairing: run.pairing,
    };
    const restless = ended === 'over' ? [] : [`the run did not come to rest: ${ended}`];
    return {
      ...{ seed, ended, steps },
      virtualSeconds: Math.round((run.scheduler.now() - startAt) / 1000),
      hash: run.trace.hash(),
      disturbances: run.disturbances.counts(),
      violations: [...restless, ...findViolations(truth, deals)],
      story: run.trace.lines(),
    };
  } finally {
    await run.close();
  }
}

function lastOf({ groundTruth }: { groundTruth: GroundTruth }): number {
  return groundTruth.after(0).at(-1)?.sequence ?? 0;
}

/** One to three deals; each is clicked by one to three people or tabs within a few seconds. */
function clicksOf(run: Run, deals: readonly ExpectedDeal[]): readonly Click[] {
  const chance = run.chanceOf(4);
  const draw = (count: number): number => Math.floor(chance() * count);
  const chosen = new Set(
    Array.from({ length: 1 + draw(3) }, () => deals[draw(2) === 0 ? draw(3) : draw(deals.length)]),
  );
  return [...chosen].flatMap((deal) => {
    if (deal === undefined) return [];
    return Array.from({ length: 1 + draw(3) }, (): Click => {
      const as = draw(2) === 0 ? 'sales1' : 'sales2';
      return { as, opportunityId: deal.opportunityId, afterMs: draw(8_000) };
    });
  });
}

async function play(run: Run, clicks: readonly Click[]): Promise<{ ended: LineRun['ended']; steps: number }> {
  const { scheduler, network, salesforce } = run;
  let open = clicks.length;
  clicks.forEach((click, at) => {
    const parts = { network, scheduler, origin: salesforce.origin, name: `person-${at + 1}` };
    void letClick(parts, click).finally(() => (open -= 1));
  });
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
    return open === 0 && count % askEvery === 0 && (await isAtRest(run));
  };
  const ended = await scheduler.run({ mostSteps, between });
  return { ended, steps };
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

/** Nothing is under way at a platform, nothing waits in the store, and every request has got its end. */
async function isAtRest({ network, netsuite, salesforce, bystander }: Run): Promise<boolean> {
  if (network.servingCount() > 0 || netsuite.account.runningCount() > 0) return false;
  const requests = readTruth(salesforce.org.groundTruth.after(0), 0).rows('provision_request__c');
  if (requests.some(({ values }) => values['State__c'] !== 'closed')) return false;
  const { pendingEvents, commands, dirtyProjections } = await bystander.readBacklog();
  const open = commands.waiting + commands.leased + commands.staged + commands.unknown;
  return pendingEvents + open + dirtyProjections === 0;
}
