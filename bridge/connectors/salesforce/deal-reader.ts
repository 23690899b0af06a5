import { Deal } from 'shared-model/deal.ts';
import { z } from 'zod';

import type { DealResult } from '#connectors/connector.ts';

import type { SalesforceClient } from './client.ts';
import { EngagementRow, LineRow, MilestoneRow, OpportunityRow, RoleRow } from './deal-rows.ts';
import { literal, queryTogether } from './queries.ts';

const mostLines = 50;
const mostRoles = 500;
const mostMilestones = 500;

/**
 * Reads an Opportunity with its account, engagement, SOW lines, role requests and milestones in one call.
 *
 * `revision` is the latest modification of any of them in milliseconds, so it grows with every change.
 */
export async function readDeal(client: SalesforceClient, opportunityId: string, pageUrl: string): Promise<DealResult> {
  const id = literal(opportunityId);
  const [opportunities = [], engagements = [], lines = [], roles = [], milestones = []] = await queryTogether(client, [
    `SELECT ${opportunityFields} FROM Opportunity WHERE Id = ${id} ORDER BY Id LIMIT 1`,
    `SELECT ${engagementFields} FROM Engagement__c WHERE Opportunity__c = ${id} ORDER BY CreatedDate, Id LIMIT 1`,
    `SELECT ${lineFields} FROM SOW_Line__c WHERE Engagement__r.Opportunity__c = ${id} ORDER BY Line_Key__c, Id LIMIT ${mostLines + 1}`,
    `SELECT ${roleFields} FROM Role_Request__c WHERE SOW_Line__r.Engagement__r.Opportunity__c = ${id} ORDER BY Role_Key__c, Id LIMIT ${mostRoles + 1}`,
    `SELECT ${milestoneFields} FROM SOW_Milestone__c WHERE SOW_Line__r.Engagement__r.Opportunity__c = ${id} ORDER BY Milestone_Key__c, Id LIMIT ${mostMilestones + 1}`,
  ]);
  const rows = Rows.safeParse({ opportunity: opportunities[0], engagement: engagements[0], lines, roles, milestones });
  if (!rows.success) return unreadable(rows.error.issues);
  const deal = Deal.safeParse(dealOf(rows.data, pageUrl));
  if (!deal.success) return unreadable(deal.error.issues);
  return { kind: 'answered', deal: deal.data, revision: revisionOf(rows.data) };
}

const opportunityFields =
  'Id, Name, IsWon, Amount, CurrencyIsoCode, SystemModstamp, AccountId, Account.Name, Account.Legal_Name__c, ' +
  'Account.Tax_Id__c, Account.BillingStreet, Account.BillingCity, Account.BillingPostalCode, Account.BillingStateCode, ' +
  'Account.BillingCountryCode, Account.PO_Required__c, Account.ERP_Customer_Number__c, Account.SystemModstamp, Account.ParentId, Account.Parent.Name, ' +
  'Account.Parent.ERP_Customer_Number__c, Account.Parent.Tax_Id__c';
const engagementFields =
  'Id, Signed_On__c, Start_Date__c, End_Date__c, Contract_Value__c, PO_Number__c, PO_Expires_On__c, Project_Template__c, ' +
  'Practice__c, SystemModstamp, Billing_Contact__c, ' +
  'Billing_Contact__r.Name, Billing_Contact__r.Email, Project_Manager__c, Project_Manager__r.Name, Project_Manager__r.Email';
const lineFields =
  'Id, Line_Key__c, Description__c, Legal_Entity__c, Billing_Type__c, Service_Code__c, Amount__c, Rate_Card__c, ' +
  'Start_Date__c, End_Date__c, SystemModstamp';
const roleFields = 'Id, SOW_Line__c, Role_Key__c, Role__c, Hours__c, SystemModstamp';
const milestoneFields = 'Id, SOW_Line__c, Milestone_Key__c, Name, Amount__c, Planned_Date__c, SystemModstamp';

const Rows = z.object({
  opportunity: OpportunityRow,
  engagement: EngagementRow.optional(),
  lines: z.array(LineRow).max(mostLines, `an SOW may have at most ${mostLines} lines`),
  roles: z.array(RoleRow).max(mostRoles, `an SOW may have at most ${mostRoles} role requests`),
  milestones: z.array(MilestoneRow).max(mostMilestones, `an SOW may have at most ${mostMilestones} milestones`),
});
type Rows = z.infer<typeof Rows>;

