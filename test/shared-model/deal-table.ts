import type { Deal } from 'shared-model/deal.ts';

import { d1, withLine, without, withoutOfLine } from './golden.ts';

/** A deal, and what the rules say of it: the codes of its findings, those that only warn in brackets. */
export type DealRow = readonly [name: string, deal: Deal, codes: readonly string[]];

const { deal } = d1;
const [line] = deal.lines.map((each) => ({ ...each }));
if (line === undefined) throw new Error('D1 has no line');

/** D2 in small: a fixed fee by milestones. */
const { rateCard: _, ...noCard } = line;
const fixed = {
  ...noCard,
  billingType: 'fixed-fee-milestones',
  roles: [],
  milestones: [
    { key: 'M1', recordId: 'a05000000000001AAA', name: 'Design accepted', amount: '201600.00', dueOn: '2027-02-01' },
    { key: 'M2', recordId: 'a05000000000002AAA', name: 'In production', amount: '304000.00', dueOn: '2027-06-30' },
  ],
} as const;
type Milestone = { key: string; name: string; amount: string; dueOn?: string };

function withMilestones(...milestones: readonly Milestone[]): Deal {
  return { ...deal, lines: [{ ...fixed, roles: [], milestones: [...milestones] }] };
}

function withCustomer(change: Partial<Deal['customer']>): Deal {
  return { ...deal, customer: { ...deal.customer, ...change } };
}

function newIn(country: string, taxId?: string): Deal {
  const { taxId: _old, ...customer } = deal.customer;
  return { ...deal, customer: { ...customer, country, ...(taxId === undefined ? {} : { taxId }) } };
}

/** The deal sold in another currency throughout. */
function soldIn(currency: string, amount: string): Deal {
  return { ...deal, currency, amount, lines: [{ ...fixed, roles: [], currency, amount, milestones: [one(amount)] }] };
}

function one(amount: string): Milestone {
  return { key: 'M1', name: 'Everything accepted', amount };
}

function parentWithout(): Deal {
  const { parent: _parent, ...customer } = deal.customer;
  return { ...deal, customer: { ...customer, parent: { accountId: '001000000000001AAA', name: 'Halden Group' } } };
}

function managedBy(email: string): Deal {
  return { ...deal, projectManager: { userId: '005000000000005AAA', name: 'Mia Torres', email } };
}

function without_(name: 'projectManager'): Deal {
  const { [name]: _gone, ...rest } = deal;
  return rest;
}

const longName = `${'Process mining and order-to-cash analysis of all plants and sales companies '.repeat(2)}2027`;

