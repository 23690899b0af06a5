/** One step that a test or a person takes to bring a scenario to its state. */
export type Reach =
  { act: 'click-provision' } | { act: 'choose-candidate' } | { act: 'fault'; [field: string]: unknown };

/** A seeded Opportunity that shows one thing, and what it shows. */
export type Scenario = {
  /** Name in tests; also the key of its seed row. */
  key: string;
  name: string;
  /** State of the card after `reach` was played from a reset. */
  state: 'done' | 'not-ready';
  /** Codes of the findings, in the order of the rules. */
  findings: readonly string[];
  billingType: 'time-and-materials';
  legalEntities: readonly string[];
  reach: readonly Reach[];
};

const done = {
  state: 'done',
  findings: [],
  billingType: 'time-and-materials',
  legalEntities: ['CV-US'],
  reach: [{ act: 'click-provision' }],
} as const;

const notReady = { ...done, state: 'not-ready', reach: [] } as const;

/** The scenarios, each with a row of the same key in the seeds. */
export const scenarios: readonly Scenario[] = [
  { key: 'd1', name: 'Halden Retail, store platform', ...done },
  { key: 'd1-linked', name: 'Halden Living, loyalty programme', ...done },
  { key: 'd1-new-customer', name: 'Halden Outdoor, web shop', ...done },
  { key: 'not-signed', name: 'Pinecrest Health, patient portal', ...notReady, findings: ['deal.contract-not-signed'] },
  { key: 'sum-differs', name: 'Larkfield Foods, warehouse system', ...notReady, findings: ['deal.lines-do-not-sum'] },
  {
    key: 'entity-unknown',
    name: 'Meridian Rail, ticketing',
    ...notReady,
    // The card belongs to another legal entity than the unknown one, which is a finding of its own.
    findings: ['deal.legal-entity-unknown', 'deal.rate-card-not-valid'],
    legalEntities: ['CV-CA'],
  },
  {
    key: 'contact-missing',
    name: 'Cobalt Freight, driver app',
    ...notReady,
    findings: ['deal.billing-contact-missing'],
  },
  {
    key: 'rate-card-expired',
    name: 'Sundale Hotels, booking engine',
    ...notReady,
    findings: ['deal.rate-card-not-valid'],
  },
  { key: 'dates-reversed', name: 'Ironbridge Steel, plant twin', ...notReady, findings: ['deal.dates-invalid'] },
];
