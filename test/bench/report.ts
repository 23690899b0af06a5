import type { AcceptFigures } from './accept.ts';
import type { ClickFigures } from './clicks.ts';
import type { DoorName } from './doors.ts';
import type { Spread } from './figures.ts';

/** Where and when the figures were made. */
export type Place = {
  readonly at: string;
  readonly commit: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  readonly postgres: string;
  /** Processes that wanted a core in the minute before the run; far above 0 means that others measured too. */
  readonly loadBefore: number;
};

export type Measured = {
  readonly place: Place;
  readonly accept: readonly { readonly title: string; readonly figures: readonly AcceptFigures[] }[];
  readonly clicks: readonly { readonly title: string; readonly figures: ClickFigures }[];
};

const doors: Readonly<Record<DoorName, string>> = {
  'json-only': 'Hono and `JSON.parse` alone',
  'no-storage': 'the bridge’s door, nothing stored',
  'group-commit': '**the bridge as it is (group commit)**',
  'transaction-each': 'the bridge’s door, one transaction a request',
};

/** The figures as a page that a person reads; everything on it comes from the run. */
export function reportOf({ place, accept, clicks }: Measured): string {
  const { at, commit, processor, cores, memoryGb, system, node, postgres, loadBefore } = place;
  const machine = `${cores} × ${processor}, ${memoryGb} GB, ${system}`;
  return `${[
    '# Figures',
    '',
    'Written by `npm run bench`; do not edit. Read ratios rather than absolute numbers: the client, the bridge and PostgreSQL share the machine.',
    '',
    `${at.slice(0, 16).replace('T', ' ')} UTC · commit ${commit} · ${machine} · Node ${node} · PostgreSQL ${postgres}, commits forced to the disk · load before the run ${loadBefore.toFixed(1)}`,
    '',
    '## Accept',
    '',
    '`POST /v1/events` over HTTP with a bearer token, deal D1 in each event, every event new. All doors take the same load in turn within each round; the figure is the median over the rounds, with the smallest and the largest. The ratio is taken within a round, against one transaction a request.',
    ...accept.flatMap(({ title, figures }) => ['', `**${title}**`, '', ...acceptTable(figures)]),
    '',
    '## Click to done',
    '',
    'From the request that the button writes to the status row that says done, both by Salesforce’s own log of what it committed. Copies of a seeded deal of an existing customer, in the sandbox started by `npm start`. _Realistic_ is 450 ms for a saved NetSuite record and 8 ms for any other call inside a script (`SANDBOX_LATENCY`).',
    '',
    ...clickTable(clicks),
  ].join('\n')}\n`;
}

function acceptTable(figures: readonly AcceptFigures[]): string[] {
  return table(
    ['door', 'events/s', 'ratio', 'p50 ms', 'p99 ms', 'accepted', 'refused'],
    figures.map((row) => [
      doors[row.door],
      spreadText(row.eventsPerSecond, 0),
      spreadText(row.ratio, 2),
      spreadText(row.p50Ms, 1),
      spreadText(row.p99Ms, 1),
      grouped(row.accepted, 0),
      grouped(row.refused, 0),
    ]),
  );
}

function clickTable(rows: Measured['clicks']): string[] {
  return table(
    ['vendor latency', 'clicks', 'p50 s', 'p95 s', 'fastest and slowest s', 'done', 'projects made'],
    rows.map(({ title, figures }) => [
      title,
      String(figures.clicks),
      seconds(figures.p50Ms),
      seconds(figures.p95Ms),
      `${seconds(figures.minMs)} – ${seconds(figures.maxMs)}`,
      String(figures.done),
      String(figures.projects),
    ]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, place) => (place === 0 ? '---' : '--:'))), ...rows.map((row) => line(row))];
}

function spreadText({ median, min, max }: Spread, digits: number): string {
  return `${grouped(median, digits)} (${grouped(min, digits)} – ${grouped(max, digits)})`;
}

function grouped(value: number, digits: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2);
}
