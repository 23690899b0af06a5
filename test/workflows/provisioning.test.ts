import { Deal } from 'shared-model/deal.ts';
import { RecordKey } from 'shared-model/keys.ts';
import { expect, test } from 'vitest';
import { askTasks } from '#workflows/provisioning-parts.ts';
import { provisioning } from '#workflows/provisioning.ts';
import { d1, factsOf, idOf, requestFor } from './deals.ts';
import {
  applied,
  approved,
  asks,
  budgetFinding,
  commands,
  demandKeys,
  held,
  refusedRequest,
  rejected,
  shown,
  until,
  woken,
} from './provisioning-cases.ts';
import { scenarios, stateAfterAll } from './scenarios.ts';

const { check, customer, project, tasks, rules, activation } = commands;
const [firstTask = check, secondTask = check] = tasks;
const [firstRule = check] = rules;
const { billingContact: _contact, ...withoutContact } = d1;
const expired = { ...d1, startOn: '2027-01-04' };
const linked = { ...d1, customer: { ...d1.customer, customerNumber: 'C-1001' } };

const sendTasks = [...Array.from({ length: 3 }, () => 'send task.create revision 1'), 'send budget.create revision 1'];
const byMilestone = {
  billingType: 'fixed-fee-milestones' as const,
  milestones: [{ key: 'M1', name: 'Everything accepted', amount: d1.amount }],
} satisfies Partial<Deal['lines'][number]>;

scenarios(provisioning, factsOf(), {
  'asks the ERP to check the deal first': {
    given: [],
    when: asks(),
    then: ['request accepted', 'send deal.check revision 1'],
  },
  'asks for the customer when the check has passed': {
    given: until('check'),
    when: applied(check),
    then: ['send customer.ensure revision 1'],
  },
  'keeps the customer’s number and asks for the project': {
    given: until('customer'),
    when: applied(customer),
    then: ['link Account to customer C-1001', 'write customer number C-1001', 'send project.create revision 1'],
  },
  'does not write a number that the account already has': {
    given: [asks(linked), applied(check)],
    when: applied(customer),
    then: ['link Account to customer C-1001', 'send project.create revision 1'],
  },
  'asks for all tasks and the budget at once': {
    given: until('project'),
    when: applied(project),
    then: ['link Opportunity to job P-2093', ...sendTasks],
  },
  'asks for a task and a rule of each milestone': {
    given: [
      asks({ ...d1, lines: d1.lines.map((line) => ({ ...line, ...byMilestone, roles: [] })) }),
      applied(check),
      applied(customer),
    ],
    when: applied(project),
    then: ['link Opportunity to job P-2093', 'send task.create revision 1', 'send budget.create revision 1'],
  },
  'waits for every task before it asks for the rules': {
    given: [...until('tasks'), applied(firstTask)],
    when: applied(secondTask),
    then: ['link Opportunity to projecttask 31'],
  },
  'asks for the billing rules when the last task is there': {
    given: [...until('tasks'), ...tasks.slice(1).map((task) => applied(task))],
    when: applied(firstTask),
    then: ['link Opportunity to projecttask 31', ...rules.map(() => 'send rule.create revision 1')],
  },
  'opens the role requests for staffing when the last rule is there': {
    given: [...until('billing'), ...rules.slice(1).map((rule) => applied(rule))],
    when: applied(firstRule),
    then: ['link Opportunity to chargerule 51', ...[1, 2, 3].map((n) => `show role request 00${n} open P-2093`)],
  },
  'opens the project when the CRM shows the last role request': {
    given: [...until('staffing'), ...demandKeys.slice(1).map((key) => shown(key))],
    when: shown(demandKeys[0] ?? ''),
    then: ['send project.activate revision 1'],
  },
  'asks finance to open the project where finance does that': {
    given: [...until('staffing'), ...demandKeys.slice(1).map((key) => shown(key))],
    when: shown(demandKeys[0] ?? ''),
    facts: factsOf({ activation: 'finance' }),
    then: [
      'ask finance-ops about run.awaits-activation: The project is complete and waits for finance to open it for time.',
    ],
  },
  'opens the project on the word of finance': {
    given: until('activation'),
    when: approved(),
    facts: factsOf({ activation: 'finance' }),
    then: ['settle approval', 'send project.activate revision 1'],
  },
  'ignores the word of finance before the project is complete': { given: until('billing'), when: approved(), then: [] },
  'closes the request when time may be entered': {
    given: until('activation'),
    when: applied(activation),
    then: ['link Opportunity to job P-2093', 'request closed', 'announce project.provisioned'],
  },
  'takes a superseded customer as one that stands': {
    given: until('customer'),
    when: applied(customer, { outcome: 'superseded' }),
    then: ['link Account to customer C-1001', 'write customer number C-1001', 'send project.create revision 1'],
  },
});

