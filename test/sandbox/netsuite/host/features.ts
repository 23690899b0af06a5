/**
 * Account features as the sandbox ships them. A feature that is not listed is off.
 *
 * Ids: documented (NetSuite Help, chapter_N3247851); which of them a firm has on is assumed.
 */
export const shippedFeatures: Readonly<Record<string, boolean>> = {
  SUBSIDIARIES: true,
  MULTICURRENCY: true,
  DEPARTMENTS: true,
  CLASSES: true,
  LOCATIONS: true,
  CUSTOMRECORDS: true,
  SERVERSIDESCRIPTING: true,
  JOBS: true,
  ADVANCEDJOBS: true,
  TIMETRACKING: true,
  ADVBILLING: true,
  CHARGEBASEDBILLING: true,
  BILLINGCLASSES: true,
  BILLINGRATECARDS: true,
  EXPREPORTS: true,
  JOBCOSTING: false,
  MULTISUBSIDIARYCUSTOMER: false,
};

/** What N/config gives of the company, by page. Source: documented (N/config types); field ids and values assumed. */
export const accountPreferences: Readonly<Record<string, Readonly<Record<string, string | boolean>>>> = {
  companyinformation: { companyname: 'Corvane Partners', timezone: 'Etc/UTC', legalname: 'Corvane Group Inc.' },
  companypreferences: { dateformat: 'MM/DD/YYYY', timeformat: 'HH24:MI' },
  accountingpreferences: { allowtrandateoutsideperiod: 'Warn' },
};
