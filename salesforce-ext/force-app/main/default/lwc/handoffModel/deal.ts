import type { Deal, DealLine } from 'shared-model/deal.ts';
import type { Reference, ReferenceRow } from 'shared-model/reference.ts';
import type { UiRecord } from './records';
import { amountOf, flagOf, numberOf, parentOf, present, textOf } from './records';

/** What the card has read of one opportunity. */
export type DealRecords = {
  readonly opportunity: UiRecord;
  readonly engagement: UiRecord | undefined;
  readonly lines: readonly UiRecord[];
  /** Role requests by the record id of their line. */
  readonly roles: Readonly<Record<string, readonly UiRecord[]>>;
  /** Currency of an org that keeps one currency only, where records carry none. */
  readonly orgCurrency: string;
};

/** The deal that the rules read, out of the rows that the reader may see; the bridge builds the same from the same fields. */
export function dealFromRecords({ opportunity, engagement, lines, roles, orgCurrency }: DealRecords): Deal {
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
    projectManager: managerOf(engagement),
    lines: lines.map((line) => lineOf(line, roles[line.id] ?? [], currency)).toSorted(byKey),
  });
}

/** The ERP's reference rows, as of the oldest of them; nothing when the bridge has not mirrored any yet. */
export function referenceFromRecords(records: readonly UiRecord[]): Reference | undefined {
  const rows = records.flatMap(referenceRow);
  const readAt = records.flatMap((record) => textOf(record, 'As_Of__c') ?? []);
  const [asOf] = readAt.toSorted();
  return asOf === undefined || rows.length === 0 ? undefined : { asOf, rows };
}

function customerOf(opportunity: UiRecord): Deal['customer'] {
  const account = parentOf(opportunity, 'Account');
  const parent = parentOf(account, 'Parent');
  return present({
    accountId: textOf(opportunity, 'AccountId') ?? account?.id ?? '',
    name: textOf(account, 'Name') ?? '',
    legalName: textOf(account, 'Legal_Name__c'),
    taxId: textOf(account, 'Tax_Id__c'),
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

function contactOf(engagement: UiRecord | undefined): Deal['billingContact'] {
  const contact = parentOf(engagement, 'Billing_Contact__r');
  const email = textOf(contact, 'Email');
  if (contact === undefined || email === undefined) return undefined;
  return { contactId: contact.id, name: textOf(contact, 'Name') ?? email, email };
}

function managerOf(engagement: UiRecord | undefined): Deal['projectManager'] {
  const user = parentOf(engagement, 'Project_Manager__r');
  if (user === undefined) return undefined;
  return present({ userId: user.id, name: textOf(user, 'Name') ?? '', email: textOf(user, 'Email') });
}

function lineOf(line: UiRecord, roles: readonly UiRecord[], dealCurrency: string): DealLine {
  return present({
    key: textOf(line, 'Line_Key__c') ?? line.id,
    recordId: line.id,
    description: textOf(line, 'Description__c') ?? '',
    legalEntity: textOf(line, 'Legal_Entity__c'),
    billingType: 'time-and-materials' as const,
    serviceCode: textOf(line, 'Service_Code__c') ?? '',
    currency: textOf(line, 'CurrencyIsoCode') ?? dealCurrency,
    amount: amountOf(line, 'Amount__c') ?? '0.00',
    rateCard: textOf(line, 'Rate_Card__c'),
    startOn: textOf(line, 'Start_Date__c'),
    endOn: textOf(line, 'End_Date__c'),
    roles: roles.map(roleOf).toSorted(byKey),
  });
}

function roleOf(role: UiRecord): DealLine['roles'][number] {
  return {
    key: textOf(role, 'Role_Key__c') ?? role.id,
    role: textOf(role, 'Role__c') ?? '',
    minutes: Math.round((numberOf(role, 'Hours__c') ?? 0) * 60),
  };
}

function referenceRow(record: UiRecord): ReferenceRow[] {
  const code = textOf(record, 'Code__c');
  if (code === undefined) return [];
  const common = {
    code,
    name: textOf(record, 'Label__c') ?? code,
    currency: textOf(record, 'Currency__c') ?? '',
    isActive: flagOf(record, 'Active__c'),
  };
  switch (textOf(record, 'Kind__c')) {
    case 'legal-entity':
      return [{ kind: 'legal-entity', ...common }];
    case 'rate-card':
      return [
        present({
          kind: 'rate-card' as const,
          ...common,
          legalEntity: textOf(record, 'Legal_Entity__c') ?? '',
          validFrom: textOf(record, 'Valid_From__c') ?? '',
          validTo: textOf(record, 'Valid_To__c'),
        }),
      ];
    default:
      return [];
  }
}

function byKey(left: { readonly key: string }, right: { readonly key: string }): number {
  if (left.key === right.key) return 0;
  return left.key < right.key ? -1 : 1;
}
