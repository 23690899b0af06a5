import type { Deal } from 'shared-model/deal.ts';
import type { Finding } from 'shared-model/finding.ts';
import { checkKey } from 'shared-model/keys.ts';
import { type ItemAnswer, ReferenceAnswer } from 'shared-model/restlet.ts';
import { checkDeal } from 'shared-model/rules/provisioning-pack.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dealTable } from '../shared-model/deal-table.ts';
import { firstAttempt, pairing, sampleDeal } from './items.ts';
import { openRoom, post, type Room } from './room.ts';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
}, 60_000);
afterAll(() => room.host.close());

const dates = { startOn: '2026-12-01', endOn: '2027-05-31' };
const { accountId, parts } = sampleDeal(1);

/** A deal that passes every rule in the account of the tests. */
const sold: Omit<Deal, 'lines'> = {
  opportunityId: parts.opportunityId,
  name: 'Store platform',
  isWon: true,
  signedOn: '2026-11-01',
  currency: 'USD',
  amount: '505600.00',
  ...dates,
  customer: { accountId, name: 'Halden Retail' },
  billingContact: { contactId: accountId, name: 'Ada', email: 'ada@halden.example' },
  projectManager: { userId: accountId, name: 'Omar Haddad', email: 'omar.haddad@corvane.example' },
};

const line: Deal['lines'][number] = {
  key: 'L1',
  description: 'Time and materials',
  legalEntity: 'CV-US',
  billingType: 'time-and-materials',
  serviceCode: 'SVC-ENG',
  currency: 'USD',
  amount: '505600.00',
  rateCard: 'US-2026',
  ...dates,
  roles: [{ key: 'EM', role: 'Engagement manager', minutes: 600 }],
};

function dealOf(change: Partial<Deal> = {}, lineChange: Partial<Deal['lines'][number]> = {}): Deal {
  return { ...sold, lines: [{ ...line, ...lineChange }], ...change };
}

const { billingContact: _, ...noContact } = dealOf();

/** One deal for each rule, and the code that it must be told. */
const table: readonly { what: string; deal: Deal; codes: readonly string[] }[] = [
  { what: 'nothing is wrong', deal: dealOf(), codes: [] },
  { what: 'the contract is not signed', deal: dealOf({ isWon: false }), codes: ['deal.contract-not-signed'] },
  { what: 'the lines do not add up', deal: dealOf({ amount: '505600.01' }), codes: ['deal.lines-do-not-sum'] },
  { what: 'nobody receives the invoices', deal: noContact, codes: ['deal.billing-contact-missing'] },
  { what: 'it ends before it starts', deal: dealOf({ startOn: '2027-06-01' }), codes: ['deal.dates-invalid'] },
  {
    what: 'the legal entity is unknown',
    deal: dealOf({}, { legalEntity: 'CV-XX' }),
    codes: ['deal.legal-entity-unknown'],
  },
  { what: 'the rate card is unknown', deal: dealOf({}, { rateCard: 'US-1999' }), codes: ['deal.rate-card-not-valid'] },
];

describe("the check runs the shared rules over the account's own rows, and writes nothing: when", () => {
  test.each(table)('$what', async ({ deal, codes }) => {
    const before = room.truth.after(0).length;
    const answer = await check(deal);
    expect(answer).toMatchObject({ answer: 'applied', revision: 1 });
    expect(answer?.findings?.map(({ code }) => code)).toEqual(expect.arrayContaining([...codes]));
    expect(answer?.findings?.length === 0).toBe(codes.length === 0);
    expect(answer?.findings?.map(withoutAge)).toEqual(checkDeal(deal, await reference()).map(withoutAge));
    expect(room.truth.after(0).length).toBe(before);
  });
});

describe('as the CRM and the bridge do, the RESTlet judges', () => {
  test.each(dealTable.map(([what, deal]) => ({ what, deal })))('$what', async ({ deal }) => {
    const answer = await check(deal);
    expect(answer?.findings?.map(withoutAge)).toEqual(checkDeal(deal, await reference()).map(withoutAge));
  });
});

/** Both ask the account's clock, each at its own moment. */
function withoutAge({ asOf: _asOf, ...finding }: Finding): Omit<Finding, 'asOf'> {
  return finding;
}

async function check(deal: Deal): Promise<ItemAnswer | undefined> {
  const [answer] = await post(room, [
    { key: checkKey(parts), ...firstAttempt, command: 'deal.check', payload: { deal } },
  ]);
  return answer;
}

async function reference(): Promise<Pick<ReferenceAnswer, 'asOf' | 'rows'>> {
  const { asOf, rows } = ReferenceAnswer.parse((await room.call({ version: 1, operation: 'reference', pairing })).body);
  return { asOf, rows };
}
