import { fileURLToPath } from 'node:url';
import type { SandboxClock } from '../sandbox/control/clock.ts';
import { type Account, createAccount } from '../sandbox/netsuite/account.ts';
import type { Gate } from '../sandbox/netsuite/host/host.ts';
import { createWorkerPool } from '../sandbox/netsuite/host/worker-pool.ts';
import type { Disturbances } from './disturbances.ts';
import type { Place } from './network.ts';
import type { Scheduler } from './scheduler.ts';
import type { Trace } from './trace.ts';

export type NetsuiteSide = Place & { account: Account };

/** Starting a thread costs as much as a script; nothing of a script stays in one. */
const threads = createWorkerPool();
/** What the platform says of a record that its own form does not take. */
const refusedForGood = { name: 'USER_ERROR', message: 'Please enter value(s) for: Class' };
const projectFolder = fileURLToPath(new URL('../../netsuite-suiteapp/src', import.meta.url));

/** Opens an account whose scripts stop at every `N/*` call until the schedule lets them go on. */
export async function openNetsuite(parts: {
  scheduler: Scheduler;
  trace: Trace;
  disturbances: Disturbances;
  chance: () => number;
  clock: SandboxClock;
  concurrency: number;
}): Promise<NetsuiteSide> {
  const { scheduler, clock, chance, concurrency } = parts;
  const account = await createAccount({
    clock,
    random: chance,
    projectFolder,
    threads,
    gate: gateOf(parts),
    concurrency,
    sleep: (ms) => scheduler.sleep('script/wait', ms),
    realNow: clock.now,
  });
  return {
    account,
    app: account.app,
    origin: 'http://127.0.0.1:7072',
    refuseNext: () => void account.faults.add({ kind: 'refuse', match: { path: 'restlet.nl' }, count: 1 }),
  };
}

function gateOf({ scheduler, trace, disturbances }: Parameters<typeof openNetsuite>[0]): Gate {
  const names = new Map<string, string>();
  return async ({ execution, index, api, recordType, externalId }) => {
    const name = names.get(execution) ?? `script/${String(names.size + 1).padStart(4, '0')}`;
    names.set(execution, name);
    const call = [api, recordType].filter((part) => part !== undefined).join(' ');
    await scheduler.step(name, `calls ${call}`);
    const isKilled = disturbances.killsScript();
    const isRefused =
      !isKilled && api === 'Record.save' && disturbances.refusesRecord(recordType ?? '', externalId ?? '');
    const word = isKilled ? 'dies at' : isRefused ? 'is refused' : 'calls';
    trace.add(scheduler.now(), name, `${word} ${call}`, { index, externalId });
    if (isRefused) return { refuse: refusedForGood };
    return isKilled ? 'kill' : 'go';
  };
}
