import pg from 'pg';
import { z } from 'zod';

import { restletPath } from '../sandbox/netsuite/front/restlet-address.ts';
import type { RecordedLine } from './recorded-line.ts';
import type { Scan } from './scan.ts';

/** Reads everything that has left the ERP account, or was kept or shown by somebody else, into the scan. */
export async function readSinks(line: RecordedLine, databaseUrl: string, scan: Scan): Promise<void> {
  for (const text of line.bridgeLines) scan.add('bridge log', text);
  for (const { side, path, asked, status, answered } of line.exchanges) {
    if (side === 'salesforce') {
      scan.add('requests to Salesforce', `${path} ${asked}`);
      // What the platform itself refuses with is the disturbance; what our code answers is a 200.
      if (status < 400) scan.add('answers of Salesforce', answered);
    } else if (path.startsWith(restletPath)) {
      scan.add('requests to the RESTlet', asked);
      if (status === 200) scan.add('RESTlet answers', answered);
    }
  }
  for (const entry of line.org.groundTruth.after(0)) scan.add('CRM ground truth', JSON.stringify(entry));
  for (const event of line.org.eventsAfter(0)) scan.add('platform events', JSON.stringify(event));
  for (const entry of line.account.groundTruth.after(0)) {
    if (isOurs(entry.type)) scan.add('ledger and outbox rows', JSON.stringify(entry));
  }
  await readDatabase(databaseUrl, scan);
  await readApi(line, scan);
  await readErpPages(line, scan);
}

/** Records of our own in the account: others than the firm's people may read them. */
function isOurs(type: string): boolean {
  return type.startsWith('customrecord_tl_');
}

/** Every table of the bridge as text, row by row. */
async function readDatabase(databaseUrl: string, scan: Scan): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select quote_ident(table_name) as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    for (const { name } of tables) {
      const { rows } = await client.query<{ text: string }>(
        `select row_to_json(whole)::text as text from ${name} whole`,
      );
      for (const { text } of rows) scan.add('bridge database', text);
    }
  } finally {
    await client.end();
  }
}

const pages = ['/metrics', '/openapi.json', '/v1/schemas', '/healthz', '/readyz'];
const lists = ['/v1/commands', '/v1/exceptions', '/v1/runs', '/v1/calls'];
const List = z.object({ items: z.array(z.looseObject({})), next: z.optional(z.string()) });

/** Whatever the API lists, page by page, and each run and engagement that it names; a route that is not there is left out. */
async function readApi(line: RecordedLine, scan: Scan): Promise<void> {
  const read = async (sink: string, path: string): Promise<string | undefined> => {
    const answer = await fetch(line.urls.bridge + path, { headers: { authorization: `Bearer ${line.tokens.admin}` } });
    if (!answer.ok) return undefined;
    const text = await answer.text();
    scan.add(sink, text);
    return text;
  };
  for (const page of pages) await read(page === '/metrics' ? 'metrics' : 'API answers', page);
  const named = new Set<string>();
  for (const list of lists) {
    let after: string | undefined = '';
    while (after !== undefined) {
      const page = after === '' ? `${list}?limit=100` : `${list}?limit=100&after=${encodeURIComponent(after)}`;
      const text = await read('API answers', page);
      for (const id of text?.match(/(run|eng)_[0-9a-hjkmnp-tv-z]{26}/g) ?? []) named.add(id);
      after = text === undefined ? undefined : List.parse(JSON.parse(text)).next;
    }
  }
  for (const id of named) await read('API answers', id.startsWith('run_') ? `/v1/runs/${id}` : `/v1/engagements/${id}`);
}

const tabAlone = '/app/site/hosting/scriptlet.nl?script=customscript_tl_tab&deploy=customdeploy_tl_tab';

/** The pages of every customer and project that was made or changed, with our tab on them and alone. */
async function readErpPages(line: RecordedLine, scan: Scan): Promise<void> {
  const places = new Set<string>();
  for (const { type, id } of line.account.groundTruth.after(0)) {
    if (type === 'job') places.add(`/app/accounting/project/project.nl?id=${id}&selectedtab=custtab_tl_sync`);
    if (type === 'customer') places.add(`/app/common/entity/custjob.nl?id=${id}&selectedtab=custtab_tl_sync`);
    if (type === 'job' || type === 'customer') places.add(`${tabAlone}&type=${type}&id=${id}`);
  }
  for (const place of places) {
    const answer = await fetch(line.urls.netsuite + place);
    if (answer.ok) scan.add('NetSuite pages', await answer.text());
  }
}
