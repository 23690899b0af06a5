import { salesforceId18 } from 'shared-model/ids.ts';
import { beforeEach, describe, expect, it } from 'vitest';

import { salesforceConnector } from '#connectors/salesforce/connector.ts';
import type { CrmRow } from '#connectors/connector.ts';

import { fetchInMemory } from '../sandbox/control/connection-dropped.ts';
import type { CrmBench } from './salesforce-org.ts';
import { erpUrl, loginUrl, openCrm, settings } from './salesforce-org.ts';
import { seamsOf } from './seams.ts';

const options = { correlationId: 'test' };

/** An id of the right shape that no record has. */
const unknownId = (prefix: string) => salesforceId18(`${prefix}000000ZZZZZZ`) ?? '';

let bench: CrmBench;
beforeEach(async () => {
  bench = await openCrm();
});

const read = (key: string) => bench.crm.readDeal(bench.id(key), options);

describe('a deal', () => {
  it('D1 is read exactly: amounts as text, work in minutes, keys, days and the parent', async () => {
    const opportunityId = bench.id('d1');
    expect(await read('d1')).toEqual({
      kind: 'answered',
      revision: Date.parse('2026-11-21T12:00:00Z'),
      deal: {
        opportunityId,
        opportunityUrl: `${loginUrl}/lightning/r/Opportunity/${opportunityId}/view`,
        engagementRecordId: bench.id('d1:engagement'),
        name: 'Halden Retail, store platform',
        isWon: true,
        signedOn: '2026-11-16',
        currency: 'USD',
        amount: expect.stringMatching(/^505600(\.0+)?$/),
        startOn: '2026-12-07',
        endOn: '2027-06-30',
        customer: {
          accountId: bench.id('halden-retail'),
          name: 'Halden Retail',
          legalName: expect.any(String),
          taxId: '13-1000001',
          country: 'US',
          billingAddress: {
            street: '400 Madison Avenue\nSuite 910',
            city: 'New York',
            postalCode: '10017',
            stateCode: 'NY',
          },
          parent: expect.objectContaining({ name: 'Halden Group', customerNumber: 'C-1000' }),
        },
        billingContact: {
          contactId: bench.id('contact-halden-retail'),
          name: expect.any(String),
          email: expect.stringContaining('@'),
        },
        projectManager: {
          userId: bench.id('user-omar-haddad'),
          name: 'Omar Haddad',
          email: 'omar.haddad@corvane.example',
        },
        lines: [
          {
            key: 'L1',
            recordId: bench.id('d1:L1'),
            description: 'Store platform, build and roll-out',
            legalEntity: 'CV-US',
            billingType: 'time-and-materials',
            serviceCode: 'SVC-ENG',
            currency: 'USD',
            amount: expect.stringMatching(/^505600(\.0+)?$/),
            rateCard: 'US-2026',
            startOn: '2026-12-07',
            endOn: '2027-06-30',
            roles: [
              { key: 'R1', recordId: bench.id('d1:R1'), role: 'Engagement manager', minutes: 320 * 60 },
              { key: 'R2', recordId: bench.id('d1:R2'), role: 'Senior consultant', minutes: 960 * 60 },
              { key: 'R3', recordId: bench.id('d1:R3'), role: 'Consultant', minutes: 960 * 60 },
            ],
          },
        ],
      },
    });
  });

  it.each([
    [0.1, '0.1'],
    [1234567890123.45, '1234567890123.45'],
    [0.07, '0.07'],
  ])('has the amount %d to the cent', async (amount, text) => {
    await bench.change('Engagement__c', bench.id('d1:engagement'), { Contract_Value__c: amount });
    expect(await read('d1')).toMatchObject({ deal: { amount: expect.stringMatching(new RegExp(`^${text}0*$`)) } });
  });

  it.each([
    [0.33, 20],
    [7.5, 450],
    [1.1, 66],
    [0.01, 1],
  ])('has %d hours as %d whole minutes', async (hours, minutes) => {
    await bench.change('Role_Request__c', bench.id('d1:R1'), { Hours__c: hours });
    expect(await read('d1')).toMatchObject({ deal: { lines: [{ roles: [{ minutes }, {}, {}] }] } });
  });

  it.each([
    ['Opportunity', 'd1', { Name: 'Another name' }],
    ['Account', 'halden-retail', { Name: 'Another name' }],
    ['Engagement__c', 'd1:engagement', { Signed_On__c: null }],
    ['SOW_Line__c', 'd1:L1', { Amount__c: 1 }],
    ['Role_Request__c', 'd1:R2', { Hours__c: 1 }],
    ['SOW_Milestone__c', 'd2:L1:M1', { Amount__c: 1 }, 'd2'],
  ])('has a higher revision after a change of its %s', async (object, key, values, deal = 'd1') => {
    bench.open.clock.advance(60_000);
    await bench.change(object, bench.id(key), values);
    expect(await read(deal)).toMatchObject({ revision: Date.parse('2026-11-21T12:01:00Z') });
  });

  it('lacks what is empty, and a contact without an address', async () => {
    const engagement = bench.id('d1:engagement');
    const empty = { Start_Date__c: null, Signed_On__c: null, Project_Manager__c: null, Billing_Contact__c: null };
    await bench.change('Engagement__c', engagement, empty);
    const result = await read('d1');
    expect(result).toMatchObject({ kind: 'answered', deal: { endOn: '2027-06-30' } });
    const names = result.kind === 'answered' ? Object.keys(result.deal) : [];
    expect(names.filter((name) => ['startOn', 'signedOn', 'projectManager', 'billingContact'].includes(name))).toEqual(
      [],
    );
  });
});

