import type { Json } from 'shared-model/canonical-json.ts';
import { steps } from 'shared-model/steps.ts';
import { z } from 'zod';

import type { EngagementView } from '#store/views.ts';

type Values = { readonly [name: string]: Json };

/** One engagement as a caller of the API reads it: where it stands, each step, and its records in every system. */
export function engagementAnswer(view: EngagementView) {
  const [run] = view.runs;
  const row = valuesOf(view, view.engagementId);
  return {
    engagementId: view.engagementId,
    pairing: view.pairing,
    state: row?.state ?? 'queued',
    text: row?.text ?? 'Accepted, not yet looked at',
    owner: row?.ownerRole,
    at: row?.at,
    version: versionOf(view, view.engagementId),
    erp: erpAnswer(valuesOf(view, `${view.engagementId}:erp`)),
    generation: run?.generation,
    runId: run?.runId,
    findings: findingsOf(row),
    steps: steps.map(({ id, label }) => ({ id, label, ...stepAnswer(view, `${view.engagementId}:${id}`) })),
    refs: [...sourceRefs(run?.state, row), ...view.links.map(({ key, ref }) => ({ key, ...ref }))],
    runs: view.runs.map(({ runId, generation, status, changedAt }) => ({ runId, generation, status, changedAt })),
  };
}

function erpAnswer(values: Values | undefined) {
  return values && { state: values.state, text: values.text, since: values.waitingSince ?? values.at };
}

function stepAnswer(view: EngagementView, key: string) {
  const values = valuesOf(view, key);
  if (values === undefined) return { state: 'next' };
  const { state = 'next', text, refType, refId, refNumber, at } = values;
  const ref = refType === undefined ? undefined : { type: refType, id: refId, number: refNumber };
  return { state, text, ref, at, version: versionOf(view, key) };
}

/** What a run's state keeps of the records that it came from; a refused request keeps none of the deal. */
const Source = z.object({
  request: z.object({
    requestId: z.string().optional(),
    deal: z.object({
      opportunityId: z.string(),
      engagementRecordId: z.string().optional(),
      customer: z.object({ accountId: z.string() }),
    }),
  }),
});

/** The records in the CRM that the engagement came from. */
function sourceRefs(state: unknown, values: Values | undefined) {
  const parsed = Source.safeParse(state);
  const request = parsed.success ? parsed.data.request : undefined;
  const ids = {
    opportunity: request?.deal.opportunityId ?? values?.opportunityId,
    account: request?.deal.customer.accountId,
    engagement: request?.deal.engagementRecordId,
    request: request?.requestId,
  };
  return Object.entries(ids).flatMap(([type, id]) =>
    id === undefined ? [] : [{ key: 'source', system: 'salesforce', type, id }],
  );
}

/** Findings travel to the CRM as one JSON text. */
function findingsOf(values: Values | undefined): unknown {
  return typeof values?.detail === 'string' ? JSON.parse(values.detail) : [];
}

function versionOf(view: EngagementView, key: string): number | undefined {
  return view.projections.find((projection) => projection.key === key)?.version;
}

function valuesOf(view: EngagementView, key: string): Values | undefined {
  return view.projections.find((projection) => projection.key === key)?.values;
}
