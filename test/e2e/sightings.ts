import * as z from 'zod/mini';
import { ErpState } from 'shared-model/erp-state.ts';

import type { Committed } from './product.ts';
import type { Sighting } from './same-state.ts';

const Row = z.object({
  Key__c: z.string(),
  Kind__c: z.string(),
  State__c: z.string(),
  Text__c: z.string(),
  At__c: z.string(),
  Version__c: z.number(),
  Owner_Role__c: z.nullish(z.string()),
});

/** Everything that the rows behind the card said, commit by commit; each commit names the whole row. */
export function seenOnCards(committed: readonly Committed[]): readonly Sighting[] {
  return committed.flatMap(({ type, values }) => {
    if (type !== 'sync_status__c' || values['Kind__c'] === 'erp') return [];
    const row = Row.parse(values);
    const { Key__c: about, State__c: state, Text__c: text, At__c: at, Version__c: version, Owner_Role__c } = row;
    const owner = row.Kind__c === 'step' ? undefined : Owner_Role__c;
    return [sightingOf('card', { about, at, state, text, owner, version })];
  });
}

/** Everything that the tab's rows said. */
export function seenOnTabs(committed: readonly Committed[]): readonly Sighting[] {
  return statesIn(committed).flatMap((shown) => {
    const { engagementId: about, since: at, state, text, owner, steps, version } = shown;
    const own = sightingOf('tab', { about, at, state, text, owner, version });
    return [
      own,
      ...steps.map((step) => sightingOf('tab', { ...step, about: `${about}:${step.step}`, owner: undefined, version })),
    ];
  });
}

/** The states that the tab has been given, oldest first. */
export function statesIn(committed: readonly Committed[]): readonly ErpState[] {
  return committed.flatMap(({ type, values }) => {
    const shown = type === 'customrecord_tl_state' ? values['custrecord_tl_state_shown'] : undefined;
    return typeof shown === 'string' ? [ErpState.parse(JSON.parse(shown))] : [];
  });
}

const Step = z.object({
  id: z.string(),
  state: z.string(),
  text: z.optional(z.string()),
  at: z.optional(z.string()),
  version: z.optional(z.number()),
});
const Answer = z.object({
  engagementId: z.string(),
  state: z.string(),
  text: z.string(),
  at: z.optional(z.string()),
  owner: z.optional(z.string()),
  version: z.optional(z.number()),
  steps: z.array(Step),
});

/** What the bridge says of an engagement; nothing before it has begun. */
export function seenAtBridge(body: unknown): readonly Sighting[] {
  const { engagementId: about, at, state, text, owner, version, steps } = Answer.parse(body);
  if (at === undefined || version === undefined) return [];
  const ofSteps = steps.flatMap(({ id, at: since, text: said = '', state: stands, version: counter }) => {
    if (since === undefined || counter === undefined) return [];
    const step = { about: `${about}:${id}`, at: since, state: stands, text: said, owner: undefined, version: counter };
    return [sightingOf('bridge', step)];
  });
  return [sightingOf('bridge', { about, at, state, text, owner, version }), ...ofSteps];
}

type Told = {
  readonly about: string;
  readonly at: string;
  readonly state: string;
  readonly text: string;
  readonly owner: string | null | undefined;
  readonly version: number;
};

function sightingOf(product: Sighting['product'], { about, at, state, text, owner, version }: Told): Sighting {
  return { product, about, at: Date.parse(at), version, state, says: `${state} (${owner ?? 'nobody'}) ${text}` };
}
