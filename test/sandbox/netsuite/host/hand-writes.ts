import type { Actor } from './account-state.ts';
import type { CallContext } from './calls.ts';
import type { Refusal } from './host.ts';
import type { RunnerAccount } from './script-runner.ts';
import type { Triggers } from './user-events.ts';
import type { ScriptValue } from './values.ts';

/** The ways in which people write by hand: a form, a cell of a list, a file. The last two may run no user event. */
export type HandContext = 'USERINTERFACE' | 'INLINE' | 'CSVIMPORT';

export type HandWrite = {
  user: string;
  context: HandContext;
  type: string;
  /** Absent for a new record. */
  id?: string;
  /** The fields to change, or `delete`. */
  values: Readonly<Record<string, ScriptValue>> | 'delete';
};

/** Writes as the person, with the user events that this way in runs. */
export async function saveByHand(
  { account, triggers }: { account: RunnerAccount; triggers: Triggers },
  { type, id, values, actor, context }: HandWrite & { actor: Actor },
): Promise<{ id: number } | { refusal: Refusal }> {
  const call: CallContext = {
    ...{ account, lookups: account.lookups, remainingUnits: Number.MAX_SAFE_INTEGER },
    actor: { ...actor, context },
    log: () => undefined,
  };
  const [api, input] =
    values === 'delete'
      ? (['record.delete', { type, id }] as const)
      : (['Record.save', { type, values, ...(id === undefined ? {} : { id }) }] as const);
  const done = await triggers.around(call, api, input);
  if (done === 'killed') return { refusal: { name: 'UNEXPECTED_ERROR', message: 'An unexpected error occurred.' } };
  if ('refusal' in done) return done;
  return { id: typeof done.value === 'number' ? done.value : Number(Reflect.get(Object(done.value), 'id')) };
}
