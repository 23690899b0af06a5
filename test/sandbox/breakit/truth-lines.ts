import type { GroundTruthEntry } from '../control/ground-truth.ts';

/** One commit of a platform as a person reads it. */
export type TruthLine = {
  readonly sequence: number;
  readonly time: string;
  readonly operation: 'create' | 'update' | 'delete';
  readonly kind: string;
  readonly name: string;
  /** What the row says of itself, such as a state. */
  readonly note: string;
};

type Reader = (values: Readonly<Record<string, unknown>>, entry: GroundTruthEntry) => Pick<TruthLine, 'name' | 'note'>;

const named =
  (name: string, note?: string): Reader =>
  (values) => ({ name: textOf(values[name]), note: note === undefined ? '' : wordsOf(values[note]) });

/** What is worth a line: the request and its answers on one side, documents and ledger on the other. */
const kinds: Readonly<Record<string, { kind: string; read: Reader }>> = {
  provision_request__c: { kind: 'Request', read: named('Name', 'State__c') },
  sync_status__c: {
    kind: 'Status row',
    read: (values) => ({ name: textOf(values.Step__c) || 'engagement', note: wordsOf(values.State__c) }),
  },
  role_request__c: { kind: 'Role request', read: named('Role__c', 'Demand_State__c') },
  customer_match__c: {
    kind: 'Possible match',
    // A new row without a customer says that a look found none; a change tells only what it changed.
    read: (values, { operation }) => ({
      name: textOf(values.Customer_Name__c),
      note: textOf(values.Customer_Number__c) || (operation === 'create' ? 'none found' : ''),
    }),
  },
  customer: { kind: 'Customer', read: named('companyname', 'entityid') },
  job: { kind: 'Project', read: named('companyname', 'entityid') },
  projecttask: { kind: 'Task', read: named('title') },
  chargerule: { kind: 'Charge rule', read: named('name') },
  customrecord_tl_budget: { kind: 'Budget', read: named('name') },
  customrecord_tl_posting: {
    kind: 'Ledger row',
    read: (values, { externalId = '' }) => ({
      name: externalId.split(':').slice(5).join(' '),
      note: textOf(values.custrecord_tl_posting_state),
    }),
  },
};

/** The newest commits first, at most `most` of them; seeds, and what the platforms do for themselves, are left out. */
export function truthLines(entries: readonly GroundTruthEntry[], most: number): readonly TruthLine[] {
  const lines: TruthLine[] = [];
  for (let place = entries.length - 1; place >= 0 && lines.length < most; place -= 1) {
    const entry = entries[place];
    const known = entry === undefined ? undefined : kinds[entry.type];
    if (entry === undefined || known === undefined || entry.operation === 'reset' || isSeed(entry)) continue;
    const { sequence, time, operation, values } = entry;
    lines.push({ sequence, time, operation, kind: known.kind, ...known.read(values, entry) });
  }
  return lines;
}

/** Salesforce names them; in NetSuite they are what the administrator wrote without a script and without a page. */
function isSeed({ actor, execution, requestId }: GroundTruthEntry): boolean {
  return actor === 'seeds' || (actor === 'administrator' && execution === undefined && requestId === undefined);
}

/** `in-progress` as a person writes it. */
function wordsOf(value: unknown): string {
  const text = textOf(value);
  return /^[a-z-]+$/.test(text) ? text.replaceAll('-', ' ') : text;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
