import type { Json } from 'shared-model/canonical-json.ts';
import { steps } from 'shared-model/steps.ts';

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
    generation: run?.generation,
    runId: run?.runId,
    findings: findingsOf(row),
    steps: steps.map(({ id, label }) => ({ id, label, ...stepAnswer(valuesOf(view, `${view.engagementId}:${id}`)) })),
    refs: [...sourceRefs(row), ...view.links.map(({ key, ref }) => ({ key, ...ref }))],
    runs: view.runs.map(({ runId, generation, status, changedAt }) => ({ runId, generation, status, changedAt })),
  };
}

function stepAnswer(values: Values | undefined) {
  if (values === undefined) return { state: 'next' };
  const { state = 'next', text, refType, refId, refNumber, at } = values;
  const ref = refType === undefined ? undefined : { type: refType, id: refId, number: refNumber };
  return { state, text, ref, at };
}

/** The record in the CRM that the engagement came from. */
function sourceRefs(values: Values | undefined) {
  const id = values?.opportunityId;
  return id === undefined ? [] : [{ key: 'source', system: 'salesforce', type: 'opportunity', id }];
}

/** Findings travel to the CRM as one JSON text. */
function findingsOf(values: Values | undefined): unknown {
  return typeof values?.detail === 'string' ? JSON.parse(values.detail) : [];
}

function valuesOf(view: EngagementView, key: string): Values | undefined {
  return view.projections.find((projection) => projection.key === key)?.values;
}
