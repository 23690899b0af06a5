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
