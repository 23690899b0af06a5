/**
 * Rings the outbox when a record of ours may have changed; it calls nobody and decides nothing.
 *
 * @NApiVersion 2.1
 * @NScriptType UserEventScript
 * @NModuleScope SameAccount
 */
import type { EntryPoints } from 'N/types';
import * as log from 'N/log';
import * as query from 'N/query';
import * as record from 'N/record';
import * as runtime from 'N/runtime';
import { type ChangedRecord, ringOf } from '#lib/ring.ts';

/** A save by a person or another script; our own is told by the stamp that only we write. */
function afterSubmit(context: EntryPoints.UserEvent.afterSubmitContext): void {
  const now = context.newRecord;
  const ring = ringOf({
    event: String(context.type),
    type: String(now.type),
    id: String(now.id),
    after: fieldsOf(now),
    before: context.oldRecord ? fieldsOf(context.oldRecord) : undefined,
    isLinked: () => isLinked(String(now.type), String(now.id)),
  });
  if (ring === undefined) return;
  try {
    ringWith(ring);
  } catch (error) {
    // The sweep finds what the bell has missed; a person's save must not fail for it.
    log.error({ title: 'outbox not rung', details: error });
  }
}

function ringWith(ring: Readonly<Record<string, string>>): void {
  const row = record.create({ type: 'customrecord_tl_outbox' });
  for (const [name, value] of Object.entries(ring)) row.setValue({ fieldId: `custrecord_tl_outbox_${name}`, value });
  row.setValue({ fieldId: 'custrecord_tl_outbox_at', value: new Date() });
  row.setValue({ fieldId: 'custrecord_tl_outbox_by', value: runtime.getCurrentUser().name.slice(0, 160) });
  row.save();
}

function fieldsOf(one: record.Record): ChangedRecord {
  const text = (fieldId: string): string => {
    const value = one.getValue({ fieldId });
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  return { key: text('externalid'), origin: text('custentity_tl_origin') };
}

function isLinked(type: string, id: string): boolean {
  if (type !== 'customer') return false;
  const sql = 'select id from customrecord_tl_link where custrecord_tl_link_entity = ? order by id';
  return query.runSuiteQL({ query: sql, params: [id] }).asMappedResults().length > 0;
}

// A user event's entry points are the default export: the build turns it into the object that `define` returns.
export default { afterSubmit };
