import { FindAnswer, type Item, type ItemAnswer, ReferenceAnswer } from 'shared-model/restlet.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGround, type Ground, ledgerType, linkType } from './ground.ts';
import {
  activationItem,
  customerItem,
  firstAttempt,
  pairing,
  projectItem,
  type SampleDeal,
  sampleDeal,
  taskItem,
} from './items.ts';
import { openRoom, post, postBody, type Room } from './room.ts';

let room: Room;
let ground: Ground;
beforeAll(async () => {
  room = await openRoom();
  ground = createGround(room.truth);
}, 60_000);
afterAll(() => room.host.close());

function wholeDeal(deal: SampleDeal, attempt = firstAttempt): Item[] {
  const roles = ['em', 'senior', 'consultant'].map((role) => taskItem(deal, role, {}, attempt));
  return [
    customerItem(deal, {}, attempt),
    projectItem(deal, { rateCard: 'US-2026' }, attempt),
    ...roles,
    activationItem(deal, attempt),
  ];
}

const answersOf = (answers: readonly ItemAnswer[]): string[] => answers.map(({ answer }) => answer);

describe('one deal', () => {
  const deal = sampleDeal(1);

  test('becomes a customer, a project, its tasks, and is open for time', async () => {
    const answers = await post(room, wholeDeal(deal));
    expect(answersOf(answers)).toEqual(Array(6).fill('applied'));
    const [project] = ground.documents(deal.project);
    expect(project?.values).toMatchObject({
      companyname: 'Project of revision 1',
      startdate: '2026-12-01',
      projectedenddate: '2027-05-31',
      allowtime: true,
    });
    expect(ground.documents(deal.task('em'))[0]?.values).toMatchObject({
      title: 'Work of em',
      estimatedwork: 320,
      company: project?.id,
    });
    expect(answers[1]?.ref).toMatchObject({
      system: 'netsuite',
      type: 'job',
      id: project?.id,
      number: expect.stringMatching(/./),
    });
  });

  test('writes a ledger row for each item and rows for both tabs', () => {
    expect(ground.rows(ledgerType, deal.project)[0]?.values).toMatchObject({
      custrecord_tl_posting_state: 'posted',
      custrecord_tl_posting_revision: 1,
    });
    expect(ground.rows(linkType, `link:${deal.project}`)[0]?.values).toMatchObject({
      custrecord_tl_link_step: 'project',
      custrecord_tl_link_state: 'created',
    });
    expect(ground.rows(linkType, `link:${deal.customer}`)).toHaveLength(1);
    expect(ground.rows(linkType, `link:${deal.activation}`)[0]?.values).toMatchObject({
      custrecord_tl_link_state: 'open for time',
    });
  });

  test('is answered duplicate when it comes again, and nothing is written', async () => {
    const before = room.truth.after(0).length;
    expect(answersOf(await post(room, wholeDeal(deal)))).toEqual(Array(6).fill('duplicate'));
    expect(room.truth.after(0).length).toBe(before);
  });

  test('is written over by a newer revision, and the older one is superseded from then on', async () => {
    const answers = await post(room, wholeDeal(deal, { revision: 2, fence: 1 }));
    expect(answersOf(answers)).toEqual(Array(6).fill('applied'));
    expect(ground.documents(deal.project)).toHaveLength(1);
    expect(ground.documents(deal.project)[0]?.values).toMatchObject({ companyname: 'Project of revision 2' });
    expect(answersOf(await post(room, wholeDeal(deal)))).toEqual(Array(6).fill('superseded'));
  });

  test('waits without an attempt when its customer is not there', async () => {
    const answers = await post(room, [projectItem(sampleDeal(2)), taskItem(sampleDeal(2), 'em')]);
    expect(answers).toMatchObject([
      { answer: 'deferred', fault: { code: 'erp.parent-not-posted' } },
      { answer: 'deferred', fault: { code: 'erp.parent-not-posted' } },
    ]);
  });
});

