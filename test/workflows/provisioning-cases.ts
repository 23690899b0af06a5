import type { Deal } from 'shared-model/deal.ts';
import type { ProvisioningRequested } from 'shared-model/events.ts';
import type { FaultCode } from 'shared-model/faults.ts';
import type { Finding } from 'shared-model/finding.ts';
import type { ExternalRef } from 'shared-model/refs.ts';
import type { RunCondition } from 'shared-model/run-condition.ts';
import type { ItemFault } from 'shared-model/restlet.ts';
import { askActivation, askCheck, askCustomer, askProject, askRemove } from '#workflows/provisioning-commands.ts';
import { demandKeysOf } from '#workflows/provisioning-demand.ts';
import { askRules, askTasks } from '#workflows/provisioning-parts.ts';
import type { CommandFinished, ProvisioningEvent } from '#workflows/provisioning-events.ts';
import type { SendDecision } from '#workflows/workflow.ts';
import { d1, factsOf, idOf, noon, opportunityId, requestFor } from './deals.ts';

const facts = factsOf();
let count = 0;

/** The commands of deal D1, as the first generation asks for them. */
export const commands = {
  check: askCheck(requestFor(d1), facts),
  customer: askCustomer(requestFor(d1), facts),
  project: askProject(requestFor(d1), facts),
  tasks: askTasks(requestFor(d1), facts),
  rules: askRules(requestFor(d1), facts),
  activation: askActivation(requestFor(d1), facts),
};

/** The rows of D1's role requests. */
export const demandKeys = demandKeysOf(requestFor(d1));

/** The command that undoes what another one made. */
export function removal({ key }: Pick<SendDecision, 'key'>): SendDecision {
  return askRemove(requestFor(d1), key, facts);
}

/** Nothing stood under the key, and nothing can come any more. */
export function neverMade(command: SendDecision): ProvisioningEvent {
  return applied(removal(command), { ref: undefined });
}

export function asks(deal: Deal = d1, changes: Partial<ProvisioningRequested> = {}): ProvisioningEvent {
  return { id: nextId(), type: 'provisioning.requested', time: noon, data: requestFor(deal, changes) };
}

export function refusedRequest(text: string): ProvisioningEvent {
  const fault = { code: 'crm.deal-unreadable', text } as const;
  const data = {
    engagementId: requestFor(d1).engagementId,
    generation: 1,
    requestId: idOf('a0R000000000001'),
    opportunityId,
    fault,
  };
  return { id: nextId(), type: 'provisioning.refused', time: noon, data };
}

export function applied(command: SendDecision, more: Partial<CommandFinished> = {}): ProvisioningEvent {
  return finished(command, { outcome: 'applied', ...refOf(command), ...more });
}

export function rejected(command: SendDecision, code: FaultCode, attempts = 1): ProvisioningEvent {
  return finished(command, { outcome: 'rejected', fault: { code, text: 'refused' }, attempts });
}

export function held(command: SendDecision): ProvisioningEvent {
  return finished(command, { outcome: 'held', fault: { code: 'erp.reversed', text: 'a higher fence' } });
}

type Act = 'provisioning.cancelled' | 'provisioning.given-up' | 'provisioning.retried';

export function act(type: Act): ProvisioningEvent {
  const { engagementId } = requestFor(d1);
  const requestId = idOf('a0R000000000009');
  const data = { engagementId, generation: 1, requestId, actor: 'Ana Ruiz', actedAt: noon };
  return { id: nextId(), type, time: noon, data };
}

export function approved(): ProvisioningEvent {
  const { engagementId } = requestFor(d1);
  const { key: projectKey } = commands.project;
  const data = { engagementId, generation: 1, projectKey, approvedBy: 'Fiona Frey', approvedAt: noon };
  return { id: nextId(), type: 'project.activation-approved', time: noon, data };
}

export function shown(key: string, fault?: ItemFault): ProvisioningEvent {
  const data = { key, ...(fault === undefined ? {} : { fault }) };
  return { id: nextId(), type: 'row.shown', time: noon, data };
}

export function conditioned(data: RunCondition): ProvisioningEvent {
  return { id: nextId(), type: 'run.condition', time: noon, data };
}

export function woken(): ProvisioningEvent {
  return { id: nextId(), type: 'run.woken', time: noon };
}

/** The events of a run up to and without the named step's own answers. */
export function until(
  step: 'check' | 'customer' | 'project' | 'tasks' | 'billing' | 'staffing' | 'activation' | 'done',
): ProvisioningEvent[] {
  const { check, customer, project, tasks, rules, activation } = commands;
  const answers: readonly (readonly [string, readonly ProvisioningEvent[]])[] = [
    ['check', [applied(check)]],
    ['customer', [applied(customer)]],
    ['project', [applied(project)]],
    ['tasks', tasks.map((command) => applied(command))],
    ['billing', rules.map((command) => applied(command))],
    ['staffing', demandKeys.map((key) => shown(key))],
    ['activation', [applied(activation)]],
  ];
  const end = answers.findIndex(([name]) => name === step);
  const before = end < 0 ? answers : answers.slice(0, end);
  return [asks(), ...before.flatMap(([, events]) => events)];
}

export const budgetFinding: Finding = {
  code: 'deal.legal-entity-unknown',
  severity: 'blocks',
  title: 'Legal entity CV-US is not in NetSuite',
  text: 'Choose a legal entity that exists and is active in NetSuite.',
  group: 'billing',
  pointer: '/lines/0/legalEntity',
  owner: 'sales-ops',
};

type Answer = Pick<CommandFinished, 'outcome'> & Partial<CommandFinished>;

function finished(command: SendDecision, answer: Answer): ProvisioningEvent {
  const { key, revision, type } = command;
  const data = { key, revision, command: type, attempts: 1, ...answer };
  return { id: nextId(), type: 'command.finished', time: noon, data };
}

function refOf(command: SendDecision): { ref?: ExternalRef } {
  switch (command.type) {
    case 'deal.check':
      return {};
    case 'customer.ensure':
      return { ref: { system: 'netsuite', type: 'customer', id: '11', number: 'C-1001', adopted: true } };
    case 'project.create':
    case 'project.activate':
      return { ref: { system: 'netsuite', type: 'job', id: '21', number: 'P-2093' } };
    case 'task.create':
      return { ref: { system: 'netsuite', type: 'projecttask', id: '31' } };
    case 'budget.create':
      return { ref: { system: 'netsuite', type: 'customrecord_tl_budget', id: '41' } };
    case 'rule.create':
      return { ref: { system: 'netsuite', type: 'chargerule', id: '51' } };
    case 'record.remove':
      return command.payload.targetKey === commands.activation.key
        ? {}
        : { ref: { system: 'netsuite', type: 'job', id: '21' } };
  }
}

function nextId(): string {
  count += 1;
  return `event-${count}`;
}
