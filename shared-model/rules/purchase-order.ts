import type { Deal, PurchaseOrder } from 'shared-model/deal.ts';
import type { Finding } from 'shared-model/finding.ts';
import type { Reference } from 'shared-model/reference.ts';
import { engagementPlace } from './places.ts';
import type { Rule } from './rule.ts';

/** The longest order number that an invoice takes. Source: NetSuite Help, field `otherrefnum` (read 2026-11). */
const longestNumber = 45;

/** A customer that pays by purchase order returns every invoice without a valid one. */
export const purchaseOrder: Rule = {
  id: 'purchase-order',
  group: 'billing',
  passes: 'The purchase order is there where one is needed',
  find: (deal, reference) => {
    const own = deal.lines.flatMap((line, place) =>
      line.purchaseOrder === undefined ? [] : [{ order: line.purchaseOrder, pointer: `/lines/${place}/purchaseOrder` }],
    );
    const whole = deal.purchaseOrder === undefined ? [] : [{ order: deal.purchaseOrder, pointer: '/purchaseOrder' }];
    const orders = [...whole, ...own];
    return [
      ...missingFindings(deal),
      ...orders.flatMap(({ order, pointer }) => [
        ...lengthFindings(deal, order, pointer),
        ...expiryFindings(deal, order, pointer, reference),
      ]),
    ];
  },
};

function missingFindings(deal: Deal): Finding[] {
  const isCovered = deal.purchaseOrder !== undefined || deal.lines.every((line) => line.purchaseOrder !== undefined);
  if (deal.customer.isPurchaseOrderRequired !== true || isCovered) return [];
  return [
    finding(deal, 'PO_Number__c', {
      code: 'deal.purchase-order-missing',
      title: 'Purchase order missing',
      text: 'This customer pays no invoice without its order number. Ask the customer for it.',
      pointer: '/purchaseOrder',
    }),
  ];
}

function lengthFindings(deal: Deal, { number }: PurchaseOrder, pointer: string): Finding[] {
  if (number.length <= longestNumber) return [];
  return [
    finding(deal, 'PO_Number__c', {
      code: 'deal.purchase-order-too-long',
      title: `The purchase order number has ${number.length} characters`,
      text: `An invoice takes ${longestNumber}, and a cut number is a wrong one. Ask the customer for a shorter form.`,
      pointer: `${pointer}/number`,
    }),
  ];
}

/** Today is the day on which the ERP's rows were read; without them only the deal's own days can be compared. */
function expiryFindings(
  deal: Deal,
  { expiresOn }: PurchaseOrder,
  pointer: string,
  reference: Reference | undefined,
): Finding[] {
  if (expiresOn === undefined) return [];
  const place = `${pointer}/expiresOn`;
  const today = reference?.asOf.slice(0, 10);
  const isOver = today !== undefined && expiresOn < today;
  if (isOver || (deal.startOn !== undefined && expiresOn < deal.startOn)) {
    return [
      finding(deal, 'PO_Expires_On__c', {
        code: 'deal.purchase-order-expired',
        title: isOver ? 'The purchase order has expired' : 'The purchase order expires before the work starts',
        text: `It is valid until ${expiresOn}. Ask the customer for a new one.`,
        pointer: place,
      }),
    ];
  }
  if (deal.endOn === undefined || expiresOn >= deal.endOn) return [];
  const text = `It is valid until ${expiresOn}, the work lasts until ${deal.endOn}. Later invoices will need another.`;
  const title = 'The purchase order expires before the work ends';
  const words = { code: 'deal.purchase-order-ends-early', title, text, pointer: place };
  return [{ ...finding(deal, 'PO_Expires_On__c', words), severity: 'warns' }];
}

function finding(deal: Deal, field: string, words: Pick<Finding, 'code' | 'title' | 'text' | 'pointer'>): Finding {
  return { ...words, severity: 'blocks', group: 'billing', ...engagementPlace(deal, field), owner: 'sales-ops' };
}
