import type { Json } from 'shared-model/canonical-json.ts';
import type { Projection } from '#store/store.ts';
import type { LinkCustomer, MarkRequest, RaiseGeneration, StatusRow } from '#workflows/workflow.ts';

/**
 * What the CRM shows, as rows of the store. Their kinds and values are the contract with the projection room:
 * `engagement` and `step` become status rows, `request`, `generation` and `customer-link` fields of other records.
 */
export function statusProjection(row: StatusRow): Projection {
  const { key, kind, ref, ...shown } = row;
  const findings = 'findings' in shown ? shown.findings : undefined;
  const { opportunityId, state, text, ownerRole, at, startedAt, generation, runId, correlationId } = shown;
  return projection(key, kind, {
    opportunityId,
    step: row.kind === 'step' ? row.step : undefined,
    system: row.kind === 'step' ? row.system : undefined,
    state,
    text,
    ownerRole,
    refType: ref?.type,
    refId: ref?.id,
    refNumber: ref?.number,
    at,
    startedAt,
    generation,
    runId,
    correlationId,
    detail: findings === undefined ? undefined : JSON.stringify(findings),
  });
}

export function otherProjection(decision: MarkRequest | RaiseGeneration | LinkCustomer): Projection {
  switch (decision.kind) {
    case 'mark-request': {
      const { requestId, state } = decision;
      return projection(`request:${requestId}`, 'request', { requestId, state });
    }
    case 'raise-generation': {
      const { opportunityId, generation } = decision;
      return projection(`generation:${opportunityId}`, 'generation', { opportunityId, generation });
    }
    case 'link-customer': {
      const { accountId, customerNumber } = decision;
      return projection(`customer:${accountId}`, 'customer-link', { accountId, customerNumber });
    }
  }
}

/** Absent values are left out, so that equal rows have equal values. */
function projection(key: string, kind: string, values: { readonly [name: string]: Json | undefined }): Projection {
  const present: Record<string, Json> = {};
  for (const [name, value] of Object.entries(values)) if (value !== undefined) present[name] = value;
  return { key, kind, values: present };
}
