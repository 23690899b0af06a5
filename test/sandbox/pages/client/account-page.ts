import { chrome, highlights, panel } from './chrome.ts';
import { element, link } from './element.ts';
import { readChildren, readRecord, shown } from './read.ts';

/** The record page of an account: what NetSuite knows it as, and what was sold to it. */
export async function accountPage(id: string, userName: string): Promise<Node[]> {
  const fields = 'Name Legal_Name__c Tax_Id__c ERP_Customer_Number__c ParentId Parent.Name';
  const account = await readRecord(id, 'Account', fields);
  const deals = await readChildren(id, 'Opportunities', 'Opportunity', 'Name StageName');
  const parent = shown(account, 'Parent.Name');
  const facts: [string, Node | string][] = [
    ['Legal name', shown(account, 'Legal_Name__c') || '–'],
    ['Tax id', shown(account, 'Tax_Id__c') || '–'],
    ['NetSuite customer', shown(account, 'ERP_Customer_Number__c') || 'Not linked yet'],
    ['Parent account', parent === '' ? '–' : link(`/lightning/r/Account/${shown(account, 'ParentId')}/view`, parent)],
  ];
  const items = deals.map((deal) =>
    element(
      'li',
      {},
      link(`/lightning/r/Opportunity/${deal.id}/view`, shown(deal, 'Name')),
      element('span', { class: 'kind' }, ` ${shown(deal, 'StageName')}`),
    ),
  );
  const title = `Opportunities (${deals.length})`;
  return [
    chrome(userName, 'Accounts'),
    highlights('Account', 'standard:account', shown(account, 'Name'), facts),
    element(
      'div',
      { class: 'columns' },
      panel('standard:opportunity', title, element('ul', { class: 'list' }, ...items)),
    ),
  ];
}
