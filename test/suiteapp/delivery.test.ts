import { type Item, type ItemAnswer, WatchAnswer } from 'shared-model/restlet.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGround, type Ground } from './ground.ts';
import {
  activationItem,
  budgetItem,
  customerItem,
  projectItem,
  ruleItem,
  type SampleDeal,
  sampleDeal,
  taskItem,
  pairing,
} from './items.ts';
import { openRoom, post, type Room } from './room.ts';

let room: Room;
let ground: Ground;
beforeAll(async () => {
  room = await openRoom();
  ground = createGround(room.truth);
}, 60_000);
afterAll(() => room.host.close());

/** The internal id of a record of the firm, by its own external id or name. */
function idOf(table: string, column: string, value: string): string {
  const answer = room.host.query(`SELECT id FROM ${table} WHERE ${column} = ?`, [value]);
  return 'rows' in answer ? String(answer.rows[0]?.['id']) : '';
}

const milestone = { kind: 'milestone', amount: '48000.01', currency: 'USD' } as const;

/** A deal of two roles and one milestone, whole. */
function wholeDeal(deal: SampleDeal): Item[] {
  return [
    customerItem(deal),
    projectItem(deal, {
      ...{ projectTemplate: 'TM-STANDARD', projectManager: 'omar.haddad@corvane.example', rateCard: 'US-2026' },
      ...{ department: 'CLOUD-ENGINEERING', class: 'Project work', location: 'new-york' },
      purchaseOrder: { number: 'PO-4711', expiresOn: '2027-12-31' },
    }),
    taskItem(deal, 'KICKOFF', { kind: 'template', title: 'Kick-off', minutes: 0 }),
    taskItem(deal, 'R1', { title: 'Senior consultant', minutes: 57_600 }),
    taskItem(deal, 'M1', { kind: 'milestone', title: 'Design accepted', minutes: 0, dueOn: '2027-02-01' }),
    budgetItem(deal),
    ruleItem(deal, 'R1', { basis: { kind: 'time', role: 'Senior consultant', rateCard: 'US-2026' } }),
    ruleItem(deal, 'M1', { basis: milestone, serviceCode: 'SVC-FIXED', order: 20, name: 'Design accepted' }),
  ];
}

describe('a whole deal before its activation', () => {
  const deal = sampleDeal(1);
  let answers: readonly ItemAnswer[] = [];
  beforeAll(async () => {
    answers = await post(room, wholeDeal(deal));
  });

  test('is applied, item by item', () => {
    expect(answers.map(({ answer, fault }) => fault?.text ?? answer)).toEqual(Array(8).fill('applied'));
    expect(answers.map(({ ref }) => ref?.type)).toEqual([
      ...['customer', 'job', 'projecttask', 'projecttask', 'projecttask', 'customrecord_tl_budget'],
      ...['chargerule', 'chargerule'],
    ]);
  });

  test('has a project with its dimensions, manager, order and card, closed for time, billed by charges', () => {
    const manager = idOf('employee', 'entityid', 'Omar Haddad');
    expect(ground.documents(deal.project)[0]?.values).toMatchObject({
      ...{ jobbillingtype: 'CB', allowtime: false, forecastchargerunondemand: true, projectmanager: manager },
      ...{ billingratecard: idOf('billingratecard', 'externalid', 'US-2026'), estimatedrevenue: 505_600 },
      custentity_tl_department: idOf('department', 'externalid', 'CLOUD-ENGINEERING'),
      custentity_tl_class: idOf('classification', 'externalid', 'PROJECT-WORK'),
      custentity_tl_location: idOf('location', 'externalid', 'NEW-YORK'),
      ...{ custentity_tl_template: 'TM-STANDARD', custentity_tl_ponumber: 'PO-4711' },
      custentity_tl_poexpires: '2027-12-31',
      jobresources: [{ jobresource: manager, role: 'Project manager' }],
    });
  });

  test('has tasks: work on the generic resource of its role, and milestones without work', () => {
    const task = (part: string) => ground.documents(deal.task(part))[0]?.values;
    expect(task('R1')).toMatchObject({
      ...{ ismilestone: false, estimatedwork: 960 },
      assignee: [
        {
          resource: idOf('genericresource', 'entityid', 'Senior consultant'),
          serviceitem: idOf('item', 'itemid', 'SVC-ENG'),
          ...{ units: 100, estimatedwork: 960 },
        },
      ],
    });
    expect(task('M1')).toMatchObject({ ismilestone: true, enddate: '2027-02-01', title: 'Design accepted' });
    expect(task('KICKOFF')).toMatchObject({ ismilestone: true, title: 'Kick-off' });
  });

  test('has a budget of version 1, without any cost', () => {
    expect(ground.documents(deal.budget)[0]?.values).toEqual({
      ...{ externalid: deal.budget, isinactive: false },
      custrecord_tl_budget_project: ground.documents(deal.project)[0]?.id,
      custrecord_tl_budget_engagement: deal.engagementId,
      ...{ custrecord_tl_budget_version: 1, custrecord_tl_budget_amount: 505_600 },
      ...{ custrecord_tl_budget_minutes: 134_400, custrecord_tl_budget_currency: idOf('currency', 'symbol', 'USD') },
    });
  });

  test('has a rule per role and per milestone, each on its own task, all on Hold', () => {
    const rule = (part: string) => ground.documents(deal.rule(part))[0]?.values;
    expect(rule('R1')).toMatchObject({
      ...{ chargeruletype: 'TIMEBASED', stage: 'HOLD', ratesourcetype: 'BILLINGCLASS', ruleorder: 10 },
      projecttask: ground.documents(deal.task('R1'))[0]?.id,
      billingitem: idOf('item', 'itemid', 'SVC-ENG'),
    });
    expect(rule('M1')).toMatchObject({
      ...{ chargeruletype: 'MILESTONE', stage: 'HOLD', amount: 48_000.01, ruleorder: 20 },
      projecttask: ground.documents(deal.task('M1'))[0]?.id,
      billingitem: idOf('item', 'itemid', 'SVC-FIXED'),
    });
  });

  test('makes no charge, whatever of it is edited', () => {
    expect(room.truth.after(0).filter(({ type }) => type === 'charge')).toEqual([]);
  });
});

