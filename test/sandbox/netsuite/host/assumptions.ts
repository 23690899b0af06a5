/**
 * What no document says and the account must still do one way or another: each is a switch, set to what hides least.
 *
 * `FIDELITY.md` has a line for each, with the test that shows the difference.
 */
export type Assumptions = {
  /** A save with a field that the record type does not have is refused; else the field is passed over. */
  isUnknownFieldRefused: boolean;
  /** A new reference to an inactive record is refused. */
  isInactiveReferenceRefused: boolean;
  /** A project in another subsidiary than its customer's is refused; else it silently gets the customer's. */
  isOtherSubsidiaryRefused: boolean;
  /** Customers and projects without a number of their own are given the next one; else the number is mandatory. */
  isAutonumbered: boolean;
  /** A customer or project without a currency takes its parent's. */
  isCurrencySourced: boolean;
  /** Saving a task makes loaded copies of its project stale. */
  isReplannedByTasks: boolean;
  /** An edit of a charge-based project, its tasks or its time makes the charges that are due. */
  areChargesMadeByEdits: boolean;
  /** A project in a currency that its customer does not have is refused. */
  isCustomerCurrencyNeeded: boolean;
  /** Classifications that every project must have. */
  mandatoryClassifications: readonly ('department' | 'classification' | 'location')[];
  /** A script can catch SSS_USAGE_LIMIT_EXCEEDED; else the execution ends there. */
  isUsageLimitCaught: boolean;
  /** `LIKE` in SuiteQL tells capitals from small letters. */
  isLikeCaseSensitive: boolean;
  /** Minutes to add to UTC for the zone that scripts run in; no daylight saving. */
  zoneMinutes: number;
  /** A CSV import runs user events; else nobody is told of what it writes. */
  areUserEventsRunByCsvImport: boolean;
  /** An edit in a list, and the bulk pages, run user events. */
  areUserEventsRunByInlineEdit: boolean;
  /** What a user event throws after the commit reaches whoever saved, though the record stays saved. */
  isAfterSubmitErrorTold: boolean;
  /** In a deployment with a role of its own, `getCurrentUser` still names the person. */
  isPersonKeptInRunAsRole: boolean;
};

export const shippedAssumptions: Assumptions = {
  isUnknownFieldRefused: true,
  isInactiveReferenceRefused: true,
  isOtherSubsidiaryRefused: true,
  isAutonumbered: true,
  isCurrencySourced: true,
  isReplannedByTasks: true,
  areChargesMadeByEdits: true,
  isCustomerCurrencyNeeded: true,
  mandatoryClassifications: [],
  isUsageLimitCaught: true,
  isLikeCaseSensitive: true,
  zoneMinutes: -480,
  areUserEventsRunByCsvImport: false,
  areUserEventsRunByInlineEdit: false,
  isAfterSubmitErrorTold: true,
  isPersonKeptInRunAsRole: true,
};
