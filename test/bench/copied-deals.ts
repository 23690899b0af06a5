import { fileURLToPath } from 'node:url';

import { z } from 'zod';

import type { SeedRow } from '../sandbox/salesforce/seeds.ts';
import { readSeeds } from '../sandbox/salesforce/seeds.ts';

const seedsFile = fileURLToPath(new URL('../sandbox/seeds/salesforce.jsonl', import.meta.url));
const Ref = z.strictObject({ $ref: z.string() });
const Token = z.object({ access_token: z.string() });
const Found = z.object({ records: z.array(z.looseObject({ Id: z.string() })) });
const Created = z.object({ id: z.string() });
const Scenarios = z.array(z.object({ id: z.string(), key: z.string() }));

type Values = Record<string, unknown>;

/**
 * Makes copies of a seeded deal in a running org: the Opportunity and everything that hangs on it, for the same Account.
 *
 * Which rows those are is read from the seeds, their values from the org. Written as the org's administrator, through its
 * REST door, so a copy passes the same checks as a deal that somebody typed.
 *
 * @param name tells these copies from others of the same deal
 * @returns the Opportunities' ids
 */
export async function copyDeal(
  salesforceUrl: string,
  dealKey: string,
  copies: number,
  name = 'copy',
): Promise<readonly string[]> {
  const call = await adminOf(salesforceUrl);
  const originals = await originalsOf(salesforceUrl, dealKey, call);
  const made: string[] = [];
  for (let copy = 1; copy <= copies; copy += 1) {
    const ids = new Map<string, string>();
    for (const { row, values } of originals) {
      const changed = Object.entries(values).map(([field, value]) => [field, copiedValue(row, field, value)]);
      const { id } = Created.parse(await call('POST', `/sobjects/${row.type}`, Object.fromEntries(changed)));
      ids.set(row.key, id);
    }
    made.push(ids.get(dealKey) ?? '');

    function copiedValue(row: SeedRow, field: string, value: unknown): unknown {
      const inner = ids.get(referenceOf(row.values[field]) ?? '');
      if (inner !== undefined) return inner;
      // What is unique carries the deal's key in the seeds.
      if (value === dealKey) return `${dealKey}-${name}-${copy}`;
      return field === 'Name' ? `${String(value)} (${name} ${copy})` : value;
    }
  }
  return made;
}

type Original = { readonly row: SeedRow; readonly values: Values };
type Call = (method: string, path: string, body?: Values) => Promise<unknown>;

/** The deal's rows in the order of the seeds, with the values that they have in the org now. */
async function originalsOf(salesforceUrl: string, dealKey: string, call: Call): Promise<readonly Original[]> {
  const scenarios = Scenarios.parse(await (await fetch(`${salesforceUrl}/sandbox/scenarios`)).json());
  const dealId = scenarios.find(({ key }) => key === dealKey)?.id;
  if (dealId === undefined) throw new Error(`There is no seeded deal ${dealKey}`);
  const ids = new Map([[dealKey, dealId]]);
  const originals: Original[] = [];
  const found = new Set<string>();
  for (const row of await readSeeds(seedsFile)) {
    const parent = Object.entries(row.values).find(([, value]) => ids.has(referenceOf(value) ?? ''));
    if (row.key !== dealKey && parent === undefined) continue;
    const names = Object.keys(row.values);
    const where =
      parent === undefined ? `Id = '${dealId}'` : `${parent[0]} = '${ids.get(referenceOf(parent[1]) ?? '')}'`;
    const soql = `SELECT Id, ${names.join(', ')} FROM ${row.type} WHERE ${where} ORDER BY Id`;
    const { records } = Found.parse(await call('GET', `/query?q=${encodeURIComponent(soql)}`));
    const live = records.find(({ Id }) => !found.has(Id));
    if (live === undefined) throw new Error(`The org has no row ${row.key}`);
    found.add(live.Id);
    ids.set(row.key, live.Id);
    originals.push({ row, values: Object.fromEntries(names.map((name) => [name, live[name]])) });
  }
  return originals;
}

function referenceOf(value: unknown): string | undefined {
  const parsed = Ref.safeParse(value);
  return parsed.success ? parsed.data.$ref : undefined;
}

async function adminOf(salesforceUrl: string): Promise<Call> {
  const client = 'sandbox-admin';
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: client, client_secret: client });
  const answer = await fetch(`${salesforceUrl}/services/oauth2/token`, { method: 'POST', body: form });
  const token = Token.parse(await answer.json()).access_token;
  return async (method, path, body) => {
    const response = await fetch(`${salesforceUrl}/services/data/v66.0${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const said: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${JSON.stringify(said)}`);
    return said;
  };
}
