import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Item, type ItemAnswer, PostAnswer } from 'shared-model/restlet.ts';
import { buildSuiteApp } from '../build/netsuite.ts';
import { buildOnce } from '../build/once.ts';
import { createChance } from '../sandbox/control/chance.ts';
import { createSandboxClock, type SandboxClock } from '../sandbox/control/clock.ts';
import { createGroundTruth, type GroundTruth } from '../sandbox/control/ground-truth.ts';
import { createHost, type Gate, type Host, type RestletResult, type SeedRow } from '../sandbox/netsuite/host/host.ts';
import { pairing } from './items.ts';

/** A NetSuite account of its own with the built RESTlet in it. */
export type Room = {
  readonly host: Host;
  readonly truth: GroundTruth;
  readonly clock: SandboxClock;
  call(body: unknown, requestId?: string): Promise<RestletResult>;
};

const suiteApp = fileURLToPath(new URL('../../netsuite-suiteapp', import.meta.url));
const openedAt = Date.parse('2026-11-21T09:00:00Z');

export type RoomOptions = {
  /** The SuiteApp to build, such as a copy with a planted bug. */
  folder?: string;
  gate?: Gate;
  /** Gives the account another SDF project than the built one, and answers its folder. */
  changeProject?: (built: string) => Promise<string>;
};

/** Builds the SuiteApp and opens an account with it; the clock stands still. */
export async function openRoom(options: RoomOptions = {}): Promise<Room> {
  const { folder = suiteApp, gate, changeProject = unchanged } = options;
  await builtOnce(folder);
  const clock = createSandboxClock({ frozen: true, at: openedAt });
  const truth = createGroundTruth(clock);
  const host = await createHost({
    clock,
    random: createChance(1),
    groundTruth: truth,
    projectFolder: await changeProject(`${folder}/src`),
    ...(gate === undefined ? {} : { gate }),
  });
  host.loadSeeds(seeds());
  const ids = { script: 'customscript_tl_bridge', deploy: 'customdeploy_tl_bridge', role: 'customrole_tl_integration' };
  const call: Room['call'] = (body, requestId) =>
    host.runRestlet({ ...ids, method: 'POST', body, ...(requestId === undefined ? {} : { requestId }) });
  return { host, truth, clock, call };
}

const builds = new Map<string, Promise<unknown>>();

/** Sources do not change while a test file runs, so one build of a folder is enough. */
function builtOnce(folder: string): Promise<unknown> {
  const build = builds.get(folder) ?? (folder === suiteApp ? buildOnce('netsuite') : buildSuiteApp(folder));
  builds.set(folder, build);
  return build;
}

const unchanged = (built: string): Promise<string> => Promise.resolve(built);

export async function post(room: Room, items: readonly Item[]): Promise<readonly ItemAnswer[]> {
  const result = await room.call(postBody(items));
  if (result.outcome !== 'returned') throw new Error(`the RESTlet ${result.outcome}: ${JSON.stringify(result.body)}`);
  return PostAnswer.parse(result.body).items;
}

export function postBody(items: readonly Item[]): unknown {
  return { version: 1, operation: 'post', pairing, items };
}

/** The firm: two currencies, two legal entities, one rate card, and the customers that provisioning may meet. */
function seeds(): readonly SeedRow[] {
  const path = fileURLToPath(new URL('./account.jsonl', import.meta.url));
  return readFileSync(path, 'utf8').trim().split('\n').map(seedOf);
}

function seedOf(line: string): SeedRow {
  const row: SeedRow = JSON.parse(line);
  return row;
}
