import * as query from 'N/query';
import * as record from 'N/record';
import * as runtime from 'N/runtime';
import type { Erp, Given, InsidePlace, Line, Lists, OpenRecord, Saved, Values, VendorRefusal } from './erp.ts';
import { refusalOf } from './refusals.ts';

/** The account this script runs in. */
export const netsuite: Erp = {
  rows: (sql, parameters) => query.runSuiteQL({ query: sql, params: [...parameters] }).asMappedResults(),
  create: (type, values, given = {}) => attempt(() => saved(created(type, given), values, given.lists)),
  open: (type, id) => attempt(() => opened(record.load({ type, id }))),
  remove: (type, id) =>
    attempt(() => {
      record.delete({ type, id });
      return { kind: 'removed' } as const;
    }),
  unitsLeft: () => runtime.getCurrentScript().getRemainingUsage(),
  now: () => new Date(),
};

function opened(loaded: record.Record): OpenRecord {
  return {
    kind: 'open',
    id: String(loaded.id),
    read: (field) => loaded.getValue({ fieldId: field }),
    readLines: (sublistId, fieldId) =>
      Array.from({ length: loaded.getLineCount({ sublistId }) }, (_, line) =>
        loaded.getSublistValue({ sublistId, fieldId, line }),
      ),
    readInside: (place, field) => readInside(loaded, place, field),
    save: (values, lists) => attempt(() => saved(loaded, values, lists)),
  };
}

/** It is read to be shown, so what NetSuite does not give is left out. */
function readInside(loaded: record.Record, { list, line, subrecord }: InsidePlace, field: string): unknown {
  const place = { sublistId: list, fieldId: subrecord, line };
  const read = attempt(() => ({
    kind: 'read' as const,
    value: loaded.hasSublistSubrecord(place)
      ? loaded.getSublistSubrecord(place).getValue({ fieldId: field })
      : undefined,
  }));
  return read.kind === 'read' ? read.value : undefined;
}

/** Some records want their type or parent before they exist at all. */
function created(type: string, { initial }: Given): record.Record {
  return initial === undefined ? record.create({ type }) : record.create({ type, defaultValues: { ...initial } });
}

function saved(target: record.Record, values: Values, lists: Lists = {}): Saved {
  for (const [field, value] of Object.entries(values)) target.setValue({ fieldId: field, value });
  for (const [sublistId, lines] of Object.entries(lists)) {
    for (const [line, fields] of lines.entries()) setLine(target, { sublistId, line }, fields);
  }
  return { kind: 'saved', id: String(target.save()) };
}

function setLine(target: record.Record, place: { sublistId: string; line: number }, fields: Line): void {
  for (const [fieldId, value] of Object.entries(fields)) {
    if (typeof value === 'object' && 'fields' in value) {
      const inside = target.getSublistSubrecord({ ...place, fieldId });
      for (const [name, own] of Object.entries(value.fields)) inside.setValue({ fieldId: name, value: own });
    } else {
      target.setSublistValue({ ...place, fieldId, value });
    }
  }
}

/** Only what the vendor throws with a code becomes a value; a bug of ours stays a throw. */
function attempt<Result>(act: () => Result): Result | VendorRefusal {
  try {
    return act();
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === undefined) throw error;
    return refusal;
  }
}
