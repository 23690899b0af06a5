import { api, LightningElement, wire } from 'lwc';
import type { Wired } from 'lightning/uiRecordApi';
import type { RecordPage } from 'lightning/uiRelatedListApi';
import { getRelatedListRecords } from 'lightning/uiRelatedListApi';
import REQUEST from '@salesforce/schema/Provision_Request__c';
import type { UiRecord } from 'c/handoffModel';
import { prefixed, prefixOf } from 'c/handoffModel';

const PREFIX = prefixOf(REQUEST.objectApiName, 'Provision_Request__c');
const ROLE_FIELDS = fieldsOf('Role_Request__c', 'Id Role_Key__c Role__c Hours__c');
const MILESTONE_FIELDS = fieldsOf('SOW_Milestone__c', 'Id Name Milestone_Key__c Amount__c Planned_Date__c');

/** Reads the role requests and milestones of one SOW line and hands them up: a wire reads the children of one parent only. */
export default class HandoffLineParts extends LightningElement {
  @api lineId: string | undefined;

  roleList = prefixed(PREFIX, 'Role_Requests__r');
  roleFields = ROLE_FIELDS;
  milestoneList = prefixed(PREFIX, 'SOW_Milestones__r');
  milestoneFields = MILESTONE_FIELDS;

  private roles: readonly UiRecord[] | undefined;
  private milestones: readonly UiRecord[] | undefined;

  @wire(getRelatedListRecords, {
    parentRecordId: '$lineId',
    relatedListId: '$roleList',
    fields: '$roleFields',
    pageSize: 50,
  })
  onRoles({ data, error }: Wired<RecordPage>): void {
    if (data === undefined && error === undefined) return;
    this.roles = data?.records ?? [];
    this.tell();
  }

  @wire(getRelatedListRecords, {
    parentRecordId: '$lineId',
    relatedListId: '$milestoneList',
    fields: '$milestoneFields',
    pageSize: 50,
  })
  onMilestones({ data, error }: Wired<RecordPage>): void {
    if (data === undefined && error === undefined) return;
    this.milestones = data?.records ?? [];
    this.tell();
  }

  private tell(): void {
    const { lineId, roles, milestones } = this;
    if (roles === undefined || milestones === undefined) return;
    this.dispatchEvent(new CustomEvent('parts', { detail: { lineId, roles, milestones } }));
  }
}

function fieldsOf(object: string, fields: string): string[] {
  return fields.split(' ').map((field) => prefixed(PREFIX, `${object}.${field}`));
}
