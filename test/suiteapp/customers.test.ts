import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGround, type Ground, textIn } from './ground.ts';
import { customerItem, sampleDeal } from './items.ts';
import { openRoom, post, type Room } from './room.ts';

let room: Room;
let ground: Ground;
beforeAll(async () => {
  room = await openRoom();
  ground = createGround(room.truth);
}, 60_000);
afterAll(() => room.host.close());

/** Each row: what the account is asked for, and what comes of the customer. */
const customers: readonly {
  what: string;
  customer: Parameters<typeof customerItem>[1];
  entity?: string;
  isChild?: true;
  answer: object;
}[] = [
  {
    what: 'its approved number links it',
    customer: { customerNumber: 'C-1001' },
    answer: { answer: 'applied', ref: { number: 'C-1001', adopted: true } },
  },
  {
    what: 'its tax id links it',
    customer: { taxId: '13-1000001' },
    answer: { answer: 'applied', ref: { number: 'C-1001', adopted: true } },
  },
  {
    what: "the tax id is another legal entity's, so it is new",
    customer: { taxId: 'GB-5' },
    answer: { answer: 'applied', ref: { type: 'customer' } },
  },
  {
    what: 'two customers have its tax id, which is a question',
    customer: { taxId: '13-2222222' },
    answer: {
      ...{ answer: 'rejected' },
      fault: { code: 'erp.customer-possible-match', text: expect.stringContaining('C-1003, C-1004') },
      candidates: [
        { number: 'C-1003', score: 100, certain: false },
        { number: 'C-1004', score: 100, certain: false },
      ],
    },
  },
  {
    what: 'its number does not exist',
    customer: { customerNumber: 'C-9999' },
    answer: { answer: 'rejected', fault: { code: 'erp.customer-link-unknown' } },
  },
  {
    what: 'its number is of another legal entity',
    customer: { customerNumber: 'C-1005' },
    answer: { answer: 'rejected', fault: { code: 'erp.customer-link-unknown' } },
  },
  {
    what: 'its parent is not there',
    customer: { parent: { accountId: sampleDeal(99).accountId, name: 'Nobody', taxId: '99-9' } },
    answer: { answer: 'rejected', fault: { code: 'erp.parent-unknown' } },
  },
  {
    what: 'its parent is found by number',
    isChild: true,
    customer: { parent: { accountId: sampleDeal(99).accountId, name: 'Halden Group', customerNumber: 'C-1000' } },
    answer: { answer: 'applied', ref: { type: 'customer' } },
  },
  {
    what: 'its parent is found by tax id',
    isChild: true,
    customer: { parent: { accountId: sampleDeal(99).accountId, name: 'Halden Group', taxId: '13-1000000' } },
    answer: { answer: 'applied', ref: { type: 'customer' } },
  },
  {
    what: 'its legal entity does not exist',
    customer: {},
    entity: 'CV-XX',
    answer: { answer: 'rejected', fault: { code: 'erp.legal-entity-unknown' } },
  },
];

describe('a customer, when', () => {
  test.each(customers.map((row, index) => ({ ...row, index })))(
    '$what',
    async ({ customer, entity, answer, isChild, index }) => {
      const deal = sampleDeal(100 + index, entity);
      const [answered] = await post(room, [customerItem(deal, customer)]);
      expect(answered).toMatchObject(answer);
      const [created] = ground.documents(deal.customer);
      expect(textIn(created, 'parent')).toBe(isChild ? groupId() : '');
    },
  );

  test('the record that is linked stays as it is, its external id too', () => {
    expect(ground.rows('customer', 'legacy-77')).toHaveLength(1);
    expect(
      room.truth.after(0).filter(({ operation, externalId }) => operation === 'update' && externalId === 'legacy-77'),
    ).toEqual([]);
  });

  test('its name is too long: it is cut on a word, and the whole is kept', async () => {
    const deal = sampleDeal(150);
    const legalName =
      'Halden Retail and Wholesale Distribution Partnership of the Northern and Southern Counties Limited';
    await post(room, [customerItem(deal, { legalName })]);
    const [created] = ground.documents(deal.customer);
    expect(String(created?.values['companyname']).length).toBeLessThanOrEqual(83);
    expect(created?.values['custentity_tl_fullname']).toBe(legalName);
  });
});

describe('the address that a new customer is billed at', () => {
  const billingAddress = { street: '210 Congress Avenue', city: 'Austin', postalCode: '78701', stateCode: 'TX' };
  const line = { label: 'Billing', defaultbilling: true, defaultshipping: false };
  const inside = (fields: object) =>
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [`addressbookaddress.${name}`, value]));
  let deals = 160;
  const anotherDeal = () => sampleDeal((deals += 1));

  test('stands on its record, and stays as finance has it when the account is billed elsewhere', async () => {
    const deal = anotherDeal();
    const customer = { country: 'US', billingAddress };
    expect(await post(room, [customerItem(deal, customer)])).toMatchObject([{ answer: 'applied' }]);
    const [created] = ground.documents(deal.customer);
    const address = { addr1: '210 Congress Avenue', city: 'Austin', state: 'TX', zip: '78701', country: 'US' };
    expect(created?.values['addressbook']).toEqual([
      { ...line, ...inside({ ...address, addressee: `C${deal.accountId}` }) },
    ]);
    const before = room.truth.after(0).length;
    const moved = { country: 'DE', billingAddress: { city: 'Munich' } };
    const again = customerItem(deal, moved, { revision: 2, fence: 2 });
    expect(await post(room, [again])).toMatchObject([{ answer: 'applied', revision: 2 }]);
    expect(room.truth.after(before).filter(({ type }) => type === 'customer')).toEqual([]);
  });

  test('is not made up', async () => {
    const deal = anotherDeal();
    expect(await post(room, [customerItem(deal, { billingAddress })])).toMatchObject([{ answer: 'applied' }]);
    expect(ground.documents(deal.customer)[0]?.values['addressbook']).toBeUndefined();
  });

  test('with a state that the account does not have refuses the customer, and names the field', async () => {
    const deal = anotherDeal();
    const customer = { country: 'US', billingAddress: { ...billingAddress, stateCode: 'ZZ' } };
    expect(await post(room, [customerItem(deal, customer)])).toMatchObject([
      { answer: 'rejected', fault: { code: 'erp.reference-unknown', text: expect.stringContaining('Field: state.') } },
    ]);
    expect(ground.documents(deal.customer)).toEqual([]);
  });
});

function groupId(): string {
  const written = room.truth.after(0);
  return written.find(({ type, values }) => type === 'customer' && values['entityid'] === 'C-1000')?.id ?? '';
}
