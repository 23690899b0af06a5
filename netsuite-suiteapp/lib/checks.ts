import type { NetSuiteFeature } from 'N/runtime';

/** One line of the checklist: what was looked for, what was found, and what to do when it is not enough. */
export type Check = {
  readonly label: string;
  readonly state: 'good' | 'missing' | 'to-know';
  readonly found: string;
  readonly remedy?: string;
};

export type CheckGroup = { readonly title: string; readonly checks: readonly Check[] };

/** What the account can be asked about; each question is put in the role of the integration. */
export type Account = {
  isOn(feature: NetSuiteFeature): boolean;
  /** 0 none, 1 view, 2 create, 3 edit, 4 full. */
  level(permission: string): number;
  /** Rows of a query, or nothing when the account or the role refuses it. */
  rows(sql: string): readonly Readonly<Record<string, unknown>>[] | undefined;
  preference(page: string, field: string): string;
};

type Feature = readonly [id: NetSuiteFeature, label: string, why: string];

const needed: readonly Feature[] = [
  ['SERVERSIDESCRIPTING', 'SuiteScript', 'Nothing of Throughline runs without it'],
  ['CUSTOMRECORDS', 'Custom records', 'The posting ledger and the outbox are such records'],
  ['JOBS', 'Projects', 'A provisioned deal is a project'],
  ['ADVANCEDJOBS', 'Project management', 'Tasks of a project'],
];
const useful: readonly Feature[] = [
  ['SUBSIDIARIES', 'Subsidiaries', 'Several legal entities'],
  ['MULTICURRENCY', 'Multiple currencies', 'Deals in another currency than the base currency'],
  ['TIMETRACKING', 'Time tracking', 'Time on projects'],
  ['ADVBILLING', 'Advanced billing', 'Billing of projects'],
  ['CHARGEBASEDBILLING', 'Charge-based project billing', 'Billing rules by role and by milestone'],
  ['BILLINGCLASSES', 'Per-employee billing rates', 'Rates by role'],
  ['BILLINGRATECARDS', 'Billing rate cards', 'Rates by reference'],
  ['DEPARTMENTS', 'Departments', 'Practice as a dimension'],
  ['CLASSES', 'Classes', 'Kind of work as a dimension'],
  ['LOCATIONS', 'Locations', 'Place of work as a dimension'],
];

type Permission = readonly [id: string, label: string, level: number];

/** The permissions of the shipped role, by what each flow needs. */
export const permissions: readonly Permission[] = [
  ['ADMI_LOGIN_OAUTH2', 'Log in using OAuth 2.0 access tokens', 4],
  ['REPO_ANALYTICS', 'SuiteAnalytics Workbook', 3],
  ['LIST_CUSTJOB', 'Customers', 3],
  ['LIST_JOB', 'Projects', 4],
  ['LIST_PROJECTTASK', 'Project tasks', 4],
  ['TRAN_CHARGERULE', 'Charge rules', 4],
  ['LIST_PROJECTTEMPLATE', 'Project templates', 1],
  ['LIST_GENERICRESOURCE', 'Generic resources', 1],
  ['LIST_ITEM', 'Items', 1],
  ['LIST_EMPLOYEE_PUBLIC', 'Employees, without their cost', 1],
  ['LIST_DEPARTMENT', 'Departments', 1],
  ['LIST_CLASS', 'Classes', 1],
  ['LIST_LOCATION', 'Locations', 1],
  ['LIST_TAXITEM', 'Tax items', 1],
  ['ADMI_ACCTPERIODS', 'Accounting periods', 1],
  ['LIST_BILLINGRATECARD', 'Billing rate cards', 1],
  ['LIST_CURRENCY', 'Currencies', 1],
  ['LIST_SUBSIDIARY', 'Subsidiaries', 1],
  ['ADMI_DELETEDRECORD', 'Deleted records', 1],
  ['customrecord_tl_posting', 'Throughline Posting Ledger', 3],
  ['customrecord_tl_link', 'Throughline Link', 3],
  ['customrecord_tl_budget', 'Throughline Budget', 4],
  ['customrecord_tl_state', 'Throughline State', 3],
  ['customrecord_tl_outbox', 'Throughline Outbox', 3],
];
const levelWords = ['none', 'view', 'create', 'edit', 'full'];

