import type { ObjectType } from '../metadata/object-type.ts';
import { childRelationships } from '../metadata/object-type.ts';
import type { Access } from './access.ts';
import { done, refused } from './record.ts';
import type { Outcome, StoredRecord } from './record.ts';
import { findRow, noAccess } from './save.ts';
import type { OrgState } from './state.ts';
import { attempt } from './transaction.ts';
import { secondText } from './values.ts';

/** Deletes one row with its details; refuses where a child may not lose its parent. */
export function deleteRow(state: OrgState, access: Access, type: ObjectType, id: string): Outcome<StoredRecord> {
  const found = findRow(state, access, type, id);
  if (!found.ok) return found;
  if (!access.may('delete', type)) return noAccess(`delete ${type.name}`);
  return attempt(state, () => removeRow(state, found.value));
}

function removeRow(state: OrgState, row: StoredRecord): Outcome<StoredRecord> {
  for (const { child, field, onDelete } of childrenOf(state, row)) {
    if (onDelete === 'restrict') {
      const text = `Your attempt to delete ${row.id} could not be completed because it is associated with ${child.id}`;
      return refused('DELETE_FAILED', text);
    }
    const outcome = onDelete === 'cascade' ? removeRow(state, child) : clearReference(state, child, field);
    if (!outcome.ok) return outcome;
  }
  const now = secondText(state.clock.now());
  const gone = {
    ...row,
    values: new Map(row.values).set('SystemModstamp', now).set('IsDeleted', true),
    isDeleted: true,
  };
  state.store.put(gone);
  return done(gone);
}

type Child = { child: StoredRecord; field: string; onDelete: 'cascade' | 'restrict' | 'clear' };

/** Only references with a child list count: `CreatedById` and its kin never hold a record back. */
function childrenOf({ metadata, store }: OrgState, row: StoredRecord): readonly Child[] {
  return childRelationships(metadata.objects, row.type).flatMap(({ child, field }) => {
    const onDelete = metadata.objects.get(child)?.fields.get(field)?.reference?.onParentDelete ?? 'clear';
    return store.withValue(child, field, row.id).map((record) => ({ child: record, field, onDelete }));
  });
}

function clearReference(state: OrgState, child: StoredRecord, field: string): Outcome<StoredRecord> {
  const values = new Map(child.values).set('SystemModstamp', secondText(state.clock.now()));
  values.delete(field);
  const cleared = { ...child, values };
  state.store.put(cleared);
  return done(cleared);
}
