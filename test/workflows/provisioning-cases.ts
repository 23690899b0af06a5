import type { Deal } from 'shared-model/deal.ts';
import type { ProvisioningRequested } from 'shared-model/events.ts';
import type { FaultCode } from 'shared-model/faults.ts';
import type { Finding } from 'shared-model/finding.ts';
import type { ExternalRef } from 'shared-model/refs.ts';
import { askActivation, askCheck, askCustomer, askProject, askTasks } from '#workflows/provisioning-commands.ts';
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
  activation: askActivation(requestFor(d1), facts),
};

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
  return finished(command, { outcome: 'rejected', fault: { code, text: 'refused' }, attempts, isUntouched: true });
}

/** A rejection that came when something of the record was written already. */
export function rejectedHalfway(command: SendDecision, code: FaultCode): ProvisioningEvent {
  return finished(command, { outcome: 'rejected', fault: { code, text: 'refused' }, attempts: 1 });
}

export function held(command: SendDecision): ProvisioningEvent {
  return finished(command, { outcome: 'held', fault: { code: 'erp.reversed', text: 'a higher fence' } });
}

export function woken(): ProvisioningEvent {
  return { id: nextId(), type: 'run.woken', time: noon };
}

/** The events of a run up to and without the named step's own answers. */
export function until(step: 'check' | 'customer' | 'project' | 'tasks' | 'activation' | 'done'): ProvisioningEvent[] {
  const { check, customer, project, tasks, activation } = commands;
  const answers: readonly (readonly [string, readonly SendDecision[]])[] = [
    ['check', [check]],
    ['customer', [customer]],
    ['project', [project]],
    ['tasks', tasks],
    ['activation', [activation]],
  ];
  const end = answers.findIndex(([name]) => name === step);
  const before = end < 0 ? answers : answers.slice(0, end);
  return [asks(), ...before.flatMap(([, sent]) => sent.map((command) => applied(command)))];
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

function refOf({ type }: SendDecision): { ref?: ExternalRef } {
  switch (type) {
    case 'deal.check':
      return {};
    case 'customer.ensure':
      return { ref: { system: 'netsuite', type: 'customer', id: '11', number: 'C-1001', adopted: true } };
    case 'project.create':
    case 'project.activate':
      return { ref: { system: 'netsuite', type: 'job', id: '21', number: 'P-2093' } };
    case 'task.create':
      return { ref: { system: 'netsuite', type: 'projecttask', id: '31' } };
  }
}

function nextId(): string {
  count += 1;
  return `event-${count}`;
}
