import { beforeEach, describe, expect, it } from 'vitest';

import type { CrmBench } from './salesforce-org.ts';
import { openCrm } from './salesforce-org.ts';

const options = { correlationId: 'deal-1' };
let bench: CrmBench;

beforeEach(async () => {
  bench = await openCrm();
});

const read = (key: string) => bench.crm.readDeal(bench.id(key), options);

describe('a deal with more than roles', () => {
  it('D2 has its milestones in order, its template and its practice', async () => {
    const days = [expect.any(String), expect.any(String), expect.any(String), expect.any(String)];
    expect(await read('d2')).toMatchObject({
      deal: {
        department: 'ADVISORY',
        projectTemplate: 'FIXED-STANDARD',
        customer: { country: 'DE' },
        lines: [
          {
            billingType: 'fixed-fee-milestones',
            milestones: [
              ['M1', 'Blueprint', '48000'],
              ['M2', 'Build', '72000'],
              ['M3', 'Data migration', '72000'],
              ['M4', 'Go-live', '48000'],
            ].map(([key, name, amount], place) => ({
              key,
              recordId: bench.id(`d2:L1:${key}`),
              name,
              amount: expect.stringMatching(new RegExp(`^${amount}(\\.0+)?$`)),
              dueOn: days[place],
            })),
          },
        ],
      },
    });
  });

  it('has the purchase order that its customer asks for', async () => {
    expect(await read('po-present')).toMatchObject({
      deal: {
        customer: { isPurchaseOrderRequired: true },
        purchaseOrder: { number: 'TC-4500012345', expiresOn: expect.stringMatching(/^20\d\d-/) },
      },
    });
  });
});

describe('an open request', () => {
  it.each([
    [{}, 'provision', undefined],
    [{ Act__c: 'give-up' }, 'give-up', undefined],
    [
      { Customer_Choice__c: 'use', Chosen_Customer__c: 'C-1042' },
      'provision',
      { kind: 'use', customerNumber: 'C-1042' },
    ],
    [
      { Customer_Choice__c: 'different', Chosen_Customer__c: 'C-1042, C-1043' },
      'provision',
      { kind: 'different', than: ['C-1042', 'C-1043'] },
    ],
  ])('says what is asked for and which customer was meant: %j', async (fields, act, customerChoice) => {
    await bench.click('d1', 'sales1', fields);
    const open = await bench.crm.openRequests(options);
    const [request] = open.kind === 'answered' ? open.requests : [];
    expect(request).toMatchObject({ act });
    expect(request?.customerChoice).toEqual(customerChoice);
  });
});