/** The candidate for `Deal`: empty fields are left out, amounts are the texts Salesforce sent. */
function dealOf({ opportunity, engagement, lines, roles, milestones }: Rows, pageUrl: string): unknown {
  const { Account: account } = opportunity;
  return present({
    opportunityId: opportunity.Id,
    engagementRecordId: engagement?.Id,
    opportunityUrl: `${pageUrl}/lightning/r/Opportunity/${opportunity.Id}/view`,
    name: opportunity.Name,
    isWon: opportunity.IsWon,
    signedOn: engagement?.Signed_On__c,
    currency: opportunity.CurrencyIsoCode,
    amount: engagement?.Contract_Value__c ?? opportunity.Amount,
    startOn: engagement?.Start_Date__c,
    endOn: engagement?.End_Date__c,
    customer: present({
      accountId: opportunity.AccountId,
      name: account?.Name,
      legalName: account?.Legal_Name__c,
      taxId: account?.Tax_Id__c,
      country: account?.BillingCountryCode,
      billingAddress: addressOf(account),
      isPurchaseOrderRequired: account?.PO_Required__c === true ? true : undefined,
      customerNumber: account?.ERP_Customer_Number__c,
      parent: parentOf(account),
    }),
    billingContact: contactOf(engagement),
    purchaseOrder: orderOf(engagement),
    projectTemplate: engagement?.Project_Template__c,
    department: engagement?.Practice__c,
    projectManager: managerOf(engagement),
    lines: lines.map((line) => lineOf(line, opportunity.CurrencyIsoCode, { roles, milestones })),
  });
}

function addressOf(account: Rows['opportunity']['Account']): unknown {
  const address = present({
    street: account?.BillingStreet,
    city: account?.BillingCity,
    postalCode: account?.BillingPostalCode,
    stateCode: account?.BillingStateCode,
  });
  return Object.keys(address).length === 0 ? undefined : address;
}

function parentOf(account: Rows['opportunity']['Account']): unknown {
  const parent = account?.Parent;
  if (!account?.ParentId || !parent) return undefined;
  return present({
    accountId: account.ParentId,
    name: parent.Name,
    customerNumber: parent.ERP_Customer_Number__c,
    taxId: parent.Tax_Id__c,
  });
}

/** A contact without an e-mail address cannot receive an invoice, so it does not count. */
function contactOf(engagement: Rows['engagement']): unknown {
  const contact = engagement?.Billing_Contact__r;
  if (!contact?.Email) return undefined;
  return { contactId: engagement?.Billing_Contact__c, name: contact.Name, email: contact.Email };
}

function managerOf(engagement: Rows['engagement']): unknown {
  const manager = engagement?.Project_Manager__r;
  if (!manager) return undefined;
  return present({ userId: engagement?.Project_Manager__c, name: manager.Name, email: manager.Email });
}

function orderOf(engagement: Rows['engagement']): unknown {
  if (!engagement?.PO_Number__c) return undefined;
  return present({ number: engagement.PO_Number__c, expiresOn: engagement.PO_Expires_On__c });
}

/** A line without milestones has no list of them, as it had before there were any. */
function lineOf(
  line: Rows['lines'][number],
  currency: string,
  { roles, milestones }: Pick<Rows, 'roles' | 'milestones'>,
): unknown {
  const own = milestones.filter((milestone) => milestone.SOW_Line__c === line.Id);
  return present({
    key: line.Line_Key__c,
    recordId: line.Id,
    description: line.Description__c,
    legalEntity: line.Legal_Entity__c,
    billingType: line.Billing_Type__c,
    serviceCode: line.Service_Code__c,
    currency,
    amount: line.Amount__c,
    rateCard: line.Rate_Card__c,
    startOn: line.Start_Date__c,
    endOn: line.End_Date__c,
    roles: roles
      .filter((role) => role.SOW_Line__c === line.Id)
      .map((role) => ({
        key: role.Role_Key__c,
        recordId: role.Id,
        role: role.Role__c,
        minutes: minutesOf(role.Hours__c),
      })),
    milestones: own.length === 0 ? undefined : own.map(milestoneOf),
  });
}

function milestoneOf(milestone: Rows['milestones'][number]): unknown {
  return present({
    key: milestone.Milestone_Key__c,
    recordId: milestone.Id,
    name: milestone.Name,
    amount: milestone.Amount__c ?? '0.00',
    dueOn: milestone.Planned_Date__c,
  });
}

/** Hours with at most two places are whole minutes only by rounding: 0.33 h is 20 minutes. */
function minutesOf(hours: string): number {
  return Math.round(Number(hours) * 60);
}

function revisionOf({ opportunity, engagement, lines, roles, milestones }: Rows): number {
  const stamps = [opportunity, engagement, ...lines, ...roles, ...milestones].flatMap(
    (row) => row?.SystemModstamp ?? [],
  );
  return Math.max(...[...stamps, opportunity.Account?.SystemModstamp ?? 0].map((stamp) => new Date(stamp).getTime()));
}

function present(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null));
}

function unreadable(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): DealResult {
  const [first] = issues;
  const pointer = `/${(first?.path ?? []).map(String).join('/')}`;
  const text = `The deal cannot be read at ${pointer}: ${first?.message ?? 'unknown'}`;
  return { kind: 'unreadable', fault: { code: 'crm.deal-unreadable', text: text.slice(0, 1000), pointer } };
}
