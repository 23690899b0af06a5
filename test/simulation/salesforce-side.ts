import { fileURLToPath } from 'node:url';
import type { SandboxClock } from '../sandbox/control/clock.ts';
import { createOrg, type Org } from '../sandbox/salesforce/org.ts';
import type { EventFate } from '../sandbox/salesforce/records/event-log.ts';
import type { Disturbances } from './disturbances.ts';
import type { Place } from './network.ts';
import type { Scheduler } from './scheduler.ts';

export type SalesforceSide = Place & { org: Org };

/** How long an event is held back so that a later one overtakes it, in virtual milliseconds. */
const heldMs = 5_000;

const metadataFolder = fileURLToPath(new URL('../../salesforce-ext/force-app/main/default', import.meta.url));
const seeds = fileURLToPath(new URL('../sandbox/seeds/salesforce.jsonl', import.meta.url));

/** Opens an org that lives by virtual time. */
export async function openSalesforce(parts: {
  scheduler: Scheduler;
  chance: () => number;
  clock: SandboxClock;
  disturbances: Disturbances;
}): Promise<SalesforceSide> {
  const { scheduler, chance, clock, disturbances } = parts;
  const fateOf = (channel: string): EventFate | undefined => {
    const fate = channel.endsWith('Provision_Requested__e') ? disturbances.forEvent() : undefined;
    return fate === 'reorder' ? { kind: 'hold', ms: heldMs } : fate && { kind: fate };
  };
  const sleep = (ms: number): Promise<void> => scheduler.sleep('org', ms);
  const org = await createOrg({ clock, random: chance, metadataFolder, seeds, sleep, fateOf });
  return {
    org,
    app: org.app,
    origin: 'http://127.0.0.1:7071',
    refuseNext: () => void org.faults.add({ kind: 'refuse', match: { path: '/services/data' }, count: 1 }),
  };
}
