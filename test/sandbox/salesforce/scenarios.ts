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
  /** Codes of the findings, in the order of the rules; of a deal that may be provisioned they only warn. */
  findings: readonly string[];
  billingType: 'time-and-materials' | 'fixed-fee-milestones';
  legalEntities: readonly string[];
  reach: readonly Reach[];
};

const click: Scenario['reach'] = [{ act: 'click-provision' }];

const done = {
  state: 'done',
  findings: [],
  billingType: 'time-and-materials',
  legalEntities: ['CV-US'],
  reach: click,
} as const;
const fixedFee = { ...done, billingType: 'fixed-fee-milestones' } as const;
const notReady = { ...done, state: 'not-ready', reach: [] } as const;
const fixedNotReady = { ...fixedFee, state: 'not-ready', reach: [] } as const;
const [de, uk] = [['CV-DE'], ['CV-UK']] as const;

/** The scenarios, each with a row of the same key in the seeds: deals that are provisioned, then one that fails each rule. */
export const scenarios: readonly Scenario[] = [
  { key: 'd1', name: 'Halden Retail, store platform', ...done },
  { key: 'd1-linked', name: 'Halden Living, loyalty programme', ...done },
  { key: 'd1-new-customer', name: 'Halden Outdoor, web shop', ...done },
  { key: 'd2', name: 'Brandt Maschinenbau, ERP roll-out', ...fixedFee, legalEntities: de },
  {
    key: 'd7',
    name: 'Müller & Söhne, process mining',
    ...done,
    legalEntities: de,
    findings: ['deal.customer-name-too-long'],
  },
  { key: 'po-present', name: 'Thornbury Council, citizen portal', ...fixedFee, legalEntities: uk },
  { key: 'mixed-billing', name: 'Ashdown Insurance, claims analytics', ...fixedFee, legalEntities: uk },
  {
    key: 'possible-match',
    name: 'Wexford Hydraulics, pump telemetry',
    ...done,
    legalEntities: uk,
    reach: [{ act: 'click-provision' }, { act: 'choose-candidate' }],
  },
  { key: 'near-equal-names', name: 'Nordwind Logistik AG, yard planning', ...done, legalEntities: de },
  { key: 'two-deals-a', name: 'Solara Foods, order portal', ...done },
  { key: 'two-deals-b', name: 'Solara Foods, cold chain tracking', ...done },
  {
    key: 'name-long',
    name: 'Quartz Energy, field service platform, phase two',
    ...done,
    findings: ['deal.name-too-long'],
  },
  {
    key: 'milestone-late',
    name: 'Willow Creek Dairy, milk tracing',
    ...fixedFee,
    findings: ['deal.milestone-date-outside'],
  },
  {
    key: 'manager-missing',
    name: 'Granite Trust, branch dashboard',
    ...done,
    findings: ['deal.project-manager-missing'],
  },
  { key: 'tax-profile-missing', name: 'Tucano Papel, mill analytics', ...done, findings: ['deal.tax-profile-missing'] },
  {
    key: 'po-ends-early',
    name: 'Harrow Gate University, exam desk',
    ...done,
    legalEntities: uk,
    findings: ['deal.purchase-order-ends-early'],
  },
  {
    key: 'contact-missing',
    name: 'Cobalt Freight, driver app',
    ...notReady,
    findings: ['deal.billing-contact-missing'],
  },
  { key: 'parent-missing', name: 'Kestrel Air, crew planning', ...notReady, findings: ['deal.parent-not-linked'] },
  { key: 'not-signed', name: 'Pinecrest Health, patient portal', ...notReady, findings: ['deal.contract-not-signed'] },
  { key: 'reopened', name: 'Summit Outfitters, loyalty app', ...notReady, findings: ['deal.contract-not-signed'] },
  { key: 'sum-differs', name: 'Larkfield Foods, warehouse system', ...notReady, findings: ['deal.lines-do-not-sum'] },
  {
    key: 'milestones-differ',
    name: 'Birchwood Toys, web shop',
    ...fixedNotReady,
    legalEntities: uk,
    findings: ['deal.milestones-do-not-sum'],
  },
  {
    key: 'milestones-missing',
    name: 'Hollis Marine, hull inspection',
    ...fixedNotReady,
    legalEntities: uk,
    findings: ['deal.milestones-missing'],
  },
  {
    key: 'milestone-without-amount',
    name: 'Hollis Marine, crew portal',
    ...fixedNotReady,
    legalEntities: uk,
    findings: ['deal.milestone-amount-invalid'],
  },
  {
    key: 'milestones-not-billed',
    name: 'Hollis Marine, spare parts',
    ...notReady,
    legalEntities: uk,
    findings: ['deal.milestones-not-billed'],
  },
  {
    key: 'amount-decimals',
    name: 'Lumen Optics, lens library',
    ...notReady,
    findings: [
      'deal.amount-decimals',
      'deal.amount-decimals',
      'deal.currency-not-available',
      'deal.rate-card-not-valid',
    ],
  },
  { key: 'dates-reversed', name: 'Ironbridge Steel, plant twin', ...notReady, findings: ['deal.dates-invalid'] },
  { key: 'line-outside', name: 'Maple Grove Schools, parent app', ...notReady, findings: ['deal.line-dates-invalid'] },
  {
    key: 'period-closed',
    name: 'Maple Grove Schools, timetable',
    ...notReady,
    findings: ['deal.start-in-closed-period'],
  },
  {
    key: 'entity-unknown',
    name: 'Meridian Rail, ticketing',
    ...notReady,
    legalEntities: ['CV-CA'],
    findings: ['deal.legal-entity-unknown'],
  },
  {
    key: 'several-entities',
    name: 'Tern Airlines, crew app and London desk',
    ...notReady,
    legalEntities: ['CV-US', 'CV-UK'],
    findings: ['deal.several-legal-entities', 'deal.rate-card-not-valid'],
  },
  {
    key: 'currency-not-available',
    name: 'Lumen Optics, quality data',
    ...notReady,
    findings: ['deal.currency-not-available', 'deal.rate-card-not-valid'],
  },
  {
    key: 'item-not-in-entity',
    name: 'Falkenberg Stahl, application support',
    ...notReady,
    legalEntities: de,
    findings: ['deal.service-item-not-available'],
  },
  {
    key: 'item-inactive',
    name: 'Maple Grove Schools, library',
    ...notReady,
    findings: ['deal.service-item-not-available'],
  },
  {
    key: 'rate-card-expired',
    name: 'Sundale Hotels, booking engine',
    ...notReady,
    findings: ['deal.rate-card-not-valid'],
  },
  {
    key: 'po-missing',
    name: 'Wexcombe Borough, parking app',
    ...notReady,
    legalEntities: uk,
    findings: ['deal.purchase-order-missing'],
  },
  {
    key: 'po-expired',
    name: 'Harrow Gate University, timetable',
    ...notReady,
    legalEntities: uk,
    findings: ['deal.purchase-order-expired'],
  },
  {
    key: 'po-too-long',
    name: 'Redcliff Port, berth planning',
    ...notReady,
    legalEntities: uk,
    findings: ['deal.purchase-order-too-long'],
  },
  {
    key: 'tax-id-missing',
    name: 'Adler Pumpen, spare parts portal',
    ...notReady,
    legalEntities: de,
    findings: ['deal.tax-id-missing'],
  },
  {
    key: 'tax-id-wrong',
    name: 'Stahlbau Weber, site app',
    ...notReady,
    legalEntities: de,
    findings: ['deal.tax-id-wrong'],
  },
  {
    key: 'manager-not-flagged',
    name: 'Oakline Homes, site logistics',
    ...notReady,
    findings: ['deal.project-manager-not-flagged'],
  },
  {
    key: 'template-inactive',
    name: 'Cedar Clinics, appointment desk',
    ...notReady,
    findings: ['deal.template-not-active'],
  },
  { key: 'roles-missing', name: 'Maple Grove Schools, bus routes', ...notReady, findings: ['deal.roles-missing'] },
];
