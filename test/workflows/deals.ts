import type { Deal } from 'shared-model/deal.ts';
import type { ProvisioningRequested } from 'shared-model/events.ts';
import { engagementIdOf, pairingIdOf, runIdOf, salesforceId18 } from 'shared-model/ids.ts';
import type { Reference } from 'shared-model/reference.ts';
import type { Facts } from '#workflows/workflow.ts';

export const orgId = '00D000000000001EAA';
export const accountId = 'TSTDRV0001';
export const pairing = pairingIdOf(orgId, accountId);
export const opportunityId = idOf('006000000000001');
export const engagementId = engagementIdOf(orgId, opportunityId);
export const noon = '2026-11-21T12:00:00.000Z';

/** Deal D1: time and materials, one legal entity, an existing customer under a parent. */
export const d1: Deal = {
  opportunityId,
  name: 'Halden Retail store platform',
  isWon: true,
  signedOn: '2026-11-18',
  currency: 'USD',
  amount: '505600.00',
  startOn: '2026-12-07',
  endOn: '2027-06-30',
  customer: { accountId: idOf('001000000000001'), name: 'Halden Retail', taxId: '13-1000001' },
  billingContact: { contactId: idOf('003000000000001'), name: 'Accounts Payable', email: 'ap@halden.example' },
  projectManager: { userId: idOf('005000000000005'), name: 'Mia Torres', email: 'mia.torres@corvane.example' },
  lines: [
    {
      key: 'L1',
      description: 'Store platform',
      legalEntity: 'CV-US',
      billingType: 'time-and-materials',
      serviceCode: 'SVC-ENG',
      currency: 'USD',
      amount: '505600.00',
      rateCard: 'US-2026',
      roles: [
        { key: 'EM', recordId: idOf('a0Q000000000001'), role: 'Engagement manager', minutes: 320 * 60 },
        { key: 'SC', recordId: idOf('a0Q000000000002'), role: 'Senior consultant', minutes: 960 * 60 },
        { key: 'CO', recordId: idOf('a0Q000000000003'), role: 'Consultant', minutes: 960 * 60 },
      ],
    },
  ],
};

export const reference: Reference = {
  asOf: noon,
  rows: [
    { kind: 'legal-entity', code: 'CV-US', name: 'Corvane Partners Inc', currency: 'USD', isActive: true },
    {
      kind: 'rate-card',
      code: 'US-2026',
      name: 'US 2026',
      legalEntity: 'CV-US',
      currency: 'USD',
      validFrom: '2026-01-01',
      validTo: '2026-12-31',
      isActive: true,
    },
  ],
};

/** A request for a deal; revision and generation are 1 unless said. */
export function requestFor(deal: Deal, changes: Partial<ProvisioningRequested> = {}): ProvisioningRequested {
  return {
    engagementId: engagementIdOf(orgId, deal.opportunityId),
    generation: 1,
    revision: 1,
    requestId: idOf('a0R000000000001'),
    requestedAt: noon,
    deal,
    ...changes,
  };
}

export function factsOf(changes: Partial<Facts> = {}): Facts {
  const generation = changes.generation ?? 1;
  return {
    pairing,
    engagementId,
    runId: runIdOf(engagementId, generation),
    correlationId: 'click-1',
    generation,
    reference,
    otherRuns: [],
    activation: 'automatic',
    ...changes,
  };
}

/** The 18-character form of an id that a test writes with 15. */
export function idOf(id: string): string {
  const whole = salesforceId18(id);
  if (whole === undefined) throw new Error(`${id} is no Salesforce id`);
  return whole;
}
