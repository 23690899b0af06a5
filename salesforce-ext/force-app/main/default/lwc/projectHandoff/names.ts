import REQUEST from '@salesforce/schema/Provision_Request__c';
import { prefixed, prefixOf } from 'c/handoffModel';

/** What a managed package puts before our names; the platform does it for imports, but not inside texts. */
export const prefix = prefixOf(REQUEST.objectApiName, 'Provision_Request__c');

export const opportunityFields = fieldsOf('Opportunity', 'Name IsWon CloseDate AccountId Account.Name');
export const opportunityOptional = fieldsOf(
  'Opportunity',
  'CurrencyIsoCode LastModifiedDate Provision_Generation__c Account.LastModifiedDate Account.Legal_Name__c ' +
    'Account.Tax_Id__c Account.ERP_Customer_Number__c Account.PO_Required__c Account.BillingStreet ' +
    'Account.BillingCity Account.BillingPostalCode Account.BillingStateCode Account.BillingCountryCode ' +
    'Account.Parent.Name Account.Parent.ERP_Customer_Number__c Account.Parent.Tax_Id__c',
);

export const engagementList = prefixed(prefix, 'Engagements__r');
export const engagementFields = fieldsOf(
  'Engagement__c',
  'Id Signed_On__c Start_Date__c End_Date__c Contract_Value__c Billing_Contact__r.Name Billing_Contact__r.Email ' +
    'Project_Manager__r.Name',
);
export const engagementOptional = fieldsOf(
  'Engagement__c',
  'LastModifiedDate Project_Manager__r.Email PO_Number__c PO_Expires_On__c Project_Template__c Practice__c',
);

export const lineObject = prefixed(prefix, 'SOW_Line__c');
export const lineList = prefixed(prefix, 'SOW_Lines__r');
export const lineFields = fieldsOf(
  'SOW_Line__c',
  'Id Line_Key__c Description__c Legal_Entity__c Billing_Type__c Service_Code__c Amount__c Rate_Card__c ' +
    'Start_Date__c End_Date__c',
);
export const lineOptional = fieldsOf('SOW_Line__c', 'CurrencyIsoCode LastModifiedDate');

export const referenceObject = prefixed(prefix, 'ERP_Reference__c');
export const referenceView = 'All';
export const referenceFields = fieldsOf(
  'ERP_Reference__c',
  'Kind__c Code__c Label__c Legal_Entity__c Currency__c Valid_From__c Valid_To__c Active__c As_Of__c Detail__c',
);

export const matchList = prefixed(prefix, 'Customer_Matches__r');
export const matchFields = fieldsOf(
  'Customer_Match__c',
  'Legal_Entity__c Customer_Number__c Customer_Name__c Score__c Is_Certain__c Is_Active__c Reasons__c Tax_Id__c ' +
    'Mail_Domain__c City__c Country__c As_Of__c',
);

export const progressList = prefixed(prefix, 'Sync_Statuses__r');
export const progressFields = fieldsOf(
  'Sync_Status__c',
  'Key__c Kind__c Step__c State__c Text__c Owner_Role__c System__c Ref_Number__c Ref_Url__c At__c Started_At__c ' +
    'Version__c Generation__c Run_Id__c Correlation_Id__c Detail__c Undone__c Ahead__c Can_Retry__c Waiting_Since__c ' +
    'Next_At__c',
);
/** What the bridge rings when a status changed. */
export const progressChannel = `/event/${prefixed(prefix, 'Provision_Progress__e')}`;
export const progressOpportunity = prefixed(prefix, 'Opportunity_Id__c');

export const requestList = prefixed(prefix, 'Provision_Requests__r');
export const requestOpportunity = prefixed(prefix, 'Opportunity__c');
export const requestAct = prefixed(prefix, 'Act__c');
export const requestChoice = prefixed(prefix, 'Customer_Choice__c');
export const requestCustomer = prefixed(prefix, 'Chosen_Customer__c');
export const requestSeen = prefixed(prefix, 'Seen_Version__c');
export const requestFields = fieldsOf(
  'Provision_Request__c',
  'Name Act__c Generation__c State__c CreatedDate CreatedById CreatedBy.Name',
);

function fieldsOf(object: string, fields: string): string[] {
  return fields.split(' ').map((field) => prefixed(prefix, `${object}.${field}`));
}
