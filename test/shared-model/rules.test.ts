import { Finding } from 'shared-model/finding.ts';
import { checkDeal, isBlocked, provisioningPack } from 'shared-model/rules/provisioning-pack.ts';
import { describe, expect, it } from 'vitest';

import golden from '../golden/findings/deals.json' with { type: 'json' };
import { dealTable } from './deal-table.ts';
import { d1, reference, withLine } from './golden.ts';

describe('the provisioning pack', () => {
  it.each(dealTable)('%s', (_name, deal, codes) => {
    const findings = checkDeal(deal, reference);
    expect(findings.map(({ code, severity }) => (severity === 'warns' ? `(${code})` : code))).toEqual(codes);
    expect(isBlocked(findings)).toBe(codes.some((code) => !code.startsWith('(')));
  });

  it('says word for word what the golden findings say', () => {
    const found = dealTable.map(([name, deal]) => ({ name, findings: checkDeal(deal, reference) }));
    expect(found).toEqual(golden);
  });

  it('leaves to the ERP what only its rows could tell', () => {
    expect(checkDeal(withLine({ legalEntity: 'CV-XX', rateCard: 'US-1999' }), undefined)).toEqual([]);
  });

  it('leaves to the ERP a kind of rows that was never read', () => {
    const known = reference.rows.filter(({ kind }) => kind === 'legal-entity' || kind === 'rate-card');
    const deal = { ...withLine({ serviceCode: 'SVC-XX' }), projectTemplate: 'TPL-XX' };
    expect(checkDeal(deal, { ...reference, rows: known })).toEqual([]);
  });

  it('says of every finding what, why, where, who and how old', () => {
    for (const [, deal] of dealTable) {
      for (const finding of checkDeal(deal, reference)) {
        expect(Finding.parse(finding)).toEqual(finding);
        expect(finding.title.length).toBeGreaterThan(10);
        expect(finding.text).toMatch(/\.$|kept beside it\.$/);
        expect(finding.pointer).toMatch(/^\//);
        expect(finding.record?.id).toBeDefined();
      }
    }
    const [unknown] = checkDeal(withLine({ serviceCode: 'SVC-XX' }), reference);
    expect(unknown?.asOf).toBe(reference.asOf);
  });

  it('prints an amount alike, whatever its trailing zeros', () => {
    const texts = ['505600.1', '505600.10'].map((amount) => checkDeal({ ...d1.deal, amount }, reference)[0]?.text);
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).toContain('USD\u00A0505,600.10: a difference of USD\u00A00.10');
  });

  it('names each passed check for the card', () => {
    expect(new Set(provisioningPack.map(({ passes }) => passes)).size).toBe(provisioningPack.length);
    expect(new Set(provisioningPack.map(({ id }) => id)).size).toBe(17);
  });
});
