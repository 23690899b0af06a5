import type { Deal } from 'shared-model/deal.ts';
import type { Finding } from 'shared-model/finding.ts';
import type { Reference } from 'shared-model/reference.ts';
import { amountDecimals } from './amount-decimals.ts';
import { billingContact } from './billing-contact.ts';
import { contractSigned } from './contract-signed.ts';
import { currency } from './currency.ts';
import { customerParent } from './customer-parent.ts';
import { dates } from './dates.ts';
import { legalEntity } from './legal-entity.ts';
import { linesSum } from './lines-sum.ts';
import { milestones } from './milestones.ts';
import { nameLength } from './name-length.ts';
import { projectManager } from './project-manager.ts';
import { projectTemplate } from './project-template.ts';
import { purchaseOrder } from './purchase-order.ts';
import { rateCard } from './rate-card.ts';
import { roles } from './roles.ts';
import type { Rule } from './rule.ts';
import { serviceItem } from './service-item.ts';
import { taxProfile } from './tax-profile.ts';

/** What a deal needs before its project may exist, in the order people read it. */
export const provisioningPack: readonly Rule[] = [
  billingContact,
  customerParent,
  contractSigned,
  linesSum,
  milestones,
  amountDecimals,
  dates,
  nameLength,
  legalEntity,
  currency,
  serviceItem,
  rateCard,
  purchaseOrder,
  taxProfile,
  projectManager,
  projectTemplate,
  roles,
];

/** Every finding of the pack for one deal; the same list in the CRM, the bridge and the ERP. */
export function checkDeal(deal: Deal, reference: Reference | undefined): readonly Finding[] {
  return provisioningPack.flatMap((rule) => rule.find(deal, reference));
}

/** Whether one of the findings keeps the project from being created. */
export function isBlocked(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.severity === 'blocks');
}
