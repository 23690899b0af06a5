/**
 * What no page at hand confirms, as switches. A default is what hides least; `FIDELITY.md` names each with its test.
 */
export type OrgAssumptions = {
  /** HTTP status of `INSUFFICIENT_ACCESS` and its kin. */
  noAccessStatus: 400 | 403;
  /** HTTP status of `NOT_FOUND` and `ENTITY_IS_DELETED`. */
  goneStatus: 400 | 404;
  /** Whether `"12.5"` in quotes is taken for a number. */
  isNumericTextTaken: boolean;
  /** Whether the second row with one external id in an upsert is refused, instead of changing the first one. */
  isRepeatedExternalIdRefused: boolean;
  /** How long a query's further pages can be asked for. */
  locatorLifeMs: number;
  /** How many queries may stay open; the oldest goes first. */
  mostOpenQueries: number;
  /** What the limits header says of the daily calls; more are not refused. */
  mostDailyCalls: number;
  /** How many seconds a signed assertion may still live; longer ones are refused. */
  longestAssertionS: number;
};

export const usualAssumptions: OrgAssumptions = {
  noAccessStatus: 403,
  goneStatus: 404,
  isNumericTextTaken: false,
  isRepeatedExternalIdRefused: true,
  locatorLifeMs: 2 * 86_400_000,
  mostOpenQueries: 10,
  // Source: "API Request Limits and Allocations": Enterprise, 100,000 and 1,000 for each of the five licences.
  mostDailyCalls: 105_000,
  longestAssertionS: 180,
};
