import type { ObjectType } from '../metadata/object-type.ts';
import type { Outcome } from './record.ts';
import type { OrgState } from './state.ts';
import type { RecordChange } from './store.ts';

/** Runs a part of a transaction; when it fails, nothing of it stays. */
export function attempt<T>(state: OrgState, work: () => Outcome<T>): Outcome<T> {
  const mark = state.store.mark();
  const eventCount = state.waitingEvents.length;
  const outcome = work();
  if (!outcome.ok) {
    state.store.rollBack(mark);
    state.waitingEvents.length = eventCount;
  }
  return outcome;
}

/**
 * Runs one transaction: what is left when `work` returns is committed, written to the ground truth and published.
 *
 * It awaits nothing, so no other request ever sees a half-done one.
 */
export function transact<T>(state: OrgState, by: { actor: string; requestId?: string }, work: () => T): T {
  const answer = runOrUndo(state, work);
  for (const change of state.store.commit()) recordTruth(state, by, change);
  for (const event of state.waitingEvents) state.events.append(event);
  state.waitingEvents = [];
  return answer;
}

/** A bug in the org must not leave half a transaction behind. */
function runOrUndo<T>(state: OrgState, work: () => T): T {
  try {
    return work();
  } catch (error) {
    state.store.rollBack(0);
    state.waitingEvents = [];
    throw error;
  }
}

function recordTruth(
  state: OrgState,
  by: { actor: string; requestId?: string },
  { before, after }: RecordChange,
): void {
  if (!before && after.isDeleted) return;
  const operation = after.isDeleted ? 'delete' : before ? 'update' : 'create';
  const externalId = externalIdOf(state.metadata.objects.get(after.type), after);
  state.groundTruth.append({
    operation,
    type: after.type.toLowerCase(),
    id: after.id,
    ...(externalId === undefined ? {} : { externalId }),
    values: Object.fromEntries(after.values),
    ...by,
  });
}

function externalIdOf(type: ObjectType | undefined, { values }: RecordChange['after']): string | undefined {
  const field = [...(type?.fields.values() ?? [])].find((one) => one.isExternalId);
  const value = field && values.get(field.name);
  return value === undefined ? undefined : String(value);
}
