import * as format from 'N/format';
import * as query from 'N/query';
import type { Record as NetsuiteRecord } from 'N/record';
import * as runtime from 'N/runtime';
import * as url from 'N/url';
import type { ErpState } from 'shared-model/erp-state.ts';
import { textOf } from '#lib/values.ts';
import type { PendingAct, ShownField, TabFacts } from './tab.ts';

/** The fields of each form that the tab explains, in its order. */
const shownFields: Readonly<Record<TabFacts['kind'], readonly (readonly [id: string, label: string])[]>> = {
  project: [
    ['companyname', 'Project name'],
    ['startdate', 'Start date'],
    ['projectedenddate', 'End date'],
    ['estimatedrevenue', 'Contract value'],
    ['projectmanager', 'Project manager'],
    ['parent', 'Customer'],
    ['entitystatus', 'Status'],
    ['billingratecard', 'Billing rate card'],
    ['allowtime', 'Open for time'],
  ],
  customer: [
    ['companyname', 'Company name'],
    ['parent', 'Parent company'],
    ['vatregnumber', 'Tax reg. number'],
    ['currency', 'Primary currency'],
    ['terms', 'Terms'],
    ['email', 'Invoices go to'],
  ],
};

const mostEngagements = 20;

/** Reads, as the person who opened the form, all that the tab shows: three queries and no write. */
export function factsOf(opened: NetsuiteRecord): TabFacts {
  const kind = String(opened.type) === 'customer' ? 'customer' : 'project';
  const recordId = String(opened.id);
  const links = rowsOrNone(linkSql(kind), [recordId]);
  const engagements = [...new Set(links?.map((row) => textOf(row['engagement']) ?? '') ?? [])].slice(-mostEngagements);
  const states = links === undefined ? undefined : statesOf(engagements);
  const [state, ...others] = states ?? [];
  return {
    kind,
    recordId,
    number: textOf(opened.getValue({ fieldId: 'entityid' })) ?? '',
    fields: shownFields[kind].map(([id, label]) => shownField(opened, { id, label, currency: state?.wanted.currency })),
    showValue: (id, value) => shownValue(id, value, state?.wanted.currency),
    isLinked: (links ?? []).length > 0,
    state,
    others,
    pending: pendingActs(engagements),
    mayRead: links !== undefined && states !== undefined,
    mayAct: mayAct(),
    ownAddress: () => ownAddress({ type: String(opened.type), id: recordId }),
    addressOf: (act) => addressOf('act', { act, type: String(opened.type), id: recordId }),
    show: (at) => String(format.format({ value: at, type: format.Type.DATETIME })),
  };
}

function linkSql(kind: TabFacts['kind']): string {
  const parent = kind === 'customer' ? 'entity' : 'project';
  return (
    'select id, custrecord_tl_link_engagement as engagement from customrecord_tl_link ' +
    `where custrecord_tl_link_${parent} = ? order by id`
  );
}

/** The engagement's states, newest link first; nothing when the role may not see them. */
function statesOf(engagements: readonly string[]): readonly ErpState[] | undefined {
  if (engagements.length === 0) return [];
  const marks = engagements.map(() => '?').join(', ');
  const sql =
    'select custrecord_tl_state_shown as shown from customrecord_tl_state ' +
    `where externalid in (${marks}) order by id desc`;
  return rowsOrNone(
    sql,
    engagements.map((id) => `state:${id}`),
  )?.flatMap((row) => {
    const text = textOf(row['shown']);
    return text === undefined ? [] : [stateOf(text)];
  });
}

/** The RESTlet has checked the text before it was written. */
function stateOf(text: string): ErpState {
  return JSON.parse(text);
}

function pendingActs(engagements: readonly string[]): readonly PendingAct[] {
  if (engagements.length === 0) return [];
  const marks = engagements.map(() => '?').join(', ');
  const sql =
    'select custrecord_tl_outbox_kind as kind, custrecord_tl_outbox_by as person, ' +
    "to_char(custrecord_tl_outbox_at, 'YYYY-MM-DD HH24:MI:SS') as at from customrecord_tl_outbox " +
    `where custrecord_tl_outbox_taken = 'F' and custrecord_tl_outbox_engagement in (${marks}) order by id`;
  return (rowsOrNone(sql, engagements) ?? []).map((row) => ({
    kind: textOf(row['kind']) ?? '',
    by: textOf(row['person']) ?? 'somebody',
    at: new Date(`${(textOf(row['at']) ?? '').replace(' ', 'T')}Z`),
  }));
}

/** Who may edit projects and ring the outbox may act; the page that asks checks it again. */
function mayAct(): boolean {
  const user = runtime.getCurrentUser();
  const level = (name: string): number => Number(user.getPermission({ name }));
  return level('LIST_JOB') >= 3 && level('customrecord_tl_outbox') >= 2;
}

function addressOf(page: 'tab' | 'act', params: Readonly<Record<string, string>>): string {
  const ids = { scriptId: `customscript_tl_${page}`, deploymentId: `customdeploy_tl_${page}` };
  return url.resolveScript({ ...ids, params: { ...params } });
}

/** An account whose administrator took that page away opens its forms all the same; the tab then stands still. */
function ownAddress(params: Readonly<Record<string, string>>): string | undefined {
  try {
    return addressOf('tab', params);
  } catch {
    return undefined;
  }
}

type Asked = { readonly id: string; readonly label: string; readonly currency: string | undefined };

function shownField(opened: NetsuiteRecord, { id, label, currency }: Asked): ShownField {
  const value = opened.getValue({ fieldId: id });
  if (value instanceof Date) return { id, label, text: shownDay(value), value: dayOf(value) };
  if (typeof value === 'boolean') return { id, label, text: value ? 'Yes' : 'No', value: value ? 'T' : 'F' };
  const plain = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  if (id === 'estimatedrevenue') return { id, label, text: shownValue(id, plain, currency), value: plain };
  const text = opened.getText({ fieldId: id });
  return { id, label, text: typeof text === 'string' && text !== '' ? text : plain, value: plain };
}

/** Days as the account writes them; amounts with their currency before and all decimals. */
function shownValue(id: string, value: string, currency: string | undefined): string {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value) ?? [];
  if (year !== undefined) return shownDay(new Date(Number(year), Number(month) - 1, Number(day)));
  if (id !== 'estimatedrevenue' || value === '') return value;
  const [whole = '', fraction = ''] = value.split('.');
  const figures = `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${fraction.padEnd(2, '0')}`;
  return currency === undefined ? figures : `${currency}\u00a0${figures}`;
}

/** A day of a field is midnight in the zone of the script, which is where it is read. */
function dayOf(value: Date): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${value.getFullYear()}-${two(value.getMonth() + 1)}-${two(value.getDate())}`;
}

function shownDay(value: Date): string {
  return String(format.format({ value, type: format.Type.DATE }));
}

type Row = Readonly<Record<string, unknown>>;

/** Nothing when the role may not read the table, which the platform tells by a refusal. */
function rowsOrNone(sql: string, params: readonly string[]): readonly Row[] | undefined {
  try {
    return query.runSuiteQL({ query: sql, params: [...params] }).asMappedResults();
  } catch {
    // The one refusal that a right query meets; the banner says what the role lacks.
    return undefined;
  }
}
