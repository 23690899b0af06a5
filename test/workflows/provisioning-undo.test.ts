import { provisioning } from '#workflows/provisioning.ts';
import type { ProvisioningEvent } from '#workflows/provisioning-events.ts';
import { d1, factsOf } from './deals.ts';
import {
  act,
  applied,
  asks,
  commands,
  conditioned,
  demandKeys,
  held,
  neverMade,
  rejected,
  removal,
  shown,
  until,
} from './provisioning-cases.ts';
import { scenarios } from './scenarios.ts';

const { check, customer, project, tasks, rules, activation } = commands;
const [firstTask = check, secondTask = check] = tasks;
const [firstRule = check, ...otherRules] = rules;

const cancel = act('provisioning.cancelled');
const giveUp = act('provisioning.given-up');
const retry = act('provisioning.retried');

/** A billing rule refused when all else is there, and the answers to what is undone then. */
const refusedRule = [
  ...until('billing'),
  ...otherRules.map((rule) => applied(rule)),
  rejected(firstRule, 'erp.reference-unknown'),
];
const rulesGone = [firstRule, ...otherRules].map((rule) => applied(removal(rule)));
const tasksGone = tasks.map((task) => applied(removal(task)));
const removeTasks = ['budget', 'task CO', 'task SC', 'task EM'].map(
  (what) => `send record.remove of ${what} revision 1`,
);

scenarios(provisioning, factsOf(), {
  'waits for the other tasks when one is refused': {
    given: until('tasks'),
    when: rejected(firstTask, 'erp.field-missing'),
    then: [],
  },
  'undoes the tasks when one was refused, the latest first, and the refused one too': {
    given: [
      ...until('tasks'),
      rejected(firstTask, 'erp.field-missing'),
      ...tasks.slice(2).map((task) => applied(task)),
    ],
    when: applied(secondTask),
    then: [
      'link Opportunity to projecttask 31',
      ...['task SC', 'budget', 'task CO', 'task EM'].map((what) => `send record.remove of ${what} revision 1`),
    ],
  },
  'undoes the rules first when one is refused': {
    given: refusedRule.slice(0, -1),
    when: rejected(firstRule, 'erp.reference-unknown'),
    then: ['rule EM', 'rule CO', 'rule SC'].map((what) => `send record.remove of ${what} revision 1`),
  },
  'then the tasks and the budget': {
    given: [...refusedRule, ...rulesGone.slice(1)],
    when: applied(removal(firstRule)),
    then: ['unlink rule EM', ...removeTasks],
  },
  'then the project': {
    given: [...refusedRule, ...rulesGone, ...tasksGone.slice(1)],
    when: applied(removal(firstTask)),
    then: ['unlink task EM', 'send record.remove of project revision 1'],
  },
  'and lets the next attempt begin, with the customer as it is': {
    given: [...refusedRule, ...rulesGone, ...tasksGone],
    when: applied(removal(project)),
    then: ['unlink project', 'request closed', 'begin anew as generation 2'],
  },
  'leaves alone what a changed record rests on': {
    given: [...refusedRule, ...rulesGone, ...tasksGone.slice(1)],
    when: rejected(removal(firstTask), 'erp.record-edited'),
    then: ['request closed'],
  },
  'asks again for what remained, and only for that': {
    given: [...refusedRule, ...rulesGone, ...tasksGone.slice(1), rejected(removal(firstTask), 'erp.record-edited')],
    when: retry,
    then: ['send record.remove of task EM revision 1', 'request closed'],
  },
  'keeps what remains when a person gives it up': {
    given: [...refusedRule, ...rulesGone, ...tasksGone.slice(1), rejected(removal(firstTask), 'erp.record-edited')],
    when: giveUp,
    then: ['request closed', 'begin anew as generation 2', 'request closed'],
  },
  'stands still while a removal is held': { given: refusedRule, when: held(removal(firstRule)), then: [] },
  'undoes a refused project, since a late copy of the call may make it': {
    given: until('project'),
    when: rejected(project, 'erp.field-missing'),
    then: ['send record.remove of project revision 1'],
  },
  'and says of a project that was not there that nothing was made': {
    given: [...until('project'), rejected(project, 'erp.field-missing')],
    when: neverMade(project),
    then: ['unlink project', 'request closed', 'begin anew as generation 2'],
  },
  'withdraws the role requests when the project cannot be opened': {
    given: until('activation'),
    when: rejected(activation, 'erp.permission-missing'),
    then: [
      ...[1, 2, 3].map((n) => `show role request 00${n} withdrawn`),
      'send record.remove of activation revision 1',
    ],
  },
  'closes the project for time before it takes anything of it away': {
    given: [...until('activation'), giveUp, applied(activation)],
    when: applied(removal(activation)),
    then: [
      'unlink activation',
      ...['rule CO', 'rule SC', 'rule EM'].map((what) => `send record.remove of ${what} revision 1`),
    ],
  },
});

