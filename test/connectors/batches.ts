import type { OutgoingItem } from '#connectors/connector.ts';
import { engagementIdOf, pairingIdOf } from 'shared-model/ids.ts';
import { activationKey, customerKey, projectKey, taskKey } from 'shared-model/keys.ts';

const orgId = '00D000000000001EAA';
const opportunityId = '006000000000001AAA';

export const pairing = pairingIdOf(orgId, 'TSTDRV0001');
const engagementId = engagementIdOf(orgId, opportunityId);
const parts = { pairing, opportunityId, legalEntity: 'CV-US', generation: 1 };
const account = '001000000000009AAA';

/** Makes a customer of its own under the parent that the seeds have. */
export const customer: OutgoingItem = {
  key: customerKey({ pairing, accountId: account, legalEntity: 'CV-US' }),
  revision: 1,
  fence: 1,
  command: 'customer.ensure',
  payload: {
    engagementId,
    customer: {
      accountId: account,
      name: 'Halden Outdoor',
      taxId: '13-1000009',
      parent: { accountId: '001000000000001AAA', name: 'Halden Group', customerNumber: 'C-1000' },
    },
    legalEntity: 'CV-US',
    currency: 'USD',
  },
};

/** Makes the project under that customer. */
export const project: OutgoingItem = {
  key: projectKey(parts),
  revision: 1,
  fence: 1,
  command: 'project.create',
  payload: {
    engagementId,
    opportunityId,
    opportunityUrl: 'http://127.0.0.1:7071/lightning/r/Opportunity/006000000000001AAA/view',
    customerKey: customer.key,
    name: 'Halden Outdoor store platform',
    legalEntity: 'CV-US',
    currency: 'USD',
    startOn: '2026-12-01',
    endOn: '2027-06-30',
    amount: '505600.00',
    minutes: 134_400,
    rateCard: 'US-2026',
  },
};

/** Makes one task of that project. */
export function taskOf(part: string, title: string, minutes: number): OutgoingItem {
  return {
    key: taskKey(parts, part),
    revision: 1,
    fence: 1,
    command: 'task.create',
    payload: { engagementId, projectKey: project.key, title, minutes, serviceCode: 'SVC-ENG', lineKey: 'L1' },
  };
}

/** Opens that project for time. */
export const activation: OutgoingItem = {
  key: activationKey(parts),
  revision: 1,
  fence: 1,
  command: 'project.activate',
  payload: { engagementId, projectKey: project.key },
};

/** One of many items that differ only in their key. */
export function activateOf(part: string): OutgoingItem {
  return { ...activation, key: taskKey(parts, part) };
}

/** The whole deal, parents first. */
export const wholeDeal: readonly OutgoingItem[] = [
  customer,
  project,
  taskOf('EM', 'Engagement manager', 19_200),
  taskOf('SC', 'Senior consultant', 57_600),
  taskOf('CO', 'Consultant', 57_600),
  activation,
];
