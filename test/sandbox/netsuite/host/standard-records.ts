import { deliveryRecords } from './delivery-records.ts';
import type { FieldDefinition, GovernanceClass, SublistDefinition } from './definitions.ts';
import { checkbox, day, entityName, inside, number, reference, sublist, subsidiary, text } from './field-builders.ts';

/**
 * The standard record types of the account, one row each, in the fields that provisioning meets.
 *
 * `source`: *documented* = read in NetSuite Help or in Oracle's own files (2026-11); *assumed* = from memory, no page read.
 */
export type StandardRecord = {
  type: string;
  table?: string;
  label: string;
  permission: string;
  otherPermission?: string;
  titleField: string;
  idSpace?: 'entity';
  numbering?: { field: string; prefix: string; first: number };
  unique?: { field: string; code: string; message: string };
  modifiedField?: string;
  createdField?: string;
  isReadOnly?: true;
  /** Only a table of SuiteQL: no script creates, loads or deletes it. */
  isTableOnly?: true;
  hasSharedExternalId?: true;
  feature?: string;
  governance?: GovernanceClass;
  sublists?: readonly SublistDefinition[];
  fields: readonly FieldDefinition[];
  source: string;
};

const projectStatuses = { 1: 'Closed', 2: 'In Progress', 3: 'Not Awarded', 4: 'Pending', 5: 'Awarded' } as const;
const customerStatuses = { 6: 'Lead-Unqualified', 7: 'Lead-Qualified', 13: 'Customer-Closed Won' } as const;
const billingTypes = {
  TM: 'Time and Materials',
  FBI: 'Fixed Bid, Interval',
  FBM: 'Fixed Bid, Milestone',
  CB: 'Charge-Based',
} as const;
const taskStatuses = { NOTSTART: 'Not Started', PROGRESS: 'In Progress', COMPLETE: 'Completed' } as const;