describe('a deal that is no deal', () => {
  it.each([
    ['without a customer', 'Opportunity', 'd1', { AccountId: null }, '/customer/accountId'],
    [
      'with a legal entity that is no code',
      'SOW_Line__c',
      'd1:L1',
      { Legal_Entity__c: 'a b/c' },
      '/lines/0/legalEntity',
    ],
    ['with a line without a service', 'SOW_Line__c', 'd1:L1', { Service_Code__c: null }, '/lines/0/serviceCode'],
    ['with a line without an amount', 'SOW_Line__c', 'd1:L1', { Amount__c: null }, '/lines/0/amount'],
    [
      'with a role key that no record key can hold',
      'Role_Request__c',
      'd1:R2',
      { Role_Key__c: 'R2:' },
      '/lines/0/roles/1/key',
    ],
  ])('%s cannot be read, and the place is named', async (_name, object, key, values, pointer) => {
    await bench.change(object, bench.id(key), values);
    expect(await read('d1')).toEqual({
      kind: 'unreadable',
      fault: { code: 'crm.deal-unreadable', text: expect.stringContaining(pointer), pointer },
    });
  });

  it.each([
    ['that is gone', unknownId('006'), { kind: 'unreadable', fault: { pointer: '/opportunity' } }],
    ['that is an attempt at a query', "' OR Id != null --", { kind: 'refused', fault: 'crm.refused' }],
  ])('%s is no other deal', async (_name, id, result) => {
    expect(await bench.crm.readDeal(id, options)).toMatchObject(result);
  });
});

