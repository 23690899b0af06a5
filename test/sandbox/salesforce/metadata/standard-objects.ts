import type { FieldType } from './object-type.ts';

/**
 * The standard objects that this org has, as far as Throughline and its seeds touch them.
 *
 * Lengths and flags: Object Reference for the Salesforce Platform, API 66, chapters of the objects' names. Key prefixes:
 * "Standard Field Record Id Prefix Decoder" of Salesforce Help. `assumed` marks what no page at hand confirms.
 */
export type StandardField = {
  name: string;
  label: string;
  type: FieldType;
  length?: number;
  scale?: number;
  flags?: readonly ('required' | 'unique' | 'derived' | 'create-only')[];
  values?: readonly string[];
  defaultValue?: string;
  to?: string;
  parentName?: string;
  childName?: string;
  source?: 'assumed';
};

export type StandardObject = {
  name: string;
  label: string;
  labelPlural: string;
  keyPrefix: string;
  /** Rows without an owner and a currency of their own. */
  isSetup: boolean;
  fields: readonly StandardField[];
};

/** Currencies that are active in the org; the first is the corporate one. */
export const activeCurrencies = ['USD', 'EUR', 'GBP', 'BRL', 'JPY'] as const;

/** Stage, probability in percent, and whether it ends the deal. Source: the stages a new org has. */
export const opportunityStages: readonly { name: string; probability: number; end?: 'won' | 'lost' }[] = [
  { name: 'Prospecting', probability: 10 },
  { name: 'Qualification', probability: 10 },
  { name: 'Needs Analysis', probability: 20 },
  { name: 'Value Proposition', probability: 50 },
  { name: 'Id. Decision Makers', probability: 60 },
  { name: 'Perception Analysis', probability: 70 },
  { name: 'Proposal/Price Quote', probability: 75 },
  { name: 'Negotiation/Review', probability: 90 },
  { name: 'Closed Won', probability: 100, end: 'won' },
  { name: 'Closed Lost', probability: 0, end: 'lost' },
];

