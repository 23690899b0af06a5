import type { DealRole } from 'shared-model/deal.ts';
import type { ProvisioningRequested } from 'shared-model/events.ts';
import type { ExternalRef } from 'shared-model/refs.ts';
import type { ShowDemand } from './workflow.ts';

/** The role requests of the deal, opened for staffing under the project; the CRM tells when they stand there. */
export function openDemand(request: ProvisioningRequested, project: ExternalRef | undefined): readonly ShowDemand[] {
  return requestsOf(request).map((roleRequestId) => ({
    kind: 'show-demand',
    roleRequestId,
    state: 'open',
    ...(project?.number === undefined ? {} : { projectNumber: project.number }),
  }));
}

/** The project is gone or never was: nobody is to be staffed on it. */
export function withdrawDemand(request: ProvisioningRequested): readonly ShowDemand[] {
  return requestsOf(request).map((roleRequestId) => ({ kind: 'show-demand', roleRequestId, state: 'withdrawn' }));
}

export function demandKey(roleRequestId: string): string {
  return `demand:${roleRequestId}`;
}

export function demandKeysOf(request: ProvisioningRequested): readonly string[] {
  return requestsOf(request).map(demandKey);
}

function requestsOf({ deal }: ProvisioningRequested): readonly string[] {
  return deal.lines.flatMap(({ roles }) => roles.flatMap(({ recordId }: DealRole) => recordId ?? []));
}
