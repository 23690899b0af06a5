import type { Deal } from 'shared-model/deal.ts';
import type { Finding } from 'shared-model/finding.ts';
import type { Reference } from 'shared-model/reference.ts';
import { billingContact } from './billing-contact.ts';
import { contractSigned } from './contract-signed.ts';
import { dates } from './dates.ts';
import { legalEntity } from './legal-entity.ts';
import { linesSum } from './lines-sum.ts';
import { rateCard } from './rate-card.ts';
import type { Rule } from './rule.ts';

/** What a deal needs before its project may exist, in the order people read it. */
export const provisioningPack: readonly Rule[] = [
  billingContact,
  contractSigned,
  linesSum,
  dates,
  legalEntity,
  rateCard,
];

/** Every finding of the pack for one deal; the same list in the CRM, the bridge and the ERP. */
export function checkDeal(deal: Deal, reference: Reference | undefined): readonly Finding[] {
  return provisioningPack.flatMap((rule) => rule.find(deal, reference));
}

/** Whether one of the findings keeps the project from being created. */
export function isBlocked(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.severity === 'blocks');
}
