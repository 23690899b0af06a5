import { ErpState } from 'shared-model/erp-state.ts';
import type { WantedFields } from 'shared-model/erp-state.ts';
import { Finding, OwnerRole } from 'shared-model/finding.ts';
import { steps } from 'shared-model/labels.ts';
import { EngagementState, StepId, StepState } from 'shared-model/steps.ts';
import { z } from 'zod';

import type { EngagementFacts, KeyOwner } from '#store/store.ts';

/** The rows of the CRM as the store keeps them; what is not needed here is passed over. */
const Head = z.object({
  opportunityId: z.string(),
  state: EngagementState,
  text: z.string(),
  ownerRole: z.optional(OwnerRole),
  at: z.string(),
  startedAt: z.string().optional(),
  generation: z.number(),
  detail: z.string().optional(),
});
type Head = z.infer<typeof Head>;

const Step = z.object({ step: StepId, state: StepState, text: z.string(), at: z.string() });
type Step = z.infer<typeof Step>;

const Watched = z.object({ state: z.string(), text: z.string(), at: z.string(), detail: z.string().optional() });
const Entry = z.object({ at: z.string(), text: z.string(), by: z.string().optional() });
type Entry = z.infer<typeof Entry>;

/** What is read of the deal for the tab's *Origin*; a deal of another shape tells less. */
const Request = z.object({
  requestedAt: z.string(),
  requestedBy: z.object({ name: z.string() }).optional(),
  deal: z.object({
    opportunityName: z.string().optional(),
    name: z.string().optional(),
    opportunityUrl: z.string().optional(),
    customer: z.object({ accountId: z.string(), name: z.string() }).optional(),
    lines: z.array(z.unknown()),
  }),
});

const Project = z.object({
  name: z.string(),
  startOn: z.string(),
  endOn: z.string(),
  amount: z.string(),
  currency: z.string(),
});

const longestHistory = 30;

/** The state, or the place in it that the ERP would not take: a fault of ours, which must not stay unseen. */
export type MadeState = { readonly state: ErpState } | { readonly unfit: string };

/**
 * What the tab shows of one engagement, made of the rows of the CRM; nothing before a record stands in the ERP, since
 * there is no tab then.
 *
 * @param owners what we last asked the ERP to write under the keys of projects
 */
export function erpStateOf(
  facts: EngagementFacts,
  owners: ReadonlyMap<string, KeyOwner>,
  version: number,
): MadeState | undefined {
  const head = rowsOf(facts, 'engagement', Head)[0];
  if (head === undefined || facts.keys.length === 0) return undefined;
  const known = rowsOf(facts, 'step', Step);
  const shown = steps.flatMap(({ id }) => known.find(({ step }) => step === id) ?? []);
  const state = {
    ...{ engagementId: facts.engagementId, version, state: head.state, text: head.text, since: head.at },
    ...present({ owner: head.ownerRole, startedAt: head.startedAt, hold: facts.hold }),
    steps: shown,
    openItems: openItemsOf(head, shown),
    history: historyOf(facts, shown),
    origin: originOf(facts, head),
    wanted: wantedOf(facts, owners),
    ...present({ awaitsActivation: awaitedProject(facts, head, shown) }),
  };
  const made = ErpState.safeParse(state);
  if (made.success) return { state: made.data };
  return { unfit: made.error.issues[0]?.path.join('/') ?? '' };
}

function rowsOf<Shape extends z.ZodType>({ rows }: EngagementFacts, kind: string, shape: Shape): z.output<Shape>[] {
  return rows.flatMap((row) => {
    const read = row.kind === kind ? shape.safeParse(row.values) : undefined;
    return read?.success === true ? [read.data] : [];
  });
}

