import * as query from 'N/query';
import * as record from 'N/record';
import * as runtime from 'N/runtime';
import type { Erp, OpenRecord, Saved, Values, VendorRefusal } from './erp.ts';
import { refusalOf } from './refusals.ts';

/** The account this script runs in. */
export const netsuite: Erp = {
  rows: (sql, parameters) => query.runSuiteQL({ query: sql, params: [...parameters] }).asMappedResults(),
  create: (type, values) => attempt(() => saved(record.create({ type }), values)),
  open: (type, id) => attempt(() => opened(record.load({ type, id }))),
  unitsLeft: () => runtime.getCurrentScript().getRemainingUsage(),
  now: () => new Date(),
};

function opened(loaded: record.Record): OpenRecord {
  return {
    kind: 'open',
    id: String(loaded.id),
    read: (field) => loaded.getValue({ fieldId: field }),
    save: (values) => attempt(() => saved(loaded, values)),
  };
}

function saved(target: record.Record, values: Values): Saved {
  for (const [field, value] of Object.entries(values)) target.setValue({ fieldId: field, value });
  return { kind: 'saved', id: String(target.save()) };
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
