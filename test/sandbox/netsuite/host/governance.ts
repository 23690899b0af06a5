import type { GovernanceClass, ScriptType } from './definitions.ts';

export type ScriptLimits = { readonly units: number; readonly seconds: number };

/** Units that a script of each type has, and the seconds it may run. Source: documented (section_N3351480). */
export const scriptLimits: Readonly<Record<ScriptType, ScriptLimits>> = {
  restlet: { units: 5000, seconds: 300 },
  suitelet: { units: 1000, seconds: 300 },
  usereventscript: { units: 1000, seconds: 300 },
};

type Cost = number | Readonly<Record<GovernanceClass, number>>;

/**
 * Units for each call.
 *
 * Source: documented, by the `@governance` tags of Oracle's stubs (N/record, N/query, N/search, N/config); `runSuiteQL` with 10
 * for its page is charged as 10 in all, as the tag says. Calls that are not listed are free.
 */
const costs: Readonly<Record<string, Cost>> = {
  'record.create': { custom: 2, other: 5, transaction: 10 },
  'record.load': { custom: 2, other: 5, transaction: 10 },
  'record.submitFields': { custom: 2, other: 5, transaction: 10 },
  'Record.save': { custom: 4, other: 10, transaction: 20 },
  'record.delete': { custom: 4, other: 10, transaction: 20 },
  'query.runSuiteQL': 10,
  'query.runSuiteQLPaged': 10,
  'PagedData.fetch': 10,
  'search.lookupFields': 1,
  'config.load': 10,
};

/** What the call costs on a record of this class; `undefined` for calls on no record. */
export function unitsOf(api: string, recordClass: GovernanceClass | undefined): number {
  const cost = costs[api] ?? 0;
  return typeof cost === 'number' ? cost : cost[recordClass ?? 'other'];
}
