import { readFileSync } from 'node:fs';

import type { Deal } from 'shared-model/deal.ts';
import { Envelope } from 'shared-model/envelope.ts';
import { ProvisioningRequested } from 'shared-model/events.ts';
import type { Reference, ReferenceRow } from 'shared-model/reference.ts';

/** Deal D1 as it travels: the envelope's text, the envelope, and its data. */
export const d1Text = readFileSync(new URL('../golden/provisioning.requested/d1.json', import.meta.url), 'utf8');
export const d1Envelope = Envelope.parse(JSON.parse(d1Text));
export const d1 = ProvisioningRequested.parse(d1Envelope.data);

/** What the ERP says of the legal entities and rate cards that D1 needs. */
export const reference: Reference = {
  asOf: '2026-11-21T14:00:00Z',
  rows: [
    { kind: 'legal-entity', code: 'CV-US', name: 'Corvane Inc.', currency: 'USD', isActive: true },
    { kind: 'legal-entity', code: 'CV-UK', name: 'Corvane Ltd', currency: 'GBP', isActive: true },
    { kind: 'legal-entity', code: 'CV-OLD', name: 'Closed company', currency: 'USD', isActive: false },
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
    {
      kind: 'rate-card',
      code: 'US-2024',
      name: 'US 2024',
      legalEntity: 'CV-US',
      currency: 'USD',
      validFrom: '2024-01-01',
      validTo: '2024-12-31',
      isActive: true,
    },
    {
      kind: 'rate-card',
      code: 'UK-2026',
      name: 'UK 2026',
      legalEntity: 'CV-UK',
      currency: 'GBP',
      validFrom: '2026-01-01',
      isActive: true,
    },
    { kind: 'currency', code: 'USD', name: 'US dollar', isActive: true },
    { kind: 'currency', code: 'GBP', name: 'British pound', isActive: true },
    { kind: 'currency', code: 'EUR', name: 'Euro', isActive: true },
    { kind: 'currency', code: 'JPY', name: 'Yen', isActive: true },
    { kind: 'currency', code: 'CHF', name: 'Swiss franc', isActive: false },
    serviceItem('SVC-ENG', ['CV-US', 'CV-UK'], true),
    serviceItem('SVC-RUN', ['CV-UK'], true),
    serviceItem('SVC-OLD', ['CV-US', 'CV-UK'], false),
    employee('mia.torres@corvane.example', { isProjectManager: true, isActive: true }),
    employee('left@corvane.example', { isProjectManager: true, isActive: false }),
    employee('dev@corvane.example', { isProjectManager: false, isActive: true }),
    { kind: 'project-template', code: 'TPL-STANDARD', name: 'Standard', isActive: true, tasks: [] },
    { kind: 'project-template', code: 'TPL-OLD', name: 'Old', isActive: false, tasks: [] },
    { kind: 'project-template', code: 'TPL-UK', name: 'UK', legalEntity: 'CV-UK', isActive: true, tasks: [] },
    { kind: 'period', code: '2026-10-01', name: 'Oct 2026', endOn: '2026-10-31', isClosed: true },
    { kind: 'period', code: '2026-11-01', name: 'Nov 2026', endOn: '2026-11-30', isClosed: false },
    taxProfile('CV-US', 'US'),
    taxProfile('CV-UK', 'GB'),
  ],
};

function serviceItem(code: string, legalEntities: string[], isActive: boolean): ReferenceRow {
  return { kind: 'service-item', code, name: code, legalEntities, isActive };
}

function employee(code: string, is: { isProjectManager: boolean; isActive: boolean }): ReferenceRow {
  return { kind: 'employee', code, name: code, legalEntity: 'CV-US', ...is };
}

function taxProfile(legalEntity: string, country: string): ReferenceRow {
  const code = `${legalEntity}:${country}`;
  return { kind: 'tax-profile', code, name: code, legalEntity, country, isActive: true };
}

/** D1 with its one line changed. */
export function withLine(change: Partial<Deal['lines'][number]>): Deal {
  return { ...d1.deal, lines: d1.deal.lines.map((line) => ({ ...line, ...change })) };
}

/** D1 without some of what a deal may lack. */
export function without(...names: readonly ('signedOn' | 'startOn' | 'endOn' | 'billingContact')[]): Deal {
  const kept = Object.entries(d1.deal).filter(([name]) => !names.some((gone) => gone === name));
  return ProvisioningRequested.shape.deal.parse(Object.fromEntries(kept));
}

/** D1 with its line's rate card or legal entity left out. */
export function withoutOfLine(name: 'rateCard' | 'legalEntity'): Deal {
  const lines = d1.deal.lines.map((line) => Object.fromEntries(Object.entries(line).filter(([key]) => key !== name)));
  return ProvisioningRequested.shape.deal.parse({ ...d1.deal, lines });
}