/** What blocks, by its own words; else what the engagement waits for. */
function openItemsOf(head: Head, shown: readonly Step[]): ErpState['openItems'] {
  const findings = listIn(head.detail, Finding).filter(({ severity }) => severity === 'blocks');
  if (findings.length > 0)
    return findings.slice(0, 30).map(({ title, owner }) => ({ text: title, owner, since: head.at }));
  const isOpen = head.state === 'waiting' || head.state === 'failed' || head.state === 'not-ready';
  if (!isOpen) return [];
  const step = shown.find(({ state }) => state === 'waiting' || state === 'failed');
  const owner = head.ownerRole === undefined ? {} : { owner: head.ownerRole };
  return [{ text: step?.text ?? head.text, since: head.at, ...owner }];
}

/** Newest first: what people did in the ERP, each finished step, and who asked. */
function historyOf(facts: EngagementFacts, shown: readonly Step[]): Entry[] {
  const watched = rowsOf(facts, 'erp', Watched).flatMap(({ detail }) => listIn(detail, Entry));
  const done = shown.filter(({ state }) => state === 'done' || state === 'failed' || state === 'undone').map(entryOf);
  const request = Request.safeParse(facts.request).data;
  const by = request?.requestedBy?.name;
  const asked =
    request === undefined
      ? []
      : [{ at: request.requestedAt, text: 'Project asked for in Salesforce', ...(by === undefined ? {} : { by }) }];
  return [...watched, ...done, ...asked]
    .toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at))
    .slice(0, longestHistory);
}

function entryOf({ step, text, at, state }: Step): Entry {
  const label = steps.find(({ id }) => id === step)?.label ?? step;
  return { at, text: `${label}: ${state === 'undone' ? 'undone' : text}` };
}

function originOf(facts: EngagementFacts, head: Head): ErpState['origin'] {
  const request = Request.safeParse(facts.request).data;
  const deal = request?.deal;
  const crm = /^https?:\/\/[^/]+/.exec(deal?.opportunityUrl ?? '')?.[0];
  const accountId = deal?.customer?.accountId;
  return {
    opportunityId: head.opportunityId,
    ...present({
      opportunityName: deal?.opportunityName ?? deal?.name,
      opportunityUrl: deal?.opportunityUrl,
      accountId,
      accountName: deal?.customer?.name,
      accountUrl: crm === undefined || accountId === undefined ? undefined : `${crm}/${accountId}`,
      lineCount: deal?.lines.length,
      requestedBy: request?.requestedBy?.name,
      requestedAt: request?.requestedAt,
    }),
  };
}

function wantedOf({ keys }: EngagementFacts, owners: ReadonlyMap<string, KeyOwner>): WantedFields {
  const newest = keys
    .filter((key) => owners.get(key)?.command === 'project.create')
    .toSorted((one, other) => generationOf(one) - generationOf(other))
    .at(-1);
  return Project.safeParse(owners.get(newest ?? '')?.payload).data ?? {};
}

/** The project that finance would open now. */
function awaitedProject({ keys }: EngagementFacts, head: Head, shown: readonly Step[]): string | undefined {
  const activation = shown.find(({ step }) => step === 'activation');
  const isAwaited = head.state === 'waiting' && head.ownerRole === 'finance-ops' && activation?.state === 'waiting';
  return isAwaited ? keys.find((key) => key.includes(':project:') && generationOf(key) === head.generation) : undefined;
}

function generationOf(key: string): number {
  return Number(/:g(\d+)$/.exec(key)?.[1] ?? 0);
}

function listIn<Shape extends z.core.$ZodType>(text: string | undefined, shape: Shape): z.core.output<Shape>[] {
  const parsed: unknown = text === undefined ? [] : parsedOf(text);
  return (Array.isArray(parsed) ? parsed : []).flatMap((one) => {
    const read = z.safeParse(shape, one);
    return read.success ? [read.data] : [];
  });
}

/** A detail that is no JSON is one of a row that holds none. */
function parsedOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return [];
  }
}

function present<Values extends Readonly<Record<string, unknown>>>(values: Values): Partial<Values> {
  const kept = { ...values };
  for (const name of Object.keys(kept)) if (kept[name] === undefined) Reflect.deleteProperty(kept, name);
  return kept;
}
