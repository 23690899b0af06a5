import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Reference } from 'shared-model/reference.ts';

import { mirrorReference } from '#projection/reference-rows.ts';
import { realWorld } from '#world.ts';

import type { CrmBench } from '../connectors/salesforce-org.ts';
import { openCrm } from '../connectors/salesforce-org.ts';
import type { TestDatabase } from '../support/database.ts';
import { openTestDatabase } from '../support/database.ts';
import { accountId, orgId, reference } from '../workflows/deals.ts';

let database: TestDatabase;
let pairing: string;
let bench: CrmBench;
let facts: string[];

beforeAll(async () => {
  database = await openTestDatabase();
  pairing = await database.store.ensurePairing({ orgId, accountId });
});
afterAll(() => database.close());

beforeEach(async () => {
  facts = [];
  bench = await openCrm();
  const client = await database.connect();
  await client.query('truncate reference, duty');
  await client.end();
});

function mirror(everyMs = 0): Promise<boolean> {
  const log = (fact: string) => void facts.push(fact);
  const { store } = database;
  return mirrorReference({ store, crm: bench.crm, world: realWorld(), log, nodeId: 'node-1', pairing, everyMs });
}

const fields = 'Key__c, Label__c, Legal_Entity__c, Currency__c, Valid_From__c, Valid_To__c, Active__c, As_Of__c';
const shown = () => bench.query(`SELECT ${fields} FROM ERP_Reference__c ORDER BY Key__c`);
const at = (asOf: string, rows: Reference['rows'] = reference.rows): Reference => ({ asOf, rows });

describe('the reference rows of the ERP', () => {
  it('are mirrored with the time they were read', async () => {
    await database.store.saveReference(pairing, reference);
    expect(await mirror()).toBe(true);
    const As_Of__c = '2026-11-21T12:00:00.000+0000';
    expect(await shown()).toEqual([
      {
        Key__c: 'legal-entity:CV-US',
        Label__c: 'Corvane Partners Inc',
        Legal_Entity__c: null,
        Currency__c: 'USD',
        Valid_From__c: null,
        Valid_To__c: null,
        Active__c: true,
        As_Of__c,
      },
      {
        Key__c: 'rate-card:US-2026',
        Label__c: 'US 2026',
        Legal_Entity__c: 'CV-US',
        Currency__c: 'USD',
        Valid_From__c: '2026-01-01',
        Valid_To__c: '2026-12-31',
        Active__c: true,
        As_Of__c,
      },
    ]);
  });

  it('are retired, once, when the ERP has them no more, and come back when it has them again', async () => {
    await database.store.saveReference(pairing, reference);
    await mirror();
    const kept = reference.rows.filter(({ kind }) => kind !== 'rate-card');
    await database.store.saveReference(pairing, at('2026-11-21T13:00:00.000Z', kept));
    expect(await mirror()).toBe(true);
    expect(await shown()).toMatchObject([
      { Key__c: 'legal-entity:CV-US', Active__c: true },
      { Key__c: 'rate-card:US-2026', Label__c: 'US 2026', Active__c: false, As_Of__c: '2026-11-21T13:00:00.000+0000' },
    ]);
    expect(await mirror()).toBe(false);
    await database.store.saveReference(pairing, at('2026-11-21T14:00:00.000Z'));
    await mirror();
    expect(await shown()).toMatchObject([{}, { Key__c: 'rate-card:US-2026', Active__c: true }]);
  });

  it('follow what the ERP says now, one row per code', async () => {
    await database.store.saveReference(pairing, reference);
    await mirror();
    const rows = reference.rows.map((row) => ({ ...row, name: 'renamed', isActive: false }));
    await database.store.saveReference(pairing, at('2026-11-21T13:00:00.000Z', rows));
    await mirror();
    const now = { Label__c: 'renamed', Active__c: false, As_Of__c: '2026-11-21T13:00:00.000+0000' };
    expect(await shown()).toMatchObject([now, now]);
  });

  it('are more than one call can carry', async () => {
    const rows = Array.from({ length: 450 }, (_, place) => ({
      ...({ kind: 'legal-entity', currency: 'USD', isActive: true } as const),
      code: `E-${place}`,
      name: `Entity ${place}`,
    }));
    await database.store.saveReference(pairing, at('2026-11-21T13:00:00.000Z', rows));
    expect(await mirror()).toBe(true);
    expect(await bench.query('SELECT Id FROM ERP_Reference__c')).toHaveLength(450);
  });

  it('wait for the first reading, without an empty mirror', async () => {
    expect(await mirror()).toBe(false);
    expect(await shown()).toEqual([]);
  });

  it('are not written again before their time', async () => {
    await database.store.saveReference(pairing, reference);
    expect([await mirror(60_000), await mirror(60_000)]).toEqual([true, false]);
  });

  it('come later when the CRM is busy', async () => {
    await database.store.saveReference(pairing, reference);
    bench.open.org.faults.add({ kind: 'refuse', count: 1, match: { path: '/composite' } });
    expect(await mirror(60_000)).toBe(false);
    expect(facts).toEqual(['reference.not-mirrored']);
    const client = await database.connect();
    await client.query("update duty set next_at = now() - interval '1 second'");
    await client.end();
    expect(await mirror()).toBe(true);
    expect(await shown()).toHaveLength(2);
  });
});

describe('while the daily calls of the CRM run short', () => {
  it('no reference row is mirrored; what people wait for is still written', async () => {
    bench = await openCrm({ assumptions: { mostDailyCalls: 5 } });
    await database.store.saveReference(pairing, reference);
    const options = { correlationId: 'test' };
    for (let call = 0; call < 5; call += 1) await bench.crm.openRequests(options);
    expect(await mirror(60_000)).toBe(false);
    expect(facts).toEqual(['reference.waits-for-quota']);
    expect(await shown()).toEqual([]);
    const values = { state: 'done', opportunityId: bench.id('d1') };
    const row = { kind: 'engagement', key: 'eng_x', version: 1, values } as const;
    expect(await bench.crm.writeRows([row], options)).toMatchObject({ results: [{ result: 'written' }] });
  });
});
