import { fileURLToPath } from 'node:url';
import type { SandboxClock } from '../sandbox/control/clock.ts';
import { createOrg, type Org } from '../sandbox/salesforce/org.ts';
import type { Place } from './network.ts';
import type { Scheduler } from './scheduler.ts';

export type SalesforceSide = Place & { org: Org };

const metadataFolder = fileURLToPath(new URL('../../salesforce-ext/force-app/main/default', import.meta.url));
const seeds = fileURLToPath(new URL('../sandbox/seeds/salesforce.jsonl', import.meta.url));

/** Opens an org that lives by virtual time. */
export async function openSalesforce(parts: {
  scheduler: Scheduler;
  chance: () => number;
  clock: SandboxClock;
}): Promise<SalesforceSide> {
  const { scheduler, chance, clock } = parts;
  const sleep = (ms: number): Promise<void> => scheduler.sleep('org', ms);
  const org = await createOrg({ clock, random: chance, metadataFolder, seeds, sleep });
  return {
    org,
    app: org.app,
    origin: 'http://127.0.0.1:7071',
    refuseNext: () => void org.faults.add({ kind: 'refuse', match: { path: '/services/data' }, count: 1 }),
  };
}
