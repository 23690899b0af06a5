import type { FieldDefinition } from './definitions.ts';

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
  feature?: string;
  fields: readonly FieldDefinition[];
  source: string;
};

const text = (id: string, label: string, more: Partial<FieldDefinition> = {}): FieldDefinition => ({
  id,
  label,
  kind: 'text',
  ...more,
});
const checkbox = (id: string, label: string, defaultValue = false): FieldDefinition => ({
  id,
  label,
  kind: 'checkbox',
  defaultValue,
});
const number = (id: string, label: string): FieldDefinition => ({ id, label, kind: 'number' });
const day = (id: string, label: string): FieldDefinition => ({ id, label, kind: 'day' });
const reference = (
  id: string,
  label: string,
  refersTo: readonly string[],
  more: Partial<FieldDefinition> = {},
): FieldDefinition => ({ id, label, kind: 'reference', refersTo, ...more });

/** Names of entities hold at most 83 characters. Source: assumed; public integrations cut there. */
const entityName = { maxLength: 83 } as const;
const subsidiary = reference('subsidiary', 'Subsidiary', ['subsidiary'], { isMandatory: true });

const projectStatuses = { 1: 'Closed', 2: 'In Progress', 3: 'Not Awarded', 4: 'Pending', 5: 'Awarded' } as const;
const customerStatuses = { 6: 'Lead-Unqualified', 7: 'Lead-Qualified', 13: 'Customer-Closed Won' } as const;
const billingTypes = {
  TM: 'Time and Materials',
  FBI: 'Fixed Bid, Interval',
  FBM: 'Fixed Bid, Milestone',
  CB: 'Charge-Based',
} as const;
const taskStatuses = { NOTSTART: 'Not Started', PROGRESS: 'In Progress', COMPLETE: 'Completed' } as const;

export const standardRecords: readonly StandardRecord[] = [
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
      number('laborcost', 'Labor Cost'),
      checkbox('isjobresource', 'Project Resource'),
      checkbox('isjobmanager', 'Project Manager'),
    ],
    source: 'documented (supported records); field ids and lengths assumed',
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
    source:
      'record, mandatory fields and code documented; numbering by preference; 13 = Closed Won and lengths assumed',
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
      reference('subsidiary', 'Subsidiary', ['subsidiary']),
    ],
    source: 'record documented; table item documented; field ids assumed; several subsidiaries not built',
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
      reference('company', 'Project', ['job'], { isMandatory: true, queryNames: ['project'] }),
      reference('parent', 'Parent Task', ['projecttask']),
      number('estimatedwork', 'Estimated Work'),
      day('startdate', 'Start Date'),
      day('enddate', 'End Date'),
      { id: 'status', label: 'Status', kind: 'choice', choices: taskStatuses, defaultValue: 'NOTSTART' },
      checkbox('nonbillabletask', 'Non-Billable'),
      { id: 'ismilestone', label: 'Milestone', kind: 'checkbox', isReadOnly: true },
      text('message', 'Notes', { maxLength: 4000 }),
    ],
    source: 'documented (required fields, milestone rule); lengths and column project assumed',
  },
  {
    type: 'accountingperiod',
    label: 'Accounting Period',
    permission: 'ADMI_MANAGEPERIODS',
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
    source: 'documented (field ids, read and search only); permission id assumed',
  },
];

/** What a SELECT field of SDF means by a negative record type. Source: -3 seen in Oracle's samples; the others assumed. */
export const standardListTypes: Readonly<Record<string, string>> = {
  '-2': 'customer',
  '-3': 'vendor',
  '-4': 'employee',
  '-6': 'contact',
  '-7': 'job',
  '-10': 'serviceitem',
  '-102': 'department',
  '-117': 'subsidiary',
  '-122': 'currency',
};