scenarios(provisioning, factsOf(), {
  'cancels what nobody has begun': {
    given: until('check'),
    when: cancel,
    then: ['settle this attempts', 'request closed', 'begin anew as generation 2', 'withdraw 1', 'request closed'],
  },
  'does not cancel what is being made': { given: until('project'), when: cancel, then: ['request closed'] },
  'does not begin what was cancelled when its request is read once more': {
    given: [...until('check'), cancel],
    when: asks(d1, { revision: 9 }),
    then: ['request closed'],
  },
  'does not begin what was given up when its request is read once more': {
    given: [...until('customer'), giveUp],
    when: asks(d1, { revision: 9 }),
    then: ['request closed'],
  },
  'ignores the check of what was cancelled': { given: [...until('check'), cancel], when: applied(check), then: [] },
  'ends at once when it is given up before the project was asked for': {
    given: until('customer'),
    when: giveUp,
    then: ['settle this attempts', 'request closed', 'begin anew as generation 2', 'withdraw 1', 'request closed'],
  },
  'waits for what is under way when it is given up': {
    given: until('tasks'),
    when: giveUp,
    then: ['withdraw 4', 'request closed'],
  },
  'undoes what was made when the last of it is known': {
    given: [...until('tasks'), giveUp, ...tasks.slice(1).map((task) => applied(task, { outcome: 'superseded' }))],
    when: applied(firstTask),
    then: [
      'link Opportunity to projecttask 31',
      'send record.remove of task EM revision 1',
      ...removeTasks.slice(0, 3),
    ],
  },
  'withdraws what is held when it is given up meanwhile': {
    given: [...until('project'), giveUp],
    when: held(project),
    then: ['withdraw 1'],
  },
  'undoes at once what waits for finance': {
    given: until('activation'),
    when: giveUp,
    facts: factsOf({ activation: 'finance' }),
    then: [
      'settle approval',
      ...[1, 2, 3].map((n) => `show role request 00${n} withdrawn`),
      ...['rule CO', 'rule SC', 'rule EM'].map((what) => `send record.remove of ${what} revision 1`),
      'request closed',
    ],
  },
  'does not undo what is done': { given: until('done'), when: giveUp, then: ['request closed'] },
  'lets a held command go on': {
    given: [...until('project'), held(project)],
    when: retry,
    then: ['release 1', 'request closed'],
  },
  'forgets what kept it waiting when the answer comes': {
    given: [...until('check'), conditioned({ kind: 'queued', ahead: 2 })],
    when: applied(check),
    then: ['send customer.ensure revision 1'],
  },
  'asks for nothing when it is told what it waits for': {
    given: until('project'),
    when: conditioned({ kind: 'looking-up', key: project.key }),
    then: [],
  },
  'shows a refused role request again': {
    given: [...until('staffing'), shown(demandKeys[1] ?? '', { code: 'crm.refused', text: 'no' })],
    when: retry,
    then: [...[1, 2, 3].map((n) => `show role request 00${n} open P-2093`), 'request closed'],
  },
  'asks a person whether a customer that looks alike is the same': {
    given: until('customer'),
    when: rejected(customer, 'erp.customer-possible-match'),
    then: [
      'settle this attempts',
      'ask sales-ops about run.not-ready: 1 thing blocks the project: A customer in NetSuite may be the same firm',
      'request closed',
      'begin anew as generation 2',
    ],
  },
  'takes the answer with the next request': {
    given: [],
    when: choosing(),
    then: ['request accepted', 'send deal.check revision 1'],
  },
});

function choosing(): ProvisioningEvent {
  return asks(d1, { customerChoice: { kind: 'use', customerNumber: 'C-1001' } });
}
