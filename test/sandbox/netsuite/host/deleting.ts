import { openRecordType } from './account-state.ts';
import type { AccountState, Actor } from './account-state.ts';
import { chargesOf } from './charges.ts';
import type { FieldDefinition, RecordDefinition } from './definitions.ts';
import type { StoredRow } from './record-store.ts';
import { refusals, refuse } from './refusals.ts';
import type { Refused } from './refusals.ts';
import { appendTruth } from './saving.ts';
import { instantText } from './values.ts';

/** Deletes a record that no other one needs, and writes the account's own line of what was deleted. */
export function deleteRecord(account: AccountState, actor: Actor, type: string, id: number): { id: number } | Refused {
  const opened = openRecordType(account, actor, type, 'FULL');
  if ('refusal' in opened) return opened;
  const { record } = opened;
  const before = account.store.read(record.type, id);
  if (!before) return refuse(refusals.absent);
  if (record.type === 'chargerule' && chargesOf(account, id).length > 0) return refuse(refusals.frozenRule);
  if (isNeeded(account, record.type, id)) return refuse(refusals.inUse);
  letGo(account, actor, record.type, id);
  account.store.remove(record.type, id);
  appendTruth(account, actor, { operation: 'delete', record, id, values: {}, after: before.values, lines: {} });
  noteDeletion(account, actor, record, before);
  return { id };
}

type Pointer = { record: RecordDefinition; field: FieldDefinition };

/** Every field of the account that can point to a record of this type. */
function pointersTo(account: AccountState, type: string): Pointer[] {
  return [...account.catalog.records.values()].flatMap((record) =>
    [...record.fields.values()].flatMap((field) => (field.refersTo?.includes(type) ? [{ record, field }] : [])),
  );
}

/** Source: that a record in use is refused is documented for projects and customers; for the others assumed. */
function isNeeded(account: AccountState, type: string, id: number): boolean {
  return pointersTo(account, type).some(
    ({ record, field }) =>
      field.onTargetDelete === undefined && account.store.find(record.type, field.id, id).length > 0,
  );
}

/** Rows that hang on the record lose their reference to it. Source: documented (SDF, onparentdelete). */
function letGo(account: AccountState, actor: Actor, type: string, id: number): void {
  for (const { record, field } of pointersTo(account, type)) {
    if (field.onTargetDelete === undefined) continue;
    for (const child of account.store.find(record.type, field.id, id)) {
      account.store.update(record.type, child, { [field.id]: null });
      const after = account.store.read(record.type, child)?.values ?? {};
      appendTruth(account, actor, {
        ...{ operation: 'update', record, id: child, values: { [field.id]: null }, after, lines: {} },
      });
    }
  }
}

/** Source: documented (deleted records search); custom records without the setting are left out there, here all are noted. */
function noteDeletion(account: AccountState, actor: Actor, record: RecordDefinition, { id, values }: StoredRow): void {
  account.store.insert('deletedrecord', {
    recordtype: record.type,
    recordid: id,
    name: String(record.titleField === 'id' ? id : (values[record.titleField] ?? id)),
    deletedexternalid: values['externalid'] ?? null,
    deleteddate: instantText(account.clock.now()),
    deletedby: actor.role.name,
    context: actor.execution === undefined ? 'UI' : 'RESTLET',
  });
}
