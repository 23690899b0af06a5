import { api, LightningElement, wire } from 'lwc';
import type { Wired } from 'lightning/uiRecordApi';
import type { RecordPage } from 'lightning/uiRelatedListApi';
import { getRelatedListRecords } from 'lightning/uiRelatedListApi';
import REQUEST from '@salesforce/schema/Provision_Request__c';
import { prefixed, prefixOf } from 'c/handoffModel';

const PREFIX = prefixOf(REQUEST.objectApiName, 'Provision_Request__c');
const FIELDS = ['Id', 'Role_Key__c', 'Role__c', 'Hours__c'].map((field) =>
  prefixed(PREFIX, `Role_Request__c.${field}`),
);

/** Reads the role requests of one SOW line and hands them up: a wire reads the children of one parent only. */
export default class HandoffLineRoles extends LightningElement {
  @api lineId: string | undefined;

  relatedListId = prefixed(PREFIX, 'Role_Requests__r');
  fields = FIELDS;

  @wire(getRelatedListRecords, {
    parentRecordId: '$lineId',
    relatedListId: '$relatedListId',
    fields: '$fields',
    pageSize: 50,
  })
  onRoles({ data, error }: Wired<RecordPage>): void {
    if (data === undefined && error === undefined) return;
    const detail = { lineId: this.lineId, records: data?.records ?? [] };
    this.dispatchEvent(new CustomEvent('roles', { detail }));
  }
}
