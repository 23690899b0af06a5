import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { pairingIdOf } from 'shared-model/ids.ts';

import { createStore } from '#store/create-store.ts';

import { accountId, orgId } from '../workflows/deals.ts';
import type { Door, DoorName } from './doors.ts';
import { doorNames, openDoors, producerToken } from './doors.ts';
import type { Spread } from './figures.ts';
import { spreadOf } from './figures.ts';
import type { LoadOrder } from './load-order.ts';
import { LoadReport } from './load-order.ts';

export type AcceptOptions = {
  /** A server that forces commits to the disk. */
  readonly connectionString: string;
  readonly rounds: number;
  /** How long each door is under load in each round, in milliseconds. */
  readonly ms: number;
  readonly connections: number;
  readonly eventsPerRequest: number;
  /** Most requests of one door in one round; enough that the time ends it and not they. */
  readonly mostRequests: number;
  readonly say?: (line: string) => void;
};

export type AcceptFigures = {
  readonly door: DoorName;
  /** Events that were answered 202, all rounds together. */
  readonly accepted: number;
  readonly refused: number;
  readonly eventsPerSecond: Spread;
  /** Against one transaction for each request, within the same round. */
  readonly ratio: Spread;
  readonly p50Ms: Spread;
  readonly p99Ms: Spread;
};

/**
 * Puts the same load on each door in turn, round by round, so that whatever else the machine does meets all of them.
 *
 * The first round warms up and is not counted.
 */
export async function measureAccept(options: AcceptOptions): Promise<readonly AcceptFigures[]> {
  const store = createStore({ connectionString: options.connectionString });
  const doors = await openDoors(store, options.connectionString);
  const client = fork(fileURLToPath(new URL('./load.ts', import.meta.url)), { execArgv: [] });
  try {
    const rounds: Round[] = [];
    for (let round = 0; round <= options.rounds; round += 1) {
      const reports = await playRound(client, doors, options, round);
      if (round > 0) rounds.push(reports);
    }
    return doorNames.map((door) => figuresOf(door, rounds, options.eventsPerRequest));
  } finally {
    client.kill();
    for (const door of doors) await door.close();
    await store.close();
  }
}

type Round = ReadonlyMap<DoorName, LoadReport>;
let lastRound = 0;

async function playRound(
  client: ChildProcess,
  doors: readonly Door[],
  options: AcceptOptions,
  round: number,
): Promise<Round> {
  const reports = new Map<DoorName, LoadReport>();
  const { connections, eventsPerRequest, ms, mostRequests } = options;
  // Every other round begins with the last door, so that none always follows the same one.
  for (const { name, port } of round % 2 === 0 ? doors : doors.toReversed()) {
    lastRound += 1;
    const pairing = pairingIdOf(orgId, accountId);
    const sizes = { connections, eventsPerRequest, ms, mostRequests };
    const order = { ...sizes, port, path: '/v1/events', token: producerToken, pairing, round: `r${lastRound}` };
    const report = await orderLoad(client, order);
    options.say?.(`  ${round === 0 ? 'warm-up' : `round ${round}`} ${name}: ${perSecond(report, eventsPerRequest)}/s`);
    reports.set(name, report);
  }
  return reports;
}

function orderLoad(client: ChildProcess, order: LoadOrder): Promise<LoadReport> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`the load generator ended with ${String(code)}`));
    client.once('exit', ended);
    client.once('message', (said) => {
      client.off('exit', ended);
      resolve(LoadReport.parse(said));
    });
    client.send(order);
  });
}

function figuresOf(door: DoorName, rounds: readonly Round[], eventsPerRequest: number): AcceptFigures {
  const reports = rounds.flatMap((round) => round.get(door) ?? []);
  const rateIn = (round: Round, name: DoorName): number => {
    const report = round.get(name);
    return report === undefined ? Number.NaN : (report.accepted * eventsPerRequest) / report.seconds;
  };
  return {
    door,
    accepted: reports.reduce((sum, { accepted }) => sum + accepted * eventsPerRequest, 0),
    refused: reports.reduce((sum, { refused }) => sum + refused * eventsPerRequest, 0),
    eventsPerSecond: spreadOf(rounds.map((round) => rateIn(round, door))),
    ratio: spreadOf(rounds.map((round) => rateIn(round, door) / rateIn(round, 'transaction-each'))),
    p50Ms: spreadOf(reports.map(({ p50Ms }) => p50Ms)),
    p99Ms: spreadOf(reports.map(({ p99Ms }) => p99Ms)),
  };
}

function perSecond({ accepted, seconds }: LoadReport, eventsPerRequest: number): number {
  return Math.round((accepted * eventsPerRequest) / seconds);
}
