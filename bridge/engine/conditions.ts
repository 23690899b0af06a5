import type { PairingId } from 'shared-model/ids.ts';

import type { Store } from '#store/store.ts';

export type ConditionDeps = { readonly store: Pick<Store, 'tellConditions'>; readonly pairing: PairingId };

/** Tells the runs what keeps them from going on now: a queue, an unknown outcome, an ERP that does not answer. */
export async function tellConditionsPass({ store, pairing }: ConditionDeps): Promise<boolean> {
  return (await store.tellConditions(pairing)) > 0;
}