/** Every check, in the order in which an administrator would mend what is missing. */
export function checkAccount(account: Account): readonly CheckGroup[] {
  return [
    {
      title: 'Features',
      checks: [
        ...needed.map((one) => featureCheck(account, one, 'missing')),
        ...useful.map((one) => featureCheck(account, one, 'to-know')),
      ],
    },
    { title: 'Permissions of the integration role', checks: permissions.map((one) => permissionCheck(account, one)) },
    { title: 'Records and lists', checks: lists.map((one) => listCheck(account, one)) },
    { title: 'Account', checks: accountChecks(account) },
  ];
}

function featureCheck(account: Account, [id, label, why]: Feature, without: 'missing' | 'to-know'): Check {
  if (account.isOn(id)) return { label, state: 'good', found: 'On' };
  return { label, state: without, found: 'Off', remedy: `${why}. Setup > Company > Enable Features (${id})` };
}

function permissionCheck(account: Account, [id, label, level]: Permission): Check {
  const has = account.level(id);
  const found = levelWords[has] ?? 'none';
  if (has >= level) return { label, state: 'good', found };
  return {
    ...{ label, state: 'missing', found },
    remedy: `Give the role Throughline Integration this permission with level ${levelWords[level] ?? ''}`,
  };
}

type List = { readonly label: string; readonly sql: string; readonly word: string; readonly ifNone: string };

const lists: readonly List[] = [
  {
    label: 'Legal entities with a code',
    sql: "select externalid as code from subsidiary where externalid is not null and isinactive = 'F' order by id",
    ...{ word: 'legal entities', ifNone: 'Write the code of each legal entity into its external id' },
  },
  {
    label: 'Currencies',
    sql: "select symbol as code from currency where isinactive = 'F' order by id",
    ...{ word: 'currencies', ifNone: 'Add the currencies that deals are made in' },
  },
  {
    label: 'Billing rate cards',
    sql: "select externalid as code from billingratecard where externalid is not null and isinactive = 'F' order by id",
    ...{ word: 'rate cards', ifNone: 'Write the code of each rate card into its external id' },
  },
  {
    label: 'Open accounting periods',
    sql: "select periodname as code from accountingperiod where closed = 'F' and isquarter = 'F' and isyear = 'F' order by startdate",
    ...{ word: 'open periods', ifNone: 'Open a period, or let the role see accounting periods' },
  },
  {
    label: 'Posting ledger',
    sql: 'select count(*) as code from customrecord_tl_posting',
    ...{ word: 'rows', ifNone: 'Install the SuiteApp again: its records are missing' },
  },
];

const mostNamed = 6;

function listCheck(account: Account, { label, sql, word, ifNone }: List): Check {
  const rows = account.rows(sql);
  if (rows === undefined) return { label, state: 'missing', found: 'The role may not read them', remedy: ifNone };
  const codes = rows.map((row) => String(row['code']));
  if (word === 'rows') return { label, state: 'good', found: `${codes[0] ?? '0'} rows` };
  const named = codes.slice(0, mostNamed).join(', ');
  const more = codes.length > mostNamed ? ` and ${codes.length - mostNamed} more` : '';
  if (codes.length === 0) return { label, state: 'missing', found: `No ${word}`, remedy: ifNone };
  return { label, state: 'good', found: `${codes.length} ${word}: ${named}${more}` };
}

function accountChecks(account: Account): Check[] {
  const zone = account.preference('companyinformation', 'timezone');
  const isCharged = account.isOn('CHARGEBASEDBILLING');
  return [
    {
      label: 'Time zone of the company',
      ...(zone === ''
        ? { state: 'to-know', found: 'Not readable', remedy: 'Setup > Company > Company Information' }
        : { state: 'good', found: zone }),
    },
    {
      label: 'Billing profile',
      ...(isCharged
        ? { state: 'good', found: 'Charge-based: billing rules on projects' }
        : {
            state: 'missing',
            found: 'Sales orders',
            remedy: 'Throughline bills by charge rules; switch on charge-based project billing',
          }),
    },
    {
      label: 'Calls at once',
      state: 'to-know',
      found: 'No script can read this limit',
      remedy:
        'Setup > Integration > Integration Governance shows it; give the bridge the same figure (NETSUITE_CONCURRENCY)',
    },
  ];
}