describe('the activation', () => {
  const deal = sampleDeal(2);

  test('takes our rules off Hold and allows time; a rule of somebody else stays', async () => {
    await post(room, wholeDeal(deal));
    const theirs = {
      project: Number(ground.documents(deal.project)[0]?.id),
      billingitem: Number(idOf('item', 'itemid', 'SVC-ENG')),
    };
    const values = {
      ...theirs,
      name: 'Expenses',
      externalid: 'theirs',
      chargeruletype: 'EXPENSEBASED',
      ruleorder: 90,
      stage: 'HOLD',
    };
    room.host.loadSeeds([{ type: 'chargerule', key: 'theirs', values }]);
    expect(await post(room, [activationItem(deal)])).toMatchObject([{ answer: 'applied', ref: { type: 'job' } }]);
    const stages = [deal.rule('R1'), deal.rule('M1'), 'theirs'].map((key) => ground.documents(key)[0]?.values['stage']);
    expect(stages).toEqual(['READY', 'READY', 'HOLD']);
    expect(ground.documents(deal.project)[0]?.values['allowtime']).toBe(true);
  });

  test('is no edit: what is watched of the project and its rules stands as before', async () => {
    const open = sampleDeal(3);
    const watchedFields = async (): Promise<readonly (readonly [string, unknown])[]> => {
      const since = new Date(room.clock.now()).toISOString();
      const { body } = await room.call({ version: 1, operation: 'watch', pairing, taken: [], since });
      const { records } = WatchAnswer.parse(body);
      return records.filter(({ type }) => type !== 'customer').map(({ key, fields }) => [key, fields] as const);
    };
    await post(room, wholeDeal(open));
    const before = await watchedFields();
    expect(before.map(([key]) => key)).toEqual(expect.arrayContaining([open.project, open.rule('R1')]));
    await post(room, [activationItem(open)]);
    expect(ground.documents(open.rule('R1'))[0]?.values['stage']).toBe('READY');
    expect(await watchedFields()).toEqual(before);
  });
});

describe('what the account does not have is refused by its name', () => {
  const refused: readonly { what: string; items: (deal: SampleDeal) => Item[]; says: string }[] = [
    {
      what: 'a manager who is not flagged',
      items: (deal) => [customerItem(deal), projectItem(deal, { projectManager: 'priya.nair@corvane.example' })],
      says: 'Project manager: priya.nair@corvane.example.',
    },
    {
      what: 'an unknown department',
      items: (deal) => [customerItem(deal), projectItem(deal, { department: 'ASTROLOGY' })],
      says: 'Department: ASTROLOGY.',
    },
    {
      what: 'an unknown service item',
      items: (deal) => [...wholeDeal(deal).slice(0, 4), ruleItem(deal, 'R1', { serviceCode: 'SVC-NONE' })],
      says: 'Service item: SVC-NONE.',
    },
    {
      what: 'an item of another legal entity',
      items: (deal) => [...wholeDeal(deal).slice(0, 4), ruleItem(deal, 'R1', { serviceCode: 'SVC-RUN' })],
      says: 'INVALID_KEY_OR_REF',
    },
  ];
  test.each(refused.map((row, index) => ({ ...row, index })))('$what', async ({ items, says, index }) => {
    const answer = (await post(room, items(sampleDeal(10 + index)))).at(-1);
    expect(answer).toMatchObject({ answer: 'rejected', fault: { code: 'erp.reference-unknown' } });
    expect(answer?.fault?.text).toContain(says);
  });

  test('a rule waits for its task', async () => {
    const deal = sampleDeal(20);
    const answers = await post(room, [customerItem(deal), projectItem(deal), ruleItem(deal, 'R1')]);
    expect(answers.at(-1)).toMatchObject({ answer: 'deferred', fault: { code: 'erp.parent-not-posted' } });
  });
});