const coreRecords: readonly StandardRecord[] = [
  {
    type: 'currency',
    label: 'Currency',
    permission: 'LIST_CURRENCY',
    titleField: 'name',
    fields: [
      text('name', 'Name', { isMandatory: true }),
      text('symbol', 'ISO Code', { isMandatory: true, maxLength: 3 }),
    ],
    source: 'record documented; fields name and symbol assumed',
  },
  {
    type: 'subsidiary',
    label: 'Subsidiary',
    permission: 'LIST_SUBSIDIARY',
    titleField: 'name',
    feature: 'SUBSIDIARIES',
    fields: [
      text('name', 'Name', { isMandatory: true, ...entityName }),
      text('legalname', 'Legal Name', entityName),
      reference('parent', 'Parent Subsidiary', ['subsidiary']),
      reference('currency', 'Currency', ['currency'], { isMandatory: true }),
      text('country', 'Country'),
      checkbox('iselimination', 'Elimination'),
    ],
    source: 'documented (supported records); field ids assumed',
  },
  {
    type: 'department',
    label: 'Department',
    permission: 'LIST_DEPARTMENT',
    titleField: 'name',
    feature: 'DEPARTMENTS',
    fields: [
      text('name', 'Name', { isMandatory: true, maxLength: 60 }),
      reference('parent', 'Sub-department of', ['department']),
    ],
    source: 'documented (supported records); length assumed',
  },
  {
    type: 'employee',
    label: 'Employee',
    permission: 'LIST_EMPLOYEE',
    otherPermission: 'LIST_EMPLOYEE_PUBLIC',
    titleField: 'entityid',
    idSpace: 'entity',
    fields: [
      text('entityid', 'Name', { isMandatory: true, ...entityName }),
      text('firstname', 'First Name', { maxLength: 32 }),
      text('lastname', 'Last Name', { maxLength: 32 }),
      text('email', 'Email', { maxLength: 254 }),
      text('title', 'Job Title', { maxLength: 100 }),
      subsidiary,
      reference('department', 'Department', ['department']),
      number('laborcost', 'Labor Cost', { hiddenWithout: 'LIST_EMPLOYEE' }),
      checkbox('isjobresource', 'Project Resource'),
      checkbox('isjobmanager', 'Project Manager'),
    ],
    source:
      'documented (supported records); field ids, lengths and the view without cost of LIST_EMPLOYEE_PUBLIC assumed',
  },
  {
    type: 'customer',
    label: 'Customer',
    permission: 'LIST_CUSTJOB',
    titleField: 'entityid',
    idSpace: 'entity',
    numbering: { field: 'entityid', prefix: 'C-', first: 1001 },
    unique: {
      field: 'entityid',
      code: 'UNIQUE_CUST_ID_REQD',
      message:
        'A customer record with this ID already exists. You must enter a unique customer ID for each record you create.',
    },
    fields: [
      text('entityid', 'Customer ID', { isMandatory: true, ...entityName }),
      text('companyname', 'Company Name', { isMandatory: true, ...entityName }),
      reference('parent', 'Parent Company', ['customer']),
      subsidiary,
      reference('currency', 'Primary Currency', ['currency']),
      {
        id: 'entitystatus',
        label: 'Status',
        kind: 'choice',
        choices: customerStatuses,
        isMandatory: true,
        defaultValue: 13,
      },
      text('email', 'Email', { maxLength: 254 }),
      text('phone', 'Phone', { maxLength: 22 }),
      text('vatregnumber', 'Tax Reg. Number', { maxLength: 20 }),
      text('terms', 'Terms'),
      text('comments', 'Comments', { maxLength: 4000 }),
    ],
    sublists: [
      sublist('currency', 'Currencies', [reference('currency', 'Currency', ['currency'], { isMandatory: true })]),
      sublist('addressbook', 'Addresses', [
        text('label', 'Label', { maxLength: 150 }),
        checkbox('defaultbilling', 'Default Billing'),
        checkbox('defaultshipping', 'Default Shipping'),
        ...inside('addressbookaddress', [
          text('country', 'Country', { defaultValue: 'US', maxLength: 2 }),
          text('attention', 'Attention', { maxLength: 83 }),
          text('addressee', 'Addressee', { maxLength: 83 }),
          text('addr1', 'Address 1', { maxLength: 150 }),
          text('addr2', 'Address 2', { maxLength: 150 }),
          text('addr3', 'Address 3', { maxLength: 150 }),
          text('city', 'City', { maxLength: 50 }),
          text('state', 'State', { maxLength: 30 }),
          text('zip', 'Zip', { maxLength: 36 }),
        ]),
      ]),
    ],
    source:
      'record, mandatory fields, code and address subrecord documented; numbering by preference; 13 = Closed Won and lengths assumed',
  },
  {
    type: 'contact',
    label: 'Contact',
    permission: 'LIST_CONTACT',
    titleField: 'entityid',
    idSpace: 'entity',
    fields: [
      text('entityid', 'Contact', { isMandatory: true, ...entityName }),
      text('firstname', 'First Name', { maxLength: 32 }),
      text('lastname', 'Last Name', { maxLength: 32 }),
      text('email', 'Email', { maxLength: 254 }),
      reference('company', 'Company', ['customer', 'job']),
      subsidiary,
    ],
    source: 'documented (supported records); field ids and lengths assumed',
  },
  {
    type: 'billingratecard',
    label: 'Billing Rate Card',
    // Assumed: Oracle's list of permissions has none for rate cards.
    permission: 'ADMI_ACCOUNTINGLIST',
    otherPermission: 'LIST_BILLINGRATECARD',
    titleField: 'name',
    feature: 'BILLINGRATECARDS',
    fields: [
      text('name', 'Name', { isMandatory: true, ...entityName }),
      reference('subsidiary', 'Subsidiary', ['subsidiary']),
      reference('currency', 'Currency', ['currency']),
      day('validfrom', 'Valid From'),
      day('validto', 'Valid To'),
    ],
    source:
      'record and name documented; subsidiary, currency, validfrom and validto stand for what an account keeps beside it',
  },
  {
    type: 'serviceitem',
    table: 'item',
    label: 'Service Item',
    permission: 'LIST_ITEM',
    titleField: 'itemid',
    fields: [
      text('itemid', 'Item Name/Number', { isMandatory: true, maxLength: 60 }),
      text('displayname', 'Display Name', { maxLength: 60 }),
    ],
    source: 'record documented; table item documented; field ids assumed; its subsidiaries stand in itemsubsidiarymap',
  },
  {
    type: 'job',
    label: 'Project',
    permission: 'LIST_JOB',
    titleField: 'entityid',
    idSpace: 'entity',
    feature: 'JOBS',
    numbering: { field: 'entityid', prefix: 'P-', first: 2001 },
    fields: [
      text('entityid', 'Project ID', { isMandatory: true, ...entityName }),
      text('companyname', 'Project Name', { isMandatory: true, ...entityName }),
      reference('parent', 'Customer', ['customer', 'job'], { queryNames: ['customer'] }),
      subsidiary,
      reference('currency', 'Currency', ['currency']),
      { id: 'entitystatus', label: 'Status', kind: 'choice', choices: projectStatuses, defaultValue: 2 },
      { id: 'jobbillingtype', label: 'Billing Type', kind: 'choice', choices: billingTypes },
      reference('billingratecard', 'Billing Rate Card', ['billingratecard']),
      reference('projectmanager', 'Project Manager', ['employee']),
      checkbox('forecastchargerunondemand', 'Forecast Charge Run on Demand'),
      { id: 'projectexpensetype', label: 'Project Expense Type', kind: 'text', mandatoryWith: 'JOBCOSTING' },
      day('startdate', 'Start Date'),
      day('projectedenddate', 'Projected End Date'),
      number('estimatedcost', 'Estimated Cost'),
      number('estimatedrevenue', 'Estimated Revenue'),
      number('estimatedtime', 'Estimated Work'),
      checkbox('allowtime', 'Allow Time Entry', true),
      checkbox('allowexpenses', 'Allow Expenses', true),
      checkbox('limittimetoassignees', 'Limit Time and Expenses to Resources'),
      text('comments', 'Comments', { maxLength: 4000 }),
    ],
    sublists: [
      sublist('jobresources', 'Resources', [
        reference('jobresource', 'Resource', ['employee', 'vendor', 'genericresource'], { isMandatory: true }),
        text('role', 'Role', { maxLength: 60 }),
      ]),
    ],
    source: 'documented (supported records, project fields, billing type codes); status numbers and defaults assumed',
  },
  {
    type: 'projecttask',
    label: 'Project Task',
    permission: 'LIST_PROJECTTASK',
    titleField: 'title',
    feature: 'ADVANCEDJOBS',
    fields: [
      text('title', 'Name', { isMandatory: true, ...entityName }),
      reference('company', 'Project', ['job', 'projecttemplate'], { isMandatory: true, queryNames: ['project'] }),
      reference('parent', 'Parent Task', ['projecttask']),
      number('estimatedwork', 'Estimated Work'),
      day('startdate', 'Start Date'),
      day('enddate', 'End Date'),
      { id: 'status', label: 'Status', kind: 'choice', choices: taskStatuses, defaultValue: 'NOTSTART' },
      checkbox('nonbillabletask', 'Non-Billable'),
      { id: 'ismilestone', label: 'Milestone', kind: 'checkbox', isReadOnly: true },
      text('message', 'Notes', { maxLength: 4000 }),
    ],
    sublists: [
      sublist('assignee', 'Assignees', [
        reference('resource', 'Resource', ['employee', 'vendor', 'genericresource'], { isMandatory: true }),
        number('units', 'Units', { defaultValue: 100 }),
        number('estimatedwork', 'Estimated Work', { isMandatory: true }),
        number('unitcost', 'Unit Cost'),
        number('unitprice', 'Unit Price'),
        reference('serviceitem', 'Service Item', ['serviceitem']),
      ]),
    ],
    source: 'documented (required fields, milestone rule); lengths and column project assumed',
  },
  {
    type: 'accountingperiod',
    label: 'Accounting Period',
    permission: 'ADMI_ACCTPERIODS',
    titleField: 'periodname',
    isReadOnly: true,
    fields: [
      text('periodname', 'Period Name', { isMandatory: true }),
      day('startdate', 'Start Date'),
      day('enddate', 'End Date'),
      checkbox('closed', 'Closed'),
      checkbox('arlocked', 'A/R Locked'),
      checkbox('aplocked', 'A/P Locked'),
      checkbox('alllocked', 'All Locked'),
      checkbox('isquarter', 'Quarter'),
      checkbox('isyear', 'Year'),
    ],
    source: 'documented (field ids, read and search only, permission id)',
  },
];

/** Delivery comes last, so that the ids of the others stay what they are. */
export const standardRecords: readonly StandardRecord[] = [...coreRecords, ...deliveryRecords];

/** What a SELECT field of SDF means by a negative record type. Source: -3 seen in Oracle's samples; the others assumed. */
export const standardListTypes: Readonly<Record<string, string>> = {
  '-2': 'customer',
  '-3': 'vendor',
  '-4': 'employee',
  '-6': 'contact',
  '-7': 'job',
  '-10': 'serviceitem',
  '-101': 'classification',
  '-102': 'department',
  '-103': 'location',
  '-117': 'subsidiary',
  '-122': 'currency',
};
