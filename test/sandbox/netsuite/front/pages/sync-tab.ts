import { html } from 'hono/html';
import { steps } from 'shared-model/steps.ts';

import type { LinkRow } from './account-records.ts';
import { showInstant, showText } from './figures.ts';
import { facts, icon, table } from './layout.ts';
import type { Mark, Markup } from './layout.ts';

/** Our SuiteApp writes a row when a step is through, so every state is good but these. */
const marks: Readonly<Record<string, Mark>> = {
  waiting: 'waiting',
  held: 'waiting',
  failed: 'failed',
  rejected: 'failed',
  reversed: 'failed',
};
const words: Readonly<Record<Mark, string>> = {
  done: 'Done',
  waiting: 'Waiting',
  failed: 'Did not work',
  next: 'Not yet',
};

/** What a tab tells of: the record, what its source is called, and what each finished step made. */
export type SyncedRecord = {
  readonly kind: 'project' | 'customer';
  readonly sourceName: string;
  readonly links: readonly LinkRow[];
  /** By step, once it is there; a step that is not named is done when it has a row, and shows when that was. */
  readonly results: Readonly<Record<string, string | Markup>>;
};

/**
 * The tab *Sync status*: one line on the health of the record, where it came from, and every row that our SuiteApp wrote.
 *
 * Everything here is read from `customrecord_tl_link`; without rows the tab says so.
 */
export function syncTab(record: SyncedRecord): Markup {
  const newest = newestOf(record.links);
  return html`${banner(record, newest)}${record.links.length === 0 ? '' : tabBody(record, newest)}`;
}

function tabBody(record: SyncedRecord, newest: string): Markup {
  return html`<div class="sync">
    <div>${origin(record, newest)}${record.kind === 'project' ? setUp(record) : ''}</div>
    <div class="panel">
      <header><h2>What came from Salesforce (${String(record.links.length)})</h2></header>
      ${table('What came from Salesforce', columns, record.links, '')}
    </div>
  </div>`;
}

const columns = [
  { label: 'Step', show: (link: LinkRow) => labelOf(link.step) },
  { label: 'State', show: (link: LinkRow) => html`${icon(markOf(link))} ${showState(link.state)}` },
  { label: 'As of', show: (link: LinkRow) => showInstant(link.asOf) },
  { label: 'Key', show: (link: LinkRow) => html`<code>${link.key}</code>` },
];

function banner(record: SyncedRecord, newest: string): Markup {
  const { links, kind } = record;
  const failed = links.filter((link) => markOf(link) === 'failed').length;
  const waiting = links.filter((link) => markOf(link) === 'waiting').length;
  const asOf = `As of ${showInstant(newest)}.`;
  if (links.length === 0)
    return line('quiet', `This ${kind} did not come from Salesforce.`, 'Nothing here follows an Opportunity.');
  if (failed > 0) return line('error', `${failed} of ${links.length} changes did not work.`, asOf);
  if (waiting > 0) return line('warn', `${waiting} of ${links.length} changes are on their way.`, asOf);
  const missing = kind === 'project' ? setUpSteps.filter(({ id }) => markOfStep(id, record) === 'next') : [];
  if (missing.length > 0)
    return line(
      'warn',
      'Set-up is under way.',
      `${missing.length} of ${setUpSteps.length} steps are not here yet. ${asOf}`,
    );
  return line('ok', 'In step with Salesforce.', `Every step is through, nothing is open. ${asOf}`);
}

const lookMarks = { ok: 'done', warn: 'waiting', error: 'failed', quiet: 'next' } as const;

function line(look: keyof typeof lookMarks, title: string, more: string): Markup {
  return html`<div class="banner ${look}">
    ${icon(lookMarks[look])}
    <p><b>${title}</b> <span>${more}</span></p>
  </div>`;
}

function origin({ kind, links, sourceName }: SyncedRecord, newest: string): Markup {
  const mine = links.filter((link) => kind === 'customer' || link.step !== 'customer');
  const first = mine.find((link) => link.source !== '') ?? mine[0];
  return html`<section class="panel">
    <header><h2>Origin</h2></header>
    ${facts([
      [kind === 'project' ? 'Opportunity' : 'Account', first ? sourceLink(first, sourceName) : showText(undefined)],
      ['Engagement', html`<code>${showText(first?.engagement)}</code>`],
      ['Last change', showInstant(newest)],
    ])}
  </section>`;
}

/** Only a web address becomes a link: the value came from outside, and `javascript:` is an address too. */
function sourceLink(link: LinkRow, name: string): Markup | string {
  const url = URL.canParse(link.sourceUrl) ? new URL(link.sourceUrl) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) return showText(link.source);
  return html`<a href="${url.href}" rel="noopener noreferrer">${showText(name)}</a>`;
}

function setUp(record: SyncedRecord): Markup {
  return html`<section class="panel">
    <header><h2>Set-up</h2></header>
    <ol class="steps">
      ${setUpSteps.map((step) => stepRow(step, record))}
    </ol>
  </section>`;
}

/** The check writes nothing into the account, so it has no place here. */
const setUpSteps: readonly { readonly id: string; readonly label: string }[] = steps.filter(({ id }) => id !== 'check');

function stepRow({ id, label }: (typeof setUpSteps)[number], record: SyncedRecord): Markup {
  const mark = markOfStep(id, record);
  const doneAt = showInstant(newestOf(record.links.filter(({ step }) => step === id)));
  const result = mark === 'done' ? (record.results[id] ?? doneAt) : words[mark];
  return html`<li>${icon(mark)} <span>${label}</span> <span class="weak">${result}</span></li>`;
}

function markOfStep(step: string, record: SyncedRecord): Mark {
  const links = record.links.filter((link) => link.step === step);
  const open = links.find((link) => markOf(link) !== 'done');
  if (open) return markOf(open);
  return links.length > 0 || step in record.results ? 'done' : 'next';
}

/** The word that the SuiteApp wrote, as a sentence begins. */
function showState(state: string): string {
  return showText(state.charAt(0).toUpperCase() + state.slice(1));
}

function newestOf(links: readonly LinkRow[]): string {
  return (
    links
      .map((link) => link.asOf)
      .toSorted()
      .at(-1) ?? ''
  );
}

function labelOf(step: string): string {
  return steps.find((one) => one.id === step)?.label ?? step;
}

function markOf(link: LinkRow): Mark {
  return marks[link.state] ?? 'done';
}
