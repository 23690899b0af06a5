import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { CandidatesQuestion, CandidatesResult } from '#connectors/connector.ts';
import type { MatchSeams } from '#feeds/customer-matches.ts';
import { createMatchDuty } from '#feeds/customer-matches.ts';
import type { CustomerCandidate } from 'shared-model/customer-match.ts';

import type { CrmBench } from '../connectors/salesforce-org.ts';
import { openCrm } from '../connectors/salesforce-org.ts';
import type { TestDatabase } from '../support/database.ts';
import { openTestDatabase } from '../support/database.ts';
import { accountId, orgId } from '../workflows/deals.ts';

let database: TestDatabase;
let pairing: string;
let bench: CrmBench;
let asked: CandidatesQuestion[];
let look: ReturnType<typeof createMatchDuty>;

beforeAll(async () => {
  database = await openTestDatabase();
  pairing = await database.store.ensurePairing({ orgId, accountId });
});
afterAll(() => database.close());

beforeEach(async () => {
  asked = [];
  look = createMatchDuty();
  bench = await openCrm();
  const client = await database.connect();
  await client.query('truncate duty');
  await client.end();
});

const alike: CustomerCandidate = {
  number: 'C-1010',
  name: 'Wexford Hydraulics Ltd',
  score: 95,
  certain: false,
  reasons: [{ kind: 'name', text: 'Same name' }],
  facts: { taxId: 'GB100000104', mailDomain: 'wexford-hydraulics.example', isActive: true },
};

/** An account with one customer that looks like Wexford Hydraulics. */
function answerOf({ customer }: CandidatesQuestion): CandidatesResult {
  const candidates = customer.name === 'Wexford Hydraulics' ? [alike] : [];
  return { kind: 'answered', asOf: new Date(bench.open.clock.now()).toISOString(), candidates };
}

/** One round of the duty, due again at once; the ERP's account is the one above unless said. */
function round(changes: Partial<MatchSeams> = {}): Promise<boolean> {
  return look({
    store: database.store,
    crm: bench.crm,
    erp: {
      candidates: (_pairing, question) => {
        asked.push(question);
        return Promise.resolve(answerOf(question));
      },
    },
    callInSlot: (_kind, body) => body(),
    world: { now: () => bench.open.clock.now(), newId: () => 'correlation-1' },
    log: () => undefined,
    nodeId: 'node-1',
    pairing,
    everyMs: 0,
    ...changes,
  });
}

async function untilDone(): Promise<void> {
  for (let rounds = 0; rounds < 30; rounds += 1) if (!(await round())) return;
  throw new Error('the duty finds no end');
}

function rowsOf(account: string) {
  return bench.query(
    'SELECT Customer_Number__c, Customer_Name__c, Score__c, Is_Certain__c, Is_Active__c, Reasons__c, Tax_Id__c ' +
      `FROM Customer_Match__c WHERE Account__c = '${bench.id(account)}' ORDER BY Customer_Number__c`,
  );
}

describe('looking for customers that are alike', () => {
  it('shows what looks like the account, and that it was looked, before anybody asks', async () => {
    await untilDone();
    expect(await rowsOf('wexford-hydraulics')).toMatchObject([
      { Customer_Number__c: null },
      {
        Customer_Number__c: 'C-1010',
        Customer_Name__c: 'Wexford Hydraulics Ltd',
        Score__c: 95,
        Is_Certain__c: false,
        Is_Active__c: true,
        Reasons__c: '[{"kind":"name","text":"Same name"}]',
        Tax_Id__c: 'GB100000104',
      },
    ]);
    expect(await rowsOf('solara-foods')).toMatchObject([{ Customer_Number__c: null }]);
  });

  it('asks once for each account and legal entity, and not for linked accounts or lost and open deals', async () => {
    await untilDone();
    const names = asked.map(({ customer, legalEntity }) => `${customer.name} ${legalEntity}`);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('Solara Foods CV-US');
    expect(names).not.toContain('Halden Living CV-US');
    expect(names).not.toContain('Summit Outfitters CV-US');
    expect(asked.find(({ customer }) => customer.name === 'Wexford Hydraulics')?.billingContact?.email).toBe(
      'accounts@wexford-hydraulics.example',
    );
  });

  it('asks again when the account has changed, and else only after hours', async () => {
    await untilDone();
    const before = asked.length;
    bench.open.clock.advance(60_000);
    await untilDone();
    expect(asked).toHaveLength(before);
    await bench.change('Account', bench.id('solara-foods'), { Tax_Id__c: '13-1000099' });
    bench.open.clock.advance(1_000);
    await untilDone();
    expect(asked.slice(before).map(({ customer }) => customer.taxId)).toEqual(['13-1000099']);
    bench.open.clock.advance(5 * 3_600_000);
    await untilDone();
    expect(asked.length).toBeGreaterThan(before + 1);
  });

  it('writes nothing of a look that was not answered, and goes on with it later', async () => {
    const silent = { candidates: () => Promise.resolve({ kind: 'unknown', fault: 'erp.unreachable' } as const) };
    expect(await round({ erp: silent })).toBe(false);
    expect(await bench.query('SELECT Id FROM Customer_Match__c')).toEqual([]);
    const client = await database.connect();
    await client.query('truncate duty');
    await client.end();
    await untilDone();
    expect(await rowsOf('wexford-hydraulics')).toHaveLength(2);
  });

  it('waits while every slot of the account is taken', async () => {
    expect(await round({ callInSlot: () => Promise.resolve(undefined) })).toBe(false);
    expect(asked).toEqual([]);
  });

  it('leaves the calls that are left to people when the CRM is near its limit', async () => {
    const quota = () => ({ used: 99, max: 100, readAt: 0, isReserved: true });
    expect(await round({ crm: { ...bench.crm, quota } })).toBe(false);
    expect(asked).toEqual([]);
  });
});
