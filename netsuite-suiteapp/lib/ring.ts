/** What the bell must know of a record before and after a save. */
export type ChangedRecord = { readonly key: string; readonly origin: string };

export type Change = {
  /** `create`, `edit`, `xedit`, `delete` and so on, as the platform says it. */
  readonly event: string;
  readonly type: string;
  readonly id: string;
  readonly after: ChangedRecord;
  readonly before: ChangedRecord | undefined;
  /** Whether a link row names the record; asked only where its own key says nothing. */
  isLinked(): boolean;
};

/**
 * The outbox row for a change, or nothing when nobody needs to hear of it.
 *
 * Two writes are our own and make no echo: the creation of a record under one of our keys, and any save that changed
 * the stamp `custentity_tl_origin`, which no form offers for editing.
 */
export function ringOf(change: Change): Readonly<Record<string, string>> | undefined {
  const { event, type, id, after, before } = change;
  const key = [after.key, before?.key ?? ''].find((one) => one.startsWith('tl1:')) ?? '';
  if (isOurs(change, key)) return undefined;
  if (key === '' && !change.isLinked()) return undefined;
  return { kind: event === 'delete' ? 'deleted' : 'changed', type, record: id, ...(key === '' ? {} : { key }) };
}

function isOurs({ event, after, before }: Change, key: string): boolean {
  if (event === 'delete') return false;
  if (event === 'create') return key !== '';
  // Only the changed fields arrive of an edit in a list, and the stamp is never among them.
  return after.origin !== '' && before !== undefined && after.origin !== before.origin;
}
