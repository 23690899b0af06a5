import type { Host, RecordView } from '../../host/host.ts';

/** The two ways in which the pages read the account, as an administrator would. */
export type Records = Pick<Host, 'query' | 'readRecord'>;

/** A list shows at most this many rows. */
const longestList = 500;

export type Task = { title: string; hours: number | undefined; status: string; sowLine: string };

/** One row of a *Sync status* tab. */
export type LinkRow = {
  key: string;
  engagement: string;
  step: string;
  state: string;
  source: string;
  sourceUrl: string;
  /** ISO 8601, UTC. */
  asOf: string;
};

export type ListedRecord = { id: string; number: string; name: string; other: string };

/** The tasks of a project, in the order they were made. */
export function tasksOf(records: Records, projectId: string): readonly Task[] {
  return select(records, 'projecttask', 'project', projectId).map((task) => {
    const hours = task.values['estimatedwork'];
    return {
      title: textOf(task, 'title'),
      hours: hours === undefined || hours === '' ? undefined : Number(hours),
      status: task.texts['status'] ?? textOf(task, 'status'),
      sowLine: textOf(task, 'custevent_tl_sowline'),
    };
  });
}

/** The link rows of one record, through the field that makes them children of it. */
export function linksOf(records: Records, parentField: string, recordId: string): readonly LinkRow[] {
  return select(records, 'customrecord_tl_link', parentField, recordId).map((link) => ({
    key: textOf(link, 'externalid').replace(/^link:/, ''),
    engagement: textOf(link, 'custrecord_tl_link_engagement'),
    step: textOf(link, 'custrecord_tl_link_step'),
    state: textOf(link, 'custrecord_tl_link_state'),
    source: textOf(link, 'custrecord_tl_link_source'),
    sourceUrl: textOf(link, 'custrecord_tl_link_sourceurl'),
    asOf: textOf(link, 'custrecord_tl_link_asof'),
  }));
}

/** The projects of one customer, or all of them. */
export function listProjects(records: Records, customerId?: string): readonly ListedRecord[] {
  return select(records, 'job', 'customer', customerId).map((job) => listed(job, 'parent'));
}

/** The customers under one parent, or all of them. */
export function listCustomers(records: Records, parentId?: string): readonly ListedRecord[] {
  return select(records, 'customer', 'parent', parentId).map((customer) => listed(customer, 'subsidiary'));
}

/** A record type that the account does not have gives no rows: its forms show less then, as the account's own do. */
function select(records: Records, type: string, column: string, value: string | undefined): readonly RecordView[] {
  const where = value === undefined ? '' : `WHERE ${column} = ?`;
  const answer = records.query(
    `SELECT id FROM ${type} ${where} ORDER BY id`,
    value === undefined ? [] : [Number(value)],
  );
  if ('refusal' in answer) return [];
  return answer.rows.slice(0, longestList).flatMap((row) => records.readRecord(type, String(row['id'])) ?? []);
}

/** Number and name of a customer or project, as its own title has them. */
export function titleOf(record: RecordView): string {
  return `${textOf(record, 'entityid')} ${textOf(record, 'companyname')}`;
}

function listed(record: RecordView, otherField: string): ListedRecord {
  const other = record.texts[otherField] ?? '';
  return { id: record.id, number: textOf(record, 'entityid'), name: textOf(record, 'companyname'), other };
}

function textOf({ values }: RecordView, field: string): string {
  return String(values[field] ?? '');
}