scenarios(provisioning, factsOf(), {
  'asks the one role that can fix what blocks, and lets the next attempt begin': {
    given: [],
    when: asks(withoutContact),
    then: [
      'ask sales-ops about run.not-ready: 1 thing blocks the project: Billing contact missing',
      'request closed',
      'begin anew as generation 2',
    ],
  },
  'asks each role for its own findings': {
    given: [],
    when: asks({ ...expired, isWon: false }),
    then: [
      expect.stringMatching(/^ask sales-ops about run.not-ready: 1 thing blocks/),
      'ask finance-ops about run.not-ready: 1 thing blocks the project: Rate card US-2026 has ended',
      'request closed',
      'begin anew as generation 2',
    ],
  },
  'stops when only the ERP sees what blocks': {
    given: until('check'),
    when: applied(check, { findings: [budgetFinding] }),
    then: [
      'ask sales-ops about run.not-ready: 1 thing blocks the project: Legal entity CV-US is not in NetSuite',
      'request closed',
      'begin anew as generation 2',
    ],
  },
  'leaves what rests on the ERP’s rows to the ERP while they were never read': {
    given: [],
    when: asks(expired),
    facts: factsOf({ reference: undefined }),
    then: ['request accepted', 'send deal.check revision 1'],
  },
  'checks again when a newer request comes': {
    given: [asks(withoutContact)],
    when: asks(d1, { revision: 2 }),
    then: ['settle not-ready:sales-ops', 'request accepted', 'send deal.check revision 2'],
  },
  'says it again when the newer request is not ready either': {
    given: [asks(withoutContact)],
    when: asks({ ...d1, isWon: false }, { revision: 2 }),
    then: [expect.stringMatching(/^ask sales-ops/), 'request closed', 'begin anew as generation 2'],
  },
  'does not check the same request twice': {
    given: [asks(withoutContact)],
    when: asks(withoutContact),
    then: ['request closed'],
  },
});

scenarios(provisioning, factsOf(), {
  'joins a second request to the attempt that runs': {
    given: until('project'),
    when: asks(),
    then: ['request accepted'],
  },
  'joins a newer request, too': {
    given: until('project'),
    when: asks(d1, { revision: 9, requestId: idOf('a0R000000000002') }),
    then: ['request accepted'],
  },
  'closes a request for what is done': { given: until('done'), when: asks(), then: ['request closed'] },
  'ignores an answer that came twice': { given: until('project'), when: applied(customer), then: [] },
  'ignores the answer to a request that was replaced': {
    given: [asks(withoutContact), asks(d1, { revision: 2 })],
    when: applied(check),
    then: [],
  },
  'takes the answer that a newer request has got for the same customer': {
    given: until('customer'),
    when: applied(customer, { revision: 7 }),
    then: ['link Account to customer C-1001', 'write customer number C-1001', 'send project.create revision 1'],
  },
});

const second = { generation: 2, requestId: idOf('a0R000000000002') };

scenarios(provisioning, factsOf(), {
  'begins anew when the earlier attempt left nothing behind': {
    given: [],
    when: asks(d1, second),
    facts: factsOf({ generation: 2, otherRuns: [{ generation: 1, status: 'ended' }] }),
    then: ['settle earlier attempts', 'request accepted', 'send deal.check revision 1'],
  },
  'does not begin anew beside an attempt that lives': {
    given: [],
    when: asks(d1, second),
    facts: factsOf({ generation: 2, otherRuns: [{ generation: 1, status: 'running' }] }),
    then: ['request closed'],
  },
  'does not go back to an attempt that was begun anew': {
    given: [asks(withoutContact)],
    when: asks(d1, { revision: 2 }),
    facts: factsOf({ otherRuns: [{ generation: 2, status: 'ended' }] }),
    then: ['request closed'],
  },
});