export const dealTable: readonly DealRow[] = [
  ['D1 passes', deal, []],
  ['an unsigned SOW', without('signedOn'), ['deal.contract-not-signed']],
  ['a signed but lost deal', { ...deal, isWon: false }, ['deal.contract-not-signed']],
  ['one cent too much', { ...deal, amount: '505600.01' }, ['deal.lines-do-not-sum']],
  ['the same sum with other zeros', { ...deal, amount: '505600' }, []],
  ['no lines', { ...deal, lines: [] }, ['deal.lines-do-not-sum']],
  ['a line in another currency', withLine({ currency: 'EUR' }), ['deal.lines-do-not-sum', 'deal.rate-card-not-valid']],
  ['no billing contact', without('billingContact'), ['deal.billing-contact-missing']],

  ['no dates', without('startOn', 'endOn'), ['deal.dates-invalid']],
  ['end before start', { ...withLine({ endOn: '2026-12-06' }), endOn: '2026-12-06' }, ['deal.dates-invalid']],
  ['one day only', { ...withLine({ endOn: '2026-12-07' }), endOn: '2026-12-07' }, []],
  [
    'a line that ends before it starts',
    withLine({ startOn: '2027-05-01', endOn: '2027-04-30' }),
    ['deal.line-dates-invalid', 'deal.rate-card-not-valid'],
  ],
  ['a line that lasts longer than the project', withLine({ endOn: '2027-07-01' }), ['deal.line-dates-invalid']],
  [
    'a start in a closed period',
    { ...withLine({ startOn: '2026-10-15' }), startOn: '2026-10-15' },
    ['deal.start-in-closed-period'],
  ],
  ['a start on the first open day', { ...withLine({ startOn: '2026-11-01' }), startOn: '2026-11-01' }, []],

  ['no legal entity', withoutOfLine('legalEntity'), ['deal.legal-entity-unknown']],
  ['an unknown entity', withLine({ legalEntity: 'CV-XX' }), ['deal.legal-entity-unknown']],
  ['an inactive entity', withLine({ legalEntity: 'CV-OLD' }), ['deal.legal-entity-unknown']],
  [
    'two legal entities',
    {
      ...deal,
      amount: '505601.00',
      lines: [line, { ...line, key: 'L2', amount: '1.00', legalEntity: 'CV-UK', rateCard: 'UK-2026', currency: 'USD' }],
    },
    ['deal.several-legal-entities', 'deal.rate-card-not-valid'],
  ],

  ['no rate card', withoutOfLine('rateCard'), ['deal.rate-card-not-valid']],
  ['an unknown rate card', withLine({ rateCard: 'US-1999' }), ['deal.rate-card-not-valid']],
  ['an ended rate card', withLine({ rateCard: 'US-2024' }), ['deal.rate-card-not-valid']],
  ['the card of another entity', withLine({ rateCard: 'UK-2026' }), ['deal.rate-card-not-valid']],
  [
    'a start before the card',
    { ...withLine({ startOn: '2025-12-31' }), startOn: '2025-12-31' },
    ['deal.rate-card-not-valid'],
  ],
  ['the last day of the card', withLine({ startOn: '2026-12-31' }), []],

  [
    'a fixed fee by milestones, without a rate card',
    { ...deal, lines: [{ ...fixed, roles: [], milestones: [...fixed.milestones] }] },
    [],
  ],
  ['a fixed fee without milestones', withMilestones(), ['deal.milestones-missing']],
  ['milestones one cent short', withMilestones(one('505599.99')), ['deal.milestones-do-not-sum']],
  [
    'a milestone without an amount',
    withMilestones(one('505600.00'), { ...one('0'), key: 'M2' }),
    ['deal.milestone-amount-invalid'],
  ],
  [
    'a negative milestone',
    withMilestones(one('505601.00'), { ...one('-1.00'), key: 'M2' }),
    ['deal.milestone-amount-invalid'],
  ],
  [
    'a milestone after the last day',
    withMilestones({ ...one('505600.00'), dueOn: '2027-07-15' }),
    ['(deal.milestone-date-outside)'],
  ],
  ['milestones on a line by time', withLine({ milestones: [one('505600.00')] }), ['deal.milestones-not-billed']],
  ['a line by time without roles', withLine({ roles: [] }), ['deal.roles-missing']],

  ['three decimals of a dollar', withLine({ amount: '505600.001' }), ['deal.lines-do-not-sum', 'deal.amount-decimals']],
  [
    'a tenth of a cent throughout',
    { ...withLine({ amount: '505600.001' }), amount: '505600.001' },
    ['deal.amount-decimals', 'deal.amount-decimals'],
  ],
  ['yen without decimals', soldIn('JPY', '48000000'), []],
  [
    'yen with decimals',
    soldIn('JPY', '48000000.50'),
    ['deal.amount-decimals', 'deal.amount-decimals', 'deal.amount-decimals'],
  ],
  ['dinars with three decimals', soldIn('KWD', '12500.125'), ['deal.currency-not-available']],
  ['a currency that is inactive there', soldIn('CHF', '12500.00'), ['deal.currency-not-available']],

  ['an unknown service', withLine({ serviceCode: 'SVC-XX' }), ['deal.service-item-not-available']],
  ['an inactive service', withLine({ serviceCode: 'SVC-OLD' }), ['deal.service-item-not-available']],
  ['a service of another entity', withLine({ serviceCode: 'SVC-RUN' }), ['deal.service-item-not-available']],

  [
    'a purchase order that is asked for and missing',
    withCustomer({ isPurchaseOrderRequired: true }),
    ['deal.purchase-order-missing'],
  ],
  [
    'a purchase order of the deal',
    { ...withCustomer({ isPurchaseOrderRequired: true }), purchaseOrder: { number: 'PO-7781' } },
    [],
  ],
  [
    'a purchase order of each line',
    {
      ...withLine({ purchaseOrder: { number: 'PO-7781' } }),
      customer: { ...deal.customer, isPurchaseOrderRequired: true },
    },
    [],
  ],
  ['a purchase order of 45 characters', { ...deal, purchaseOrder: { number: 'P'.repeat(45) } }, []],
  [
    'a purchase order of 46 characters',
    { ...deal, purchaseOrder: { number: 'P'.repeat(46) } },
    ['deal.purchase-order-too-long'],
  ],
  [
    'an expired purchase order',
    { ...deal, purchaseOrder: { number: 'PO-1', expiresOn: '2026-11-20' } },
    ['deal.purchase-order-expired'],
  ],
  [
    'a purchase order that ends before the start',
    { ...deal, purchaseOrder: { number: 'PO-1', expiresOn: '2026-12-06' } },
    ['deal.purchase-order-expired'],
  ],
  [
    'a purchase order that ends during the work',
    { ...deal, purchaseOrder: { number: 'PO-1', expiresOn: '2027-03-31' } },
    ['(deal.purchase-order-ends-early)'],
  ],

  ['a parent that NetSuite cannot know', parentWithout(), ['deal.parent-not-linked']],
  [
    'the same parent when the customer is linked',
    { ...parentWithout(), customer: { ...parentWithout().customer, customerNumber: 'C-1042' } },
    [],
  ],

  ['a German company without VAT id', newIn('DE'), ['deal.tax-id-missing', '(deal.tax-profile-missing)']],
  ['a German company with VAT id', newIn('DE', 'DE 811 907 980'), ['(deal.tax-profile-missing)']],
  [
    'a German company with a French VAT id',
    newIn('DE', 'FR12345678901'),
    ['deal.tax-id-wrong', '(deal.tax-profile-missing)'],
  ],
  ['a Greek company with its own prefix', newIn('GR', 'EL123456789'), ['(deal.tax-profile-missing)']],
  ['a Brazilian company without CNPJ', newIn('BR'), ['deal.tax-id-missing', '(deal.tax-profile-missing)']],
  ['a Brazilian company with CNPJ', newIn('BR', '12.345.678/0001-95'), ['(deal.tax-profile-missing)']],
  ['a Brazilian company with letters in its CNPJ', newIn('BR', '12.ABC.345/01DE-35'), ['(deal.tax-profile-missing)']],
  [
    'a Brazilian company with a short CNPJ',
    newIn('BR', '12345678'),
    ['deal.tax-id-wrong', '(deal.tax-profile-missing)'],
  ],
  ['an American company without tax id', newIn('US'), []],
  [
    'a linked German customer',
    { ...newIn('DE'), customer: { ...newIn('DE').customer, customerNumber: 'C-1042' } },
    ['(deal.tax-profile-missing)'],
  ],

  ['a long project name', { ...deal, name: longName }, ['(deal.name-too-long)']],
  ['a name of 83 characters', { ...deal, name: 'N'.repeat(83) }, []],
  [
    'a long customer name',
    withCustomer({ legalName: `Müller & Söhne ${'Werkzeugmaschinenbau '.repeat(4)}GmbH & Co. KG` }),
    ['(deal.customer-name-too-long)'],
  ],

  ['nobody leads the project', without_('projectManager'), ['(deal.project-manager-missing)']],
  ['the manager under another spelling', managedBy('Mia.Torres@corvane.example'), []],
  ['a manager whom NetSuite does not know', managedBy('someone@corvane.example'), ['deal.project-manager-not-flagged']],
  ['a manager who left', managedBy('left@corvane.example'), ['deal.project-manager-not-flagged']],
  ['an employee who is no manager', managedBy('dev@corvane.example'), ['deal.project-manager-not-flagged']],

  ['an active template', { ...deal, projectTemplate: 'TPL-STANDARD' }, []],
  ['an inactive template', { ...deal, projectTemplate: 'TPL-OLD' }, ['deal.template-not-active']],
  ['an unknown template', { ...deal, projectTemplate: 'TPL-XX' }, ['deal.template-not-active']],
  ['a template of another entity', { ...deal, projectTemplate: 'TPL-UK' }, ['deal.template-not-active']],
];
