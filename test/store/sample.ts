import { engagementIdOf, runIdOf } from 'shared-model/ids.ts';
import type { Json } from 'shared-model/canonical-json.ts';
import type {
  AcceptableEvent,
  Claim,
  ClaimedBatch,
  NewCommand,
  Outcome,
  ProjectionsClaim,
  RunToSave,
  Store,
} from '#store/store.ts';

/** One org and one account, as the tests of the store know them. */
export const org = { orgId: '00D000000000001EAA', accountId: 'TSTDRV0001' };
export const node = 'node-1';

/** The engagement of an opportunity that exists only by its number. */
export function engagement(number: number): { engagementId: string; runId: string } {
  const engagementId = engagementIdOf(org.orgId, `006${String(number).padStart(12, '0')}AAA`);
  return { engagementId, runId: runIdOf(engagementId, 1) };
}

export function event(
  pairing: string,
  number: number,
  data: Json = { number },
  id = `event-${number}`,
): AcceptableEvent {
  return {
    pairing,
    source: `/pairings/${pairing}/salesforce`,
    id,
    type: 'provisioning.requested',
    time: '2026-11-21T14:02:09.120Z',
    subject: engagement(number).engagementId,
    generation: 1,
    correlationId: `correlation-${number}`,
    data,
    raw: JSON.stringify(data),
  };
}

export function run(pairing: string, number: number, changes: Partial<RunToSave> = {}): RunToSave {
  return {
    ...engagement(number),
    pairing,
    generation: 1,
    correlationId: `correlation-${number}`,
    workflow: 'provisioning',
    workflowVersion: 1,
    expectedVersion: 0,
    state: { step: 'checking' },
    stateVersion: 1,
    status: 'running',
    handledEventIds: [],
    commands: [],
    exceptions: [],
    projections: [],
    links: [],
    ...changes,
  };
}

/** A command whose key says what it is: `project/task-1` has the order key `project`. */
export function command(name: string, changes: Partial<NewCommand> = {}): NewCommand {
  return {
    key: name,
    revision: 1,
    system: 'netsuite',
    type: 'task.create',
    lane: 'interactive',
    orderKey: name.split('/')[0] ?? name,
    payload: { name },
    ...changes,
  };
}

export function claim(pairing: string, changes: Partial<Claim> = {}): Claim {
  return {
    pairing,
    system: 'netsuite',
    slot: 1,
    nodeId: node,
    maxItems: 50,
    lanes: ['interactive', 'postings'],
    types: ['task.create', 'project.create', 'customer.ensure'],
    occupyMs: 300_000,
    ...changes,
  };
}

/** A node's turn at the rows that the CRM does not show yet. */
export function rowsClaim(pairing: string, changes: Partial<ProjectionsClaim> = {}): ProjectionsClaim {
  return { pairing, nodeId: node, kinds: ['step'], limit: 200, leaseMs: 0, ...changes };
}

export function keysOf(batch: ClaimedBatch | undefined): readonly string[] {
  return batch?.commands.map(({ key }) => key) ?? [];
}

export const applied: Outcome = { kind: 'applied' };
export const rejected: Outcome = { kind: 'rejected', fault: { code: 'erp.refused', text: 'no' } };

/** Ends a call with one outcome for all of its commands, or one by key. */
export async function finish(
  store: Store,
  batch: ClaimedBatch | undefined,
  outcomes: Outcome | ((key: string) => Outcome),
): Promise<void> {
  if (batch === undefined) throw new Error('nothing was claimed');
  const results = batch.commands.map(({ commandId, fence, key }) => ({
    commandId,
    fence,
    outcome: typeof outcomes === 'function' ? outcomes(key) : outcomes,
  }));
  await store.finishCall({ callId: batch.callId, nodeId: node, results });
}
