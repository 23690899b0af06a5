import type { BillingType, Deal, DealLine, DealMilestone } from 'shared-model/deal.ts';
import type { UiRecord } from './records';
import { amountOf, flagOf, numberOf, parentOf, present, textOf } from './records';

/** What the card has read of one opportunity. */
export type DealRecords = {
  readonly opportunity: UiRecord;
  readonly engagement: UiRecord | undefined;
  readonly lines: readonly UiRecord[];
  /** Role requests and milestones by the record id of their line. */
  readonly parts: Readonly<Record<string, LineParts>>;
  /** Currency of an org that keeps one currency only, where records carry none. */
  readonly orgCurrency: string;
};

/** The children of one SOW line. */
export type LineParts = { readonly roles: readonly UiRecord[]; readonly milestones: readonly UiRecord[] };

/** The deal that the rules read, out of the rows that the reader may see; the bridge builds the same from the same fields. */
export function dealFromRecords({ opportunity, engagement, lines, parts, orgCurrency }: DealRecords): Deal {
  const currency = textOf(opportunity, 'CurrencyIsoCode') ?? orgCurrency;
  return present({
    opportunityId: opportunity.id,
    engagementRecordId: engagement?.id,
    name: textOf(opportunity, 'Name') ?? '',
    isWon: flagOf(opportunity, 'IsWon'),
    signedOn: textOf(engagement, 'Signed_On__c'),
    currency,
    amount: amountOf(engagement, 'Contract_Value__c') ?? '0.00',
    startOn: textOf(engagement, 'Start_Date__c'),
    endOn: textOf(engagement, 'End_Date__c'),
    customer: customerOf(opportunity),
    billingContact: contactOf(engagement),
    purchaseOrder: orderOf(engagement),
    projectTemplate: textOf(engagement, 'Project_Template__c'),
    department: textOf(engagement, 'Practice__c'),
    projectManager: managerOf(engagement),
    lines: lines.map((line) => lineOf(line, parts[line.id] ?? { roles: [], milestones: [] }, currency)).toSorted(byKey),
  });
}

function customerOf(opportunity: UiRecord): Deal['customer'] {
  const account = parentOf(opportunity, 'Account');
  const parent = parentOf(account, 'Parent');
  return present({
    accountId: textOf(opportunity, 'AccountId') ?? account?.id ?? '',
    name: textOf(account, 'Name') ?? '',
    legalName: textOf(account, 'Legal_Name__c'),
    taxId: textOf(account, 'Tax_Id__c'),
    country: textOf(account, 'BillingCountryCode'),
    billingAddress: addressOf(account),
    isPurchaseOrderRequired: flagOf(account, 'PO_Required__c') ? true : undefined,
    customerNumber: textOf(account, 'ERP_Customer_Number__c'),
    parent:
      parent === undefined
        ? undefined
        : present({
            accountId: parent.id,
            name: textOf(parent, 'Name') ?? '',
            customerNumber: textOf(parent, 'ERP_Customer_Number__c'),
            taxId: textOf(parent, 'Tax_Id__c'),
          }),
  });
}

function addressOf(account: UiRecord | undefined): Deal['customer']['billingAddress'] {
  const address = present({
    street: textOf(account, 'BillingStreet'),
    city: textOf(account, 'BillingCity'),
    postalCode: textOf(account, 'BillingPostalCode'),
    stateCode: textOf(account, 'BillingStateCode'),
  });
  return Object.keys(address).length === 0 ? undefined : address;
}

function contactOf(engagement: UiRecord | undefined): Deal['billingContact'] {
  const contact = parentOf(engagement, 'Billing_Contact__r');
  const email = textOf(contact, 'Email');
  if (contact === undefined || email === undefined) return undefined;
  return { contactId: contact.id, name: textOf(contact, 'Name') ?? email, email };
}

function orderOf(engagement: UiRecord | undefined): Deal['purchaseOrder'] {
  const number = textOf(engagement, 'PO_Number__c');
  if (number === undefined) return undefined;
  return present({ number, expiresOn: textOf(engagement, 'PO_Expires_On__c') });
}

function managerOf(engagement: UiRecord | undefined): Deal['projectManager'] {
  const user = parentOf(engagement, 'Project_Manager__r');
  if (user === undefined) return undefined;
  return present({ userId: user.id, name: textOf(user, 'Name') ?? '', email: textOf(user, 'Email') });
}

function lineOf(line: UiRecord, { roles, milestones }: LineParts, dealCurrency: string): DealLine {
  return present({
    key: textOf(line, 'Line_Key__c') ?? line.id,
    recordId: line.id,
    description: textOf(line, 'Description__c') ?? '',
    legalEntity: textOf(line, 'Legal_Entity__c'),
    billingType: billingTypeOf(line),
    serviceCode: textOf(line, 'Service_Code__c') ?? '',
    currency: textOf(line, 'CurrencyIsoCode') ?? dealCurrency,
    amount: amountOf(line, 'Amount__c') ?? '0.00',
    rateCard: textOf(line, 'Rate_Card__c'),
    startOn: textOf(line, 'Start_Date__c'),
    endOn: textOf(line, 'End_Date__c'),
    roles: roles.map(roleOf).toSorted(byKey),
    milestones: milestones.length === 0 ? undefined : milestones.map(milestoneOf).toSorted(byKey),
  });
}

function billingTypeOf(line: UiRecord): BillingType {
  return textOf(line, 'Billing_Type__c') === 'fixed-fee-milestones' ? 'fixed-fee-milestones' : 'time-and-materials';
}

function milestoneOf(milestone: UiRecord): DealMilestone {
  return present({
    key: textOf(milestone, 'Milestone_Key__c') ?? milestone.id,
    recordId: milestone.id,
    name: textOf(milestone, 'Name') ?? '',
    amount: amountOf(milestone, 'Amount__c') ?? '0.00',
    dueOn: textOf(milestone, 'Planned_Date__c'),
  });
}

function roleOf(role: UiRecord): DealLine['roles'][number] {
  return {
    key: textOf(role, 'Role_Key__c') ?? role.id,
    recordId: role.id,
    role: textOf(role, 'Role__c') ?? '',
    minutes: Math.round((numberOf(role, 'Hours__c') ?? 0) * 60),
  };
}

function byKey(left: { readonly key: string }, right: { readonly key: string }): number {
  if (left.key === right.key) return 0;
  return left.key < right.key ? -1 : 1;
}