export const standardObjects: readonly StandardObject[] = [
  {
    name: 'Account',
    label: 'Account',
    labelPlural: 'Accounts',
    keyPrefix: '001',
    isSetup: false,
    fields: [
      { name: 'Name', label: 'Account Name', type: 'text', length: 255, flags: ['required'] },
      {
        name: 'ParentId',
        label: 'Parent Account ID',
        type: 'reference',
        to: 'Account',
        parentName: 'Parent',
        childName: 'ChildAccounts',
      },
      { name: 'AccountNumber', label: 'Account Number', type: 'text', length: 40 },
      { name: 'Type', label: 'Account Type', type: 'text', length: 255 },
      { name: 'Industry', label: 'Industry', type: 'text', length: 255 },
      { name: 'Phone', label: 'Account Phone', type: 'phone', length: 40 },
      { name: 'Website', label: 'Website', type: 'url', length: 255 },
      { name: 'BillingStreet', label: 'Billing Street', type: 'long-text', length: 255 },
      { name: 'BillingCity', label: 'Billing City', type: 'text', length: 40 },
      { name: 'BillingState', label: 'Billing State/Province', type: 'text', length: 80 },
      { name: 'BillingStateCode', label: 'Billing State/Province Code', type: 'text', length: 10 },
      { name: 'BillingPostalCode', label: 'Billing Zip/Postal Code', type: 'text', length: 20 },
      { name: 'BillingCountry', label: 'Billing Country', type: 'text', length: 80 },
      { name: 'BillingCountryCode', label: 'Billing Country Code', type: 'text', length: 10 },
      { name: 'Description', label: 'Account Description', type: 'long-text', length: 32_000 },
    ],
  },
  {
    name: 'Contact',
    label: 'Contact',
    labelPlural: 'Contacts',
    keyPrefix: '003',
    isSetup: false,
    fields: [
      {
        name: 'AccountId',
        label: 'Account ID',
        type: 'reference',
        to: 'Account',
        parentName: 'Account',
        childName: 'Contacts',
      },
      { name: 'FirstName', label: 'First Name', type: 'text', length: 40 },
      { name: 'LastName', label: 'Last Name', type: 'text', length: 80, flags: ['required'] },
      { name: 'Name', label: 'Full Name', type: 'text', length: 121, flags: ['derived'] },
      { name: 'Email', label: 'Email', type: 'email', length: 80 },
      { name: 'Phone', label: 'Business Phone', type: 'phone', length: 40 },
      { name: 'Title', label: 'Title', type: 'text', length: 128 },
    ],
  },
  {
    name: 'Opportunity',
    label: 'Opportunity',
    labelPlural: 'Opportunities',
    keyPrefix: '006',
    isSetup: false,
    fields: [
      { name: 'Name', label: 'Name', type: 'text', length: 120, flags: ['required'] },
      {
        name: 'AccountId',
        label: 'Account ID',
        type: 'reference',
        to: 'Account',
        parentName: 'Account',
        childName: 'Opportunities',
      },
      {
        name: 'StageName',
        label: 'Stage',
        type: 'picklist',
        flags: ['required'],
        values: opportunityStages.map((stage) => stage.name),
      },
      { name: 'CloseDate', label: 'Close Date', type: 'date', flags: ['required'] },
      { name: 'Amount', label: 'Amount', type: 'currency', length: 18, scale: 2 },
      { name: 'Probability', label: 'Probability (%)', type: 'percent', length: 3, scale: 0 },
      { name: 'IsWon', label: 'Won', type: 'checkbox', flags: ['derived'] },
      { name: 'IsClosed', label: 'Closed', type: 'checkbox', flags: ['derived'] },
      { name: 'Type', label: 'Opportunity Type', type: 'text', length: 255 },
      { name: 'NextStep', label: 'Next Step', type: 'text', length: 255 },
      { name: 'LeadSource', label: 'Lead Source', type: 'text', length: 255 },
      { name: 'Description', label: 'Description', type: 'long-text', length: 32_000 },
    ],
  },
  {
    name: 'User',
    label: 'User',
    labelPlural: 'Users',
    keyPrefix: '005',
    isSetup: true,
    fields: [
      { name: 'Username', label: 'Username', type: 'text', length: 80, flags: ['required', 'unique'] },
      { name: 'FirstName', label: 'First Name', type: 'text', length: 40 },
      { name: 'LastName', label: 'Last Name', type: 'text', length: 80, flags: ['required'] },
      { name: 'Name', label: 'Full Name', type: 'text', length: 121, flags: ['derived'] },
      { name: 'Email', label: 'Email', type: 'email', length: 128, flags: ['required'] },
      { name: 'Alias', label: 'Alias', type: 'text', length: 12, flags: ['required', 'unique'], source: 'assumed' },
      { name: 'Title', label: 'Title', type: 'text', length: 80 },
      {
        name: 'ProfileId',
        label: 'Profile ID',
        type: 'reference',
        to: 'Profile',
        parentName: 'Profile',
        flags: ['required'],
      },
      { name: 'IsActive', label: 'Active', type: 'checkbox', defaultValue: 'true' },
      {
        name: 'UserType',
        label: 'User Type',
        type: 'text',
        length: 40,
        flags: ['create-only'],
        defaultValue: '"Standard"',
      },
      { name: 'TimeZoneSidKey', label: 'Time Zone', type: 'text', length: 40, defaultValue: '"America/New_York"' },
      { name: 'LocaleSidKey', label: 'Locale', type: 'text', length: 40, defaultValue: '"en_US"' },
      { name: 'LanguageLocaleKey', label: 'Language', type: 'text', length: 40, defaultValue: '"en_US"' },
    ],
  },
  {
    name: 'Organization',
    label: 'Organization',
    labelPlural: 'Organizations',
    keyPrefix: '00D',
    isSetup: true,
    fields: [
      { name: 'Name', label: 'Name', type: 'text', length: 80, flags: ['required'] },
      { name: 'InstanceName', label: 'Instance Name', type: 'text', length: 5, flags: ['create-only'] },
      { name: 'OrganizationType', label: 'Edition', type: 'text', length: 40, flags: ['create-only'] },
      { name: 'IsSandbox', label: 'Is Sandbox', type: 'checkbox', flags: ['create-only'] },
      { name: 'LanguageLocaleKey', label: 'Language', type: 'text', length: 40, defaultValue: '"en_US"' },
    ],
  },
  {
    name: 'Profile',
    label: 'Profile',
    labelPlural: 'Profiles',
    keyPrefix: '00e',
    isSetup: true,
    fields: [{ name: 'Name', label: 'Name', type: 'text', length: 255, flags: ['required', 'unique'] }],
  },
  {
    name: 'PermissionSet',
    label: 'Permission Set',
    labelPlural: 'Permission Sets',
    keyPrefix: '0PS',
    isSetup: true,
    fields: [
      { name: 'Name', label: 'Permission Set Name', type: 'text', length: 80, flags: ['required', 'unique'] },
      { name: 'Label', label: 'Permission Set Label', type: 'text', length: 80, flags: ['required'] },
    ],
  },
  {
    name: 'PermissionSetAssignment',
    label: 'Permission Set Assignment',
    labelPlural: 'Permission Set Assignments',
    keyPrefix: '0Pa',
    isSetup: true,
    fields: [
      {
        name: 'AssigneeId',
        label: 'Assignee ID',
        type: 'reference',
        to: 'User',
        parentName: 'Assignee',
        childName: 'PermissionSetAssignments',
        flags: ['required', 'create-only'],
      },
      {
        name: 'PermissionSetId',
        label: 'PermissionSet ID',
        type: 'reference',
        to: 'PermissionSet',
        parentName: 'PermissionSet',
        childName: 'Assignments',
        flags: ['required', 'create-only'],
      },
    ],
  },
];
