import type { Check, Facts } from 'salesforce-ext/force-app/main/default/lwc/handoffModel/facts.ts';
import type { ProgressRow, RequestRow } from 'salesforce-ext/force-app/main/default/lwc/handoffModel/progressRows.ts';
import type { Deal } from 'shared-model/deal.ts';
import type { Reference } from 'shared-model/reference.ts';
import { provisioningPack } from 'shared-model/rules/provisioning-pack.ts';

export const now = '2026-12-01T14:02:31Z';
export const ana = { userId: '005000000000001AAA', name: 'Ana Ruiz' };
export const ben = { userId: '005000000000002AAA', name: 'Ben Okafor' };

/** Deal D1 as the card reads it. */
export const deal: Deal = {
  opportunityId: '006000000000001AAA',
  engagementRecordId: 'a00000000000001AAA',
  name: 'Halden Retail, store platform',
  isWon: true,
  signedOn: '2026-11-26',
  currency: 'USD',
  amount: '505600.00',
  startOn: '2026-12-07',
  endOn: '2027-06-30',
  customer: {
    accountId: '001000000000001AAA',
    name: 'Halden Retail',
    taxId: '13-1000001',
    country: 'US',
    billingAddress: {
      street: '400 Madison Avenue\r\nSuite 910',
      city: 'New York',
      postalCode: '10017',
      stateCode: 'NY',
    },
  },
  billingContact: { contactId: '003000000000001AAA', name: 'Grace Lind', email: 'ap@halden-retail.example' },
  projectManager: { userId: '005000000000005AAA', name: 'Mia Torres', email: 'mia.torres@corvane.example' },
  lines: [
    {
      key: 'L1',
      recordId: 'a01000000000001AAA',
      description: 'Store platform, build and roll-out',
      legalEntity: 'CV-US',
      billingType: 'time-and-materials',
      serviceCode: 'SVC-ENG',
      currency: 'USD',
      amount: '505600.00',
      rateCard: 'US-2026',
      roles: [
        { key: 'R1', recordId: 'a02000000000001AAA', role: 'Engagement manager', minutes: 19_200 },
        { key: 'R2', recordId: 'a02000000000002AAA', role: 'Senior consultant', minutes: 57_600 },
        { key: 'R3', recordId: 'a02000000000003AAA', role: 'Consultant', minutes: 57_600 },
      ],
    },
  ],
};

export const reference: Reference = {
  asOf: '2026-12-01T13:55:00Z',
  rows: [
    { kind: 'legal-entity', code: 'CV-US', name: 'Corvane Partners Inc.', currency: 'USD', isActive: true },
    {
      kind: 'rate-card',
      code: 'US-2026',
      name: 'US 2026',
      legalEntity: 'CV-US',
      currency: 'USD',
      validFrom: '2026-01-01',
      validTo: '2027-12-31',
      isActive: true,
    },
  ],
};

export function checksOf(checked: Deal, against: Reference | undefined): readonly Check[] {
  return provisioningPack.map((rule) => ({ ...rule, findings: rule.find(checked, against) }));
}

/** What the card knows of D1 on a quiet day; a test says only what is different. */
export function facts(different: Partial<Facts> = {}): Facts {
  return {
    nowMs: Date.parse(now),
    locale: 'en-GB',
    timeZone: 'UTC',
    userId: ana.userId,
    mayProvision: true,
    mayCorrect: true,
    isOffline: false,
    generation: 1,
    closedOn: '2026-11-27',
    deal,
    checks: checksOf(different.deal ?? deal, reference),
    reference,
    changedAt: {},
    matches: undefined,
    checkedAt: now,
    requests: [],
    progress: [],
    erp: undefined,
    click: { kind: 'none' },
    ...different,
  };
}

export function request(different: Partial<RequestRow> = {}): RequestRow {
  return {
    id: 'a04000000000001AAA',
    name: 'PR-00001',
    act: 'provision',
    generation: 1,
    requestedAt: '2026-12-01T14:01:30Z',
    requestedBy: ana,
    state: 'accepted',
    ...different,
  };
}

/** The engagement's own row. */
export function run(state: string, different: Partial<ProgressRow> = {}): ProgressRow {
  return {
    state,
    text: '',
    generation: 1,
    version: 3,
    startedAt: '2026-12-01T14:01:32Z',
    at: '2026-12-01T14:02:30Z',
    canRetry: false,
    findings: [],
    ...different,
  };
}

/** The row of one step. */
export function step(id: string, state: string, different: Partial<ProgressRow> = {}): ProgressRow {
  return { ...run(state, { at: '2026-12-01T14:02:09Z', system: 'netsuite', ...different }), step: id };
}