describe('open requests', () => {
  it('come oldest first, each with its person', async () => {
    const first = await bench.click('d1', 'sales2');
    bench.open.clock.advance(1_000);
    const second = await bench.click('not-signed', 'sales1');
    const ben = { userId: bench.id('user-sales2'), name: 'Ben Okafor' };
    expect(await bench.crm.openRequests(options)).toEqual({
      kind: 'answered',
      requests: [
        {
          requestId: first,
          requestKey: `${bench.id('d1')}:1`,
          opportunityId: bench.id('d1'),
          generation: 1,
          requestedAt: '2026-11-21T12:00:00.000Z',
          requestedBy: ben,
          isAllowed: true,
          act: 'provision',
        },
        expect.objectContaining({ requestId: second, requestedAt: '2026-11-21T12:00:01.000Z' }),
      ],
    });
  });

  it('are not those that a run has taken up', async () => {
    const requestId = await bench.click('d1');
    await bench.change('Provision_Request__c', requestId, { State__c: 'accepted' });
    expect(await bench.crm.openRequests(options)).toEqual({ kind: 'answered', requests: [] });
  });

  it('say who may not ask any more', async () => {
    await bench.click('d1', 'sales1');
    await bench.click('not-signed', 'sales2');
    await bench.takeAway('sales1');
    expect(await bench.crm.openRequests(options)).toMatchObject({
      requests: [
        { requestedBy: { name: 'Ana Ruiz' }, isAllowed: false },
        { requestedBy: { name: 'Ben Okafor' }, isAllowed: true },
      ],
    });
  });
});

describe('rows', () => {
  const step = (version: number, text: string): CrmRow => ({
    kind: 'step',
    key: 'eng_x:project',
    version,
    values: {
      step: 'project',
      state: 'done',
      text,
      opportunityId: bench.id('d1'),
      refType: 'job',
      refId: '17',
      refNumber: 'P-9',
    },
  });
  const written = (rows: readonly CrmRow[]) => bench.crm.writeRows(rows, options);
  const shown = () =>
    bench.query(
      "SELECT Text__c, Version__c, Ref_Url__c, Owner_Role__c FROM Sync_Status__c WHERE Key__c = 'eng_x:project'",
    );

  it('are written once per key, with a link to the ERP', async () => {
    expect(await written([step(1, 'made')])).toEqual({
      kind: 'answered',
      results: [{ key: 'eng_x:project', result: 'written' }],
    });
    await written([step(2, 'made again')]);
    const Ref_Url__c = `${erpUrl}/app/accounting/project/project.nl?id=17`;
    expect(await shown()).toEqual([{ Text__c: 'made again', Version__c: 2, Ref_Url__c, Owner_Role__c: null }]);
  });

  it('empty what is no longer said', async () => {
    await written([{ ...step(1, 'waits'), values: { ...step(1, 'waits').values, ownerRole: 'admin' } }]);
    await written([step(2, 'goes on')]);
    expect(await shown()).toMatchObject([{ Text__c: 'goes on', Owner_Role__c: null }]);
  });

  it('that are older than what stands there are superseded and change nothing', async () => {
    await written([step(7, 'newest')]);
    expect(await written([step(6, 'late')])).toMatchObject({ results: [{ result: 'superseded' }] });
    expect(await written([step(7, 'newest')])).toMatchObject({ results: [{ result: 'written' }] });
    expect(await shown()).toMatchObject([{ Text__c: 'newest', Version__c: 7 }]);
  });

  it('that the org refuses fail alone, with the reason', async () => {
    const opportunityId = bench.id('d1');
    const rows: readonly CrmRow[] = [
      { kind: 'engagement', key: 'eng_gone', version: 1, values: { state: 'done', opportunityId: unknownId('006') } },
      { kind: 'engagement', key: 'eng_x', version: 1, values: { state: 'done', opportunityId } },
      { kind: 'generation', key: 'g', version: 1, values: { opportunityId, generation: 2 } },
      {
        kind: 'customer-link',
        key: 'c',
        version: 1,
        values: { accountId: bench.id('halden-retail'), customerNumber: 'C-1001' },
      },
      { kind: 'request', key: 'r', version: 1, values: { requestId: unknownId('a03'), state: 'closed' } },
    ];
    expect(await written(rows)).toMatchObject({
      results: [
        {
          key: 'eng_gone',
          result: 'failed',
          fault: { code: 'crm.refused', text: expect.stringMatching(/^[A-Z_]+: /) },
        },
        { key: 'eng_x', result: 'written' },
        { key: 'g', result: 'written' },
        { key: 'c', result: 'written' },
        { key: 'r', result: 'failed' },
      ],
    });
    const [deal] = await bench.query(
      `SELECT Provision_Generation__c, Account.ERP_Customer_Number__c FROM Opportunity WHERE Id = '${opportunityId}'`,
    );
    expect(deal).toMatchObject({ Provision_Generation__c: 2, Account: { ERP_Customer_Number__c: 'C-1001' } });
  });
});

