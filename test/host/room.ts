import { fileURLToPath } from 'node:url';

import * as z from 'zod/mini';

import { createSandboxClock } from '../sandbox/control/clock.ts';
import type { SandboxClock } from '../sandbox/control/clock.ts';
import { createGroundTruth } from '../sandbox/control/ground-truth.ts';
import type { GroundTruth } from '../sandbox/control/ground-truth.ts';
import { createHost } from '../sandbox/netsuite/host/host.ts';
import type { Host, HostOptions, RestletCall, SeedRow } from '../sandbox/netsuite/host/host.ts';

export const fixtureProject = fileURLToPath(new URL('./fixtures/project', import.meta.url));
export const openedAt = '2026-11-02T09:00:00Z';

/** One call of the fixture script: `act` names it, the rest is its input. */
export type Step = { act: string } & Record<string, unknown>;

export type Room = {
  host: Host;
  clock: SandboxClock;
  groundTruth: GroundTruth;
  /** Runs the steps in one execution; each gives `{gave}` or `{threw, text}`. */
  attempt(...steps: Step[]): Promise<readonly Attempt[]>;
};

export const Attempt = z.object({
  gave: z.optional(z.unknown()),
  threw: z.optional(z.string()),
  text: z.optional(z.string()),
});
export type Attempt = z.infer<typeof Attempt>;

const seeds: readonly SeedRow[] = [
  { type: 'currency', key: 'usd', values: { name: 'US Dollar', symbol: 'USD' } },
  { type: 'currency', key: 'gbp', values: { name: 'Pound', symbol: 'GBP' } },
  { type: 'subsidiary', key: 'us', values: { name: 'Corvane Inc.', externalid: 'CV-US', currency: { $ref: 'usd' } } },
  { type: 'subsidiary', key: 'uk', values: { name: 'Corvane Ltd', externalid: 'CV-UK', currency: { $ref: 'gbp' } } },
  {
    type: 'customer',
    key: 'halden',
    values: {
      companyname: 'Halden Group',
      entityid: 'C-1001',
      externalid: 'halden',
      subsidiary: { $ref: 'us' },
      currency: { $ref: 'usd' },
    },
  },
  {
    type: 'job',
    key: 'store',
    values: {
      companyname: 'Store platform',
      entityid: 'P-2001',
      externalid: 'store',
      parent: { $ref: 'halden' },
      startdate: '+14d',
      projectedenddate: '2027-03-31',
    },
  },
];

/** Internal ids are the same on every run, since the account gives them in the order of the saves. */
export const ids = { usd: 1001, gbp: 1002, us: 2001, uk: 2002, halden: 4001, store: 4002 } as const;

export const role = 'customrole_fx_integration';

export function callOf(script: string, body: unknown, more: Partial<RestletCall> = {}): RestletCall {
  return {
    script: `customscript_fx_${script}`,
    deploy: `customdeploy_fx_${script}`,
    method: 'POST',
    body,
    role,
    ...more,
  };
}

/** A NetSuite account of its own with the fixture project and a few records in it; the clock stands still. */
export async function openRoom(options: Partial<HostOptions> = {}): Promise<Room> {
  const clock = createSandboxClock({ frozen: true, at: Date.parse(openedAt) });
  const groundTruth = createGroundTruth(clock);
  const host = await createHost({ clock, groundTruth, random: () => 0.5, projectFolder: fixtureProject, ...options });
  host.loadSeeds(seeds);
  const attempt: Room['attempt'] = async (...steps) => {
    const result = await host.runRestlet(callOf('try', { steps }, { requestId: 'req-1' }));
    if (result.outcome !== 'returned') throw new Error(`The fixture ${result.outcome}: ${JSON.stringify(result.body)}`);
    return z.parse(z.array(Attempt), result.body);
  };
  return { host, clock, groundTruth, attempt };
}
