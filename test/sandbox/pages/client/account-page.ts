import { chrome, highlights } from './chrome.ts';
import { readRecord, shown } from './read.ts';

/** The record page of an account: what NetSuite knows it as. */
export async function accountPage(id: string, userName: string): Promise<Node[]> {
  const fields =
    'Name Legal_Name__c Tax_Id__c ERP_Customer_Number__c ParentId Parent.Name Parent.ERP_Customer_Number__c';
  const account = await readRecord(id, 'Account', fields);
  const facts: [string, string][] = [
    ['Legal name', shown(account, 'Legal_Name__c') || '–'],
    ['Tax id', shown(account, 'Tax_Id__c') || '–'],
    ['NetSuite customer', shown(account, 'ERP_Customer_Number__c') || 'Not linked yet'],
    ['Parent account', shown(account, 'Parent.Name') || '–'],
  ];
  return [chrome(userName, 'Accounts'), highlights('Account', 'standard:account', shown(account, 'Name'), facts)];
}
