import type { Deal } from 'shared-model/deal.ts';
import { checkDeal, isBlocked, provisioningPack } from 'shared-model/rules/provisioning-pack.ts';
import { describe, expect, it } from 'vitest';

import { d1, reference, without, withLine, withoutOfLine } from './golden.ts';

type Row = readonly [name: string, deal: Deal, codes: readonly string[]];

const [line] = d1.deal.lines;

const table: readonly Row[] = [
  ['D1 passes', d1.deal, []],
  ['an unsigned SOW', without('signedOn'), ['deal.contract-not-signed']],
  ['a signed but lost deal', { ...d1.deal, isWon: false }, ['deal.contract-not-signed']],
  ['one cent too much', { ...d1.deal, amount: '505600.01' }, ['deal.lines-do-not-sum']],
  ['the same sum with other zeros', { ...d1.deal, amount: '505600' }, []],
  ['no lines', { ...d1.deal, lines: [] }, ['deal.lines-do-not-sum']],
  ['a line in another currency', withLine({ currency: 'EUR' }), ['deal.lines-do-not-sum', 'deal.rate-card-not-valid']],
  ['no billing contact', without('billingContact'), ['deal.billing-contact-missing']],
  ['no dates', without('startOn', 'endOn'), ['deal.dates-invalid']],
  ['end before start', { ...d1.deal, endOn: '2026-12-06' }, ['deal.dates-invalid']],
  ['one day only', { ...d1.deal, endOn: '2026-12-07' }, []],
  ['no legal entity', withoutOfLine('legalEntity'), ['deal.legal-entity-unknown', 'deal.rate-card-not-valid']],
  ['an unknown entity', withLine({ legalEntity: 'CV-XX' }), ['deal.legal-entity-unknown', 'deal.rate-card-not-valid']],
  [
    'an inactive entity',
    withLine({ legalEntity: 'CV-OLD' }),
    ['deal.legal-entity-unknown', 'deal.rate-card-not-valid'],
  ],
  ['no rate card', withoutOfLine('rateCard'), ['deal.rate-card-not-valid']],
  ['an unknown rate card', withLine({ rateCard: 'US-1999' }), ['deal.rate-card-not-valid']],
  ['an ended rate card', withLine({ rateCard: 'US-2024' }), ['deal.rate-card-not-valid']],
  ['the card of another entity', withLine({ rateCard: 'UK-2026' }), ['deal.rate-card-not-valid']],
  ['a start before the card', withLine({ startOn: '2025-12-31' }), ['deal.rate-card-not-valid']],
  ['the last day of the card', withLine({ startOn: '2026-12-31' }), []],
  [
    'two legal entities',
    {
      ...d1.deal,
      amount: '505601.00',
      lines:
        line === undefined
          ? []
          : [line, { ...line, key: 'L2', amount: '1.00', legalEntity: 'CV-UK', rateCard: 'UK-2026', currency: 'USD' }],
    },
    ['deal.several-legal-entities', 'deal.rate-card-not-valid'],
  ],
];

describe('the provisioning pack', () => {
  it.each(table)('%s', (_name, deal, codes) => {
    const findings = checkDeal(deal, reference);
    expect(findings.map(({ code }) => code)).toEqual(codes);
    expect(isBlocked(findings)).toBe(codes.length > 0);
  });

  it('leaves to the ERP what only its rows could tell', () => {
    expect(checkDeal(withLine({ legalEntity: 'CV-XX', rateCard: 'US-1999' }), undefined)).toEqual([]);
  });

  it('says of every finding what, why, where and who', () => {
    for (const [, deal] of table) {
      for (const finding of checkDeal(deal, reference)) {
        expect(finding.title.length).toBeGreaterThan(10);
        expect(finding.text).toMatch(/\.$/);
        expect(finding.pointer).toMatch(/^\//);
        expect(finding.record?.id).toBeDefined();
      }
    }
  });

  it('prints an amount alike, whatever its trailing zeros', () => {
    const texts = ['505600.1', '505600.10'].map((amount) => checkDeal({ ...d1.deal, amount }, reference)[0]?.text);
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).toContain('USD\u00A0505,600.10: a difference of USD\u00A00.10');
  });

  it('names each passed check for the card', () => {
    expect(new Set(provisioningPack.map(({ passes }) => passes)).size).toBe(6);
  });
});