describe('when the org does not do what it is asked', () => {
  const disturb = (kind: 'refuse' | 'drop-before' | 'drop-after' | 'expire-token', count = 1) =>
    bench.open.org.faults.add({ kind, count, match: { path: '/services/data' } });

  it('a session that has ended is renewed once', async () => {
    await bench.crm.openRequests(options);
    disturb('expire-token');
    expect(await read('d1')).toMatchObject({ kind: 'answered' });
    expect(bench.signIns()).toBe(2);
  });

  it('a session that ends again at once is a refusal and no loop', async () => {
    disturb('expire-token', 10);
    expect(await read('d1')).toMatchObject({ kind: 'refused', vendorCode: 'INVALID_SESSION_ID' });
    expect(bench.signIns()).toBe(2);
  });

  it('a used-up limit is the org being busy, with nothing done', async () => {
    const busy = { kind: 'refused', fault: 'crm.busy', isLimit: true, vendorCode: 'REQUEST_LIMIT_EXCEEDED' };
    disturb('refuse', 3);
    expect(await read('d1')).toEqual(busy);
    expect(await bench.crm.openRequests(options)).toEqual(busy);
    expect(await bench.crm.writeRows([{ kind: 'engagement', key: 'e', version: 1, values: {} }], options)).toEqual(
      busy,
    );
    expect(await bench.query('SELECT Id FROM Sync_Status__c')).toEqual([]);
  });

  it.each([
    ['drop-before', 0],
    ['drop-after', 1],
  ] as const)('after %s nobody knows, whatever the org did', async (kind, rows) => {
    disturb(kind);
    const values = { state: 'done', opportunityId: bench.id('d1') };
    expect(await bench.crm.writeRows([{ kind: 'engagement', key: 'e', version: 1, values }], options)).toEqual({
      kind: 'unknown',
      fault: 'crm.unreachable',
    });
    expect(await bench.query('SELECT Id FROM Sync_Status__c')).toHaveLength(rows);
  });

  it('a client that it does not know is a refusal', async () => {
    const seams = seamsOf(fetchInMemory(bench.open.org.app), () => bench.open.clock.now());
    const crm = salesforceConnector({ ...settings, clientSecret: 'wrong' }, seams);
    expect(await crm.openRequests(options)).toMatchObject({
      kind: 'refused',
      fault: 'crm.refused',
      vendorCode: 'invalid_client',
    });
  });

  it.each([
    ['a page of HTML', () => new Response('<html>1.5</html>', { headers: { 'content-type': 'text/html' } })],
    ['half an answer', () => new Response('{"records":[', { headers: { 'content-type': 'application/json' } })],
    ['an answer of another shape', () => Response.json({ records: 'none', done: true })],
    ['a redirect', () => new Response(null, { status: 302, headers: { location: 'http://169.254.169.254/' } })],
    ['an error of a gateway', () => new Response('Bad gateway', { status: 502 })],
  ])('%s is not knowing, and no crash', async (_name, answer) => {
    const org = fetchInMemory(bench.open.org.app);
    const fetch: typeof org = async (input, init) => {
      const isSignIn = new Request(input, init).url.includes('/oauth2/');
      return isSignIn ? org(input, init) : answer();
    };
    const crm = salesforceConnector(
      settings,
      seamsOf(fetch, () => bench.open.clock.now()),
    );
    expect(await crm.openRequests(options)).toEqual({ kind: 'unknown', fault: 'crm.unreachable' });
    expect(await crm.readDeal(bench.id('d1'), options)).toEqual({ kind: 'unknown', fault: 'crm.unreachable' });
  });
});