describe('the ledger row decides', () => {
  const deal = sampleDeal(200);

  test("a higher fence than the item's: stale", async () => {
    const newer = { revision: 1, fence: 9 };
    await post(room, [customerItem(deal, {}, newer), projectItem(deal, {}, newer)]);
    expect(await post(room, [projectItem(deal, {}, { revision: 2, fence: 3 })])).toMatchObject([
      { answer: 'stale', fence: 9 },
    ]);
  });

  test('a project goes under its customer while a newer revision of that is claimed and came to no end', async () => {
    const shared = sampleDeal(201);
    await post(room, [customerItem(shared)]);
    room.host.setGate(({ recordType }) => Promise.resolve(recordType === linkType ? 'kill' : 'go'));
    const newer = customerItem(shared, { name: 'Renamed' }, { revision: 2, fence: 2 });
    expect(await room.call(postBody([newer]))).toMatchObject({ outcome: 'killed' });
    room.host.setGate(undefined);
    expect(ground.rows(ledgerType, shared.customer)[0]?.values).toMatchObject({
      custrecord_tl_posting_state: 'claimed',
    });
    expect(answersOf(await post(room, [projectItem(shared)]))).toEqual(['applied']);
  });

  test('find says what is posted and what is absent', async () => {
    const result = await room.call({
      version: 1,
      operation: 'find',
      pairing,
      keys: [deal.project, deal.task('em'), deal.activation],
    });
    const { items } = FindAnswer.parse(result.body);
    expect(items).toMatchObject([
      { found: 'posted', revision: 1, fence: 9, ref: { type: 'job' } },
      { found: 'absent' },
      { found: 'absent' },
    ]);
  });
});

describe('a request', () => {
  test('for reference rows gets what the rules rest on, and neither a cost nor a rate', async () => {
    const result = await room.call({ version: 1, operation: 'reference', pairing });
    const { rows } = ReferenceAnswer.parse(result.body);
    expect(rows).toMatchObject([
      { kind: 'legal-entity', code: 'CV-US', currency: 'USD', isActive: true },
      { kind: 'legal-entity', code: 'CV-UK', currency: 'GBP', isActive: true },
      { kind: 'rate-card', code: 'US-2026', legalEntity: 'CV-US', currency: 'USD', validFrom: '2026-01-25' },
      { kind: 'currency', code: 'USD', name: 'US Dollar' },
      { kind: 'currency', code: 'GBP', name: 'British Pound' },
      { kind: 'service-item', code: 'SVC-ENG', legalEntities: ['CV-US', 'CV-UK'] },
      { kind: 'service-item', code: 'SVC-FIXED', legalEntities: ['CV-US', 'CV-UK'] },
      { kind: 'service-item', code: 'SVC-RUN', name: 'Run services', legalEntities: ['CV-UK'] },
      { kind: 'employee', code: 'omar.haddad@corvane.example', isProjectManager: true, legalEntity: 'CV-US' },
      {
        ...{ kind: 'project-template', code: 'TM-STANDARD', name: 'Time and materials, standard' },
        tasks: [
          { key: 'KICKOFF', title: 'Kick-off' },
          { key: 'CLOSE', title: 'Close-out', minutes: 960 },
        ],
      },
      { kind: 'period', code: '2026-11-01', name: 'Nov 2026', endOn: '2026-11-30', isClosed: false },
      { kind: 'tax-profile', code: 'CV-US:US', legalEntity: 'CV-US', country: 'US' },
    ]);
    expect(JSON.stringify(result.body)).not.toMatch(/158\.43|107\.91|cost|rate"/);
  });

  const unreadable: readonly { what: string; body: unknown; place: string }[] = [
    { what: 'of another version', body: { version: 2, operation: 'find', pairing, keys: ['x'] }, place: '/version' },
    {
      what: 'with 51 items',
      body: postBody(Array.from({ length: 51 }, () => activationItem(sampleDeal(3)))),
      place: '/items',
    },
    {
      what: 'with a key that is none',
      body: { version: 1, operation: 'find', pairing, keys: ['x'] },
      place: '/keys/0',
    },
  ];
  test.each(unreadable)('$what is refused as a whole', async ({ body, place }) => {
    const result = await room.call(body);
    expect(result.status).toBe(400);
    expect(JSON.stringify(result.body)).toContain('TL_REQUEST_UNREADABLE');
    expect(JSON.stringify(result.body)).toContain(place);
  });

  test('with a payload that cannot be read rejects that item alone', async () => {
    const broken = { ...projectItem(sampleDeal(4)), payload: { secret: '912.34' } };
    const answers = await post(room, [broken, customerItem(sampleDeal(4))]);
    expect(answers).toMatchObject([
      { answer: 'rejected', fault: { code: 'erp.payload-unreadable' } },
      { answer: 'applied' },
    ]);
    expect(JSON.stringify(answers)).not.toContain('912.34');
  });

  test('with 50 items stays far inside the units of one call', async () => {
    const deals = Array.from({ length: 25 }, (_, index) => sampleDeal(300 + index));
    const result = await room.call(postBody(deals.flatMap((deal) => [customerItem(deal), projectItem(deal)])));
    expect(result.body).toMatchObject({ unitsLeft: expect.toSatisfy((units: number) => units > 2000) });
  });
});
