import type { Json } from 'shared-model/canonical-json.ts';
import type { Projection } from '#store/store.ts';
import { demandKey } from '#workflows/provisioning-demand.ts';
import type { LinkCustomer, MarkRequest, RaiseGeneration, ShowDemand, StatusRow } from '#workflows/workflow.ts';

/**
 * What the CRM shows, as rows of the store. Their kinds and values are the contract with the projection room:
 * `engagement`, `step` and `erp` become status rows, `request`, `generation`, `customer-link` and `demand` fields of other records.
 */
export function statusProjection(row: StatusRow): Projection {
  const { key, kind, ref, ...shown } = row;
  const detail = 'findings' in shown ? shown.findings : row.kind === 'erp' ? row.history : undefined;
  const { opportunityId, state, text, ownerRole, waitingSince, at, startedAt, generation, runId, correlationId } =
    shown;
  const head = row.kind === 'engagement' ? row : undefined;
  return projection(key, kind, {
    opportunityId,
    step: row.kind === 'step' ? row.step : undefined,
    system: row.kind === 'step' ? row.system : undefined,
    state,
    text,
    ownerRole,
    waitingSince,
    nextAt: shown.nextAt,
    ahead: head?.ahead,
    undone: head?.undone,
    canRetry: head?.canRetry ?? false,
    refType: ref?.type,
    refId: ref?.id,
    refNumber: ref?.number,
    at,
    startedAt,
    generation,
    runId,
    correlationId,
    detail: detail === undefined ? undefined : JSON.stringify(detail),
  });
}

export function otherProjection(decision: MarkRequest | RaiseGeneration | LinkCustomer | ShowDemand): Projection {
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
    case 'show-demand': {
      const { roleRequestId, state, projectNumber } = decision;
      const row = projection(demandKey(roleRequestId), 'demand', { roleRequestId, state, projectNumber });
      return state === 'open' ? { ...row, tellsRun: true } : row;
    }
  }
}

/** Absent values are left out, so that equal rows have equal values. */
function projection(key: string, kind: string, values: { readonly [name: string]: Json | undefined }): Projection {
  const present: Record<string, Json> = {};
  for (const [name, value] of Object.entries(values)) if (value !== undefined) present[name] = value;
  return { key, kind, values: present };
}
