import { z } from 'zod';

/**
 * The rows of a deal as Salesforce answers them: empty fields are null, fractions are texts (`exact-numbers.ts`).
 */
const text = z.string().nullish();
const stamp = z.string();
/** A number field: a whole number arrives as a number, a fraction as text. */
const decimal = z.union([z.string(), z.number().transform(String)]);

export const OpportunityRow = z.object({
  Id: z.string(),
  Name: z.string(),
  IsWon: z.boolean(),
  Amount: decimal.nullish(),
  CurrencyIsoCode: z.string(),
  SystemModstamp: stamp,
  AccountId: text,
  Account: z
    .object({
      Name: z.string(),
      Legal_Name__c: text,
      Tax_Id__c: text,
      ERP_Customer_Number__c: text,
      BillingStreet: text,
      BillingCity: text,
      BillingPostalCode: text,
      BillingStateCode: text,
      BillingCountryCode: text,
      PO_Required__c: z.boolean().nullish(),
      SystemModstamp: stamp,
      ParentId: text,
      Parent: z.object({ Name: z.string(), ERP_Customer_Number__c: text, Tax_Id__c: text }).nullish(),
    })
    .nullish(),
});

export const EngagementRow = z.object({
  Id: z.string(),
  Signed_On__c: text,
  Start_Date__c: text,
  End_Date__c: text,
  Contract_Value__c: decimal.nullish(),
  SystemModstamp: stamp,
  Billing_Contact__c: text,
  Billing_Contact__r: z.object({ Name: z.string(), Email: text }).nullish(),
  PO_Number__c: text,
  PO_Expires_On__c: text,
  Project_Template__c: text,
  Practice__c: text,
  Project_Manager__c: text,
  Project_Manager__r: z.object({ Name: z.string(), Email: text }).nullish(),
});

export const LineRow = z.object({
  Id: z.string(),
  Line_Key__c: z.string(),
  Description__c: text,
  Legal_Entity__c: text,
  Billing_Type__c: text,
  Service_Code__c: text,
  Amount__c: decimal.nullish(),
  Rate_Card__c: text,
  Start_Date__c: text,
  End_Date__c: text,
  SystemModstamp: stamp,
});

export const RoleRow = z.object({
  Id: z.string(),
  SOW_Line__c: z.string(),
  Role_Key__c: z.string(),
  Role__c: z.string(),
  Hours__c: decimal,
  SystemModstamp: stamp,
});

export const MilestoneRow = z.object({
  Id: z.string(),
  SOW_Line__c: z.string(),
  Milestone_Key__c: z.string(),
  Name: z.string(),
  /** A milestone without an amount is a finding, not an unreadable deal. */
  Amount__c: decimal.nullish(),
  Planned_Date__c: text,
  SystemModstamp: stamp,
});