scenarios(provisioning, factsOf(), {
  'ends cleanly when the customer is refused, so that a person may try again': {
    given: until('customer'),
    when: rejected(customer, 'erp.parent-unknown'),
    then: ['request closed', 'begin anew as generation 2'],
  },
  'stands still while a command is held': { given: until('project'), when: held(project), then: [] },
  'goes on when the held command was released': {
    given: [...until('project'), held(project)],
    when: applied(project),
    then: ['link Opportunity to job P-2093', ...sendTasks],
  },
  'hands a request that is no deal to its owner': {
    given: [],
    when: refusedRequest('The SOW has no currency.'),
    then: [
      'ask sales-ops about crm.deal-unreadable: The SOW has no currency.',
      'request closed',
      'begin anew as generation 2',
    ],
  },
  'joins a refused request to an attempt that lives': {
    given: until('tasks'),
    when: refusedRequest('The SOW has no currency.'),
    then: ['request accepted'],
  },
  'tells a person when a step lasts too long': {
    given: until('project'),
    when: woken(),
    then: ['ask admin about run.overdue: A step has lasted 15 minutes and is still being tried.'],
  },
  'tells it once': { given: [...until('project'), woken()], when: woken(), then: [] },
  'settles the alarm when the step is done': {
    given: [...until('customer'), woken()],
    when: applied(customer),
    then: [
      'settle late',
      'link Account to customer C-1001',
      'write customer number C-1001',
      'send project.create revision 1',
    ],
  },
});

test('what somebody in the ERP holds is not late', () => {
  const state = stateAfterAll(provisioning, until('project'), factsOf());
  expect(provisioning.decide(state, woken(), factsOf({ isHeld: true }))).toEqual([]);
  expect(provisioning.decide(state, woken(), factsOf())).toHaveLength(1);
});

test('a task of each of two lines has a key of its own, although their roles are called the same', () => {
  const lines = d1.lines.flatMap((line) => [line, { ...line, key: 'L2' }]);
  const keys = askTasks(requestFor({ ...d1, lines }), factsOf()).map(({ key }) => key.split(':').at(-2));
  expect(keys).toEqual(['L1-EM', 'L1-SC', 'L1-CO', 'L2-EM', 'L2-SC', 'L2-CO', 'budget']);
});

/** Lines and roles whose keys a CRM may hold, and that must not end in one task or in none. */
const awkward: Readonly<Record<string, readonly (readonly [line: string, role: string])[]>> = {
  'the longest keys there are': [
    ['L'.repeat(30), 'R'.repeat(30)],
    ['M'.repeat(30), 'R'.repeat(30)],
    ['M'.repeat(30), 'S'.repeat(30)],
  ],
  'line and role that read alike together': [
    ['a-b', 'c'],
    ['a', 'b-c'],
    ['x', 'c'],
    ['y', 'b-c'],
  ],
  'a role called as a line and its role': [
    ['L1', 'EM'],
    ['L2', 'EM'],
    ['L3', 'L1-EM'],
  ],
};

test.each(Object.entries(awkward))('each role has a task of its own: %s', (_, pairs) => {
  const [line] = d1.lines;
  if (line === undefined) throw new Error('the deal has no line');
  const lines = pairs.map(([key, role]) => ({
    ...line,
    key,
    legalEntity: 'E'.repeat(20),
    roles: [{ key: role, role, minutes: 60 }],
  }));
  const generation = 999_999;
  const keys = askTasks(requestFor({ ...d1, lines }, { generation }), factsOf({ generation })).map(({ key }) => key);
  expect(new Set(keys).size).toBe(pairs.length + 1);
  for (const key of keys) expect(RecordKey.safeParse(key).success).toBe(true);
});

test('two lines of one key, or two roles of one key in a line, are no deal', () => {
  const [line] = d1.lines;
  if (line === undefined) throw new Error('the deal has no line');
  expect(Deal.safeParse(d1).success).toBe(true);
  expect(Deal.safeParse({ ...d1, lines: [line, line] }).success).toBe(false);
  expect(Deal.safeParse({ ...d1, lines: [{ ...line, roles: [...line.roles, ...line.roles] }] }).success).toBe(false);
});

test.each([
  ['a half of a character', 'Halden \uD83D'],
  ['a character of no text', 'Halden\u0000'],
])('a name with %s is no deal: no store could hold it, so its person must be told', (_, name) => {
  expect(Deal.safeParse({ ...d1, name: 'Halden \u{1F3D7}' }).success).toBe(true);
  expect(Deal.safeParse({ ...d1, name }).success).toBe(false);
});

test('every stored state is read back as it was, and one of another version is left alone', () => {
  const states = [
    stateAfterAll(provisioning, until('done'), factsOf()),
    stateAfterAll(provisioning, [...until('project'), held(project)], factsOf()),
    stateAfterAll(provisioning, [asks({ ...d1, isWon: false })], factsOf()),
    stateAfterAll(provisioning, [...until('project'), rejected(project, 'erp.field-missing', 2)], factsOf()),
    stateAfterAll(provisioning, [refusedRequest('no currency')], factsOf()),
  ];
  for (const state of states) {
    const stored: unknown = JSON.parse(JSON.stringify(state));
    expect(provisioning.readState(stored, provisioning.stateVersion)).toEqual(state);
    expect(provisioning.readState(stored, provisioning.stateVersion + 1)).toBeUndefined();
  }
});
