import { ownerLabels } from 'shared-model/finding.ts';
import { html } from 'hono/html';

import type { CauseRow, RunRow } from '#store/desk.ts';

import type { DeskQuery } from './contracts.ts';
import type { DeskView } from './desk.ts';
import { lateAfterMs } from './headline.ts';
import { icon } from './icons.ts';
import { waitsFor } from './waits-for.ts';
import { ageOf, type Badge, badgeOf, clause, counted } from './words.ts';

/** The address of the page with something else selected. */
export function deskAddress({ show, q }: DeskQuery, selected: { run?: string; cause?: string } = {}): string {
  const parts = new URLSearchParams();
  if (show !== 'all') parts.set('show', show);
  if (q !== '') parts.set('q', q);
  for (const [name, value] of Object.entries(selected)) parts.set(name, value);
  const text = parts.toString();
  return text === '' ? '/console' : `/console?${text}`;
}

export function badge({ word, tone, icon: name }: Badge) {
  return html`<span class="badge ${tone}">${icon(name)}${word}</span>`;
}

/** One row for each cause, however many runs it stops. */
export function causesPanel(view: DeskView) {
  const { causes } = view;
  return html`<section class="panel" id="exceptions" aria-labelledby="exceptions-title">
    <header>
      <h2 id="exceptions-title">Exceptions</h2>
      <p class="note">one row for each cause, oldest first</p>
    </header>
    ${causes.length === 0 ? emptyCauses(view) : causesTable(view)}
  </section>`;
}

function emptyCauses({ query }: DeskView) {
  const text =
    query.q === ''
      ? 'Nothing to fix. What needs a person will stand here with its owner.'
      : `No open exception has “${query.q}” in it.`;
  return html`<p class="empty">${icon('tick')} ${text}</p>`;
}

function causesTable(view: DeskView) {
  return html`<table>
    <thead>
      <tr>
        <th scope="col">What happened</th>
        <th scope="col" class="owner">Owner</th>
        <th scope="col" class="age">Open for</th>
      </tr>
    </thead>
    <tbody>
      ${view.causes.map((cause) => causeRow(view, cause))}
    </tbody>
  </table>`;
}

function causeRow({ query, now, selected }: DeskView, cause: CauseRow) {
  const [first] = cause.exceptions;
  const isSelected = selected?.kind === 'cause' && selected.cause === cause;
  const isLate = now - Date.parse(cause.oldestAt) > lateAfterMs;
  const names = [...new Set(cause.exceptions.flatMap(({ name }) => name ?? []))];
  return html`<tr class="row${isSelected ? ' selected' : ''}" data-row>
    <th scope="row">
      <a
        href="${deskAddress(query, { cause: first?.exceptionId ?? '' })}"
        ${isSelected ? html`aria-current="true"` : ''}
        >${clause(cause.text)}</a
      >
      <span class="sub">${counted(cause.count, 'exception')}${names.length === 0 ? '' : ` · ${namesText(names)}`}</span>
    </th>
    <td class="owner">${ownerLabels[cause.owner]}</td>
    <td class="age${isLate ? ' late' : ''}">
      ${isLate ? icon('alert') : ''}${ageOf(cause.oldestAt, now)}
      <span class="sub">target 1 d</span>
    </td>
  </tr>`;
}

function namesText(names: readonly string[]): string {
  const shown = names.slice(0, 2).join(', ');
  return names.length <= 2 ? shown : `${shown}, ${names.length - 2} more`;
}

const shows = [
  { show: 'all', label: 'All' },
  { show: 'people', label: 'Wait for a person' },
  { show: 'under-way', label: 'Under way' },
  { show: 'done', label: 'Over' },
] as const;

/** Every run with what it waits for, in one sentence. */
export function runsPanel(view: DeskView) {
  const { runs, query, hasMore } = view;
  return html`<section class="panel" id="runs" aria-labelledby="runs-title">
    <header>
      <h2 id="runs-title">Runs</h2>
      <nav class="tabs" aria-label="Which runs">
        ${shows.map(
          ({ show, label }) =>
            html`<a href="${deskAddress({ ...query, show })}" ${query.show === show ? html`aria-current="true"` : ''}
              >${label}</a
            >`,
        )}
      </nav>
    </header>
    ${runs.length === 0 ? emptyRuns(view) : runsTable(view)}
    ${hasMore ? html`<p class="note foot">Only the 50 that changed last are listed; search for others by name or id.</p>` : ''}
  </section>`;
}

function emptyRuns({ query }: DeskView) {
  const text =
    query.q === '' && query.show === 'all'
      ? 'Nobody has asked for a project yet. The first press of Provision project on an Opportunity stands here within seconds.'
      : 'No run fits. Show all, or search for other words.';
  return html`<p class="empty">${text}</p>`;
}

function runsTable(view: DeskView) {
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Engagement</th>
        <th scope="col" class="state">State</th>
        <th scope="col" class="waits">Waits for</th>
        <th scope="col" class="age">Since</th>
      </tr>
    </thead>
    <tbody>
      ${view.runs.map((run) => runRow(view, run))}
    </tbody>
  </table>`;
}

function runRow({ query, now, selected }: DeskView, run: RunRow) {
  const isSelected = selected?.kind === 'run' && selected.run.runId === run.runId;
  const { who, text } = waitsFor(run, now);
  const attempt = run.generation > 1 ? ` · attempt ${run.generation}` : '';
  return html`<tr class="row${isSelected ? ' selected' : ''}" data-row>
    <th scope="row">
      <a href="${deskAddress(query, { run: run.runId })}" ${isSelected ? html`aria-current="true"` : ''}
        >${titleOf(run)}</a
      >
      <span class="sub">${run.customerName ?? 'no deal could be read'}${attempt}</span>
    </th>
    <td class="state">${badge(badgeOf(run))}</td>
    <td class="waits">${who === undefined ? '' : html`<strong>${who}:</strong> `}${text}</td>
    <td class="age">${ageOf(run.changedAt, now)}</td>
  </tr>`;
}

/** What a run is called; a request that could not be read as a deal has only its Opportunity. */
export function titleOf({ name, shown, engagementId }: RunRow): string {
  const opportunityId = shown?.['opportunityId'];
  return name ?? `Opportunity ${typeof opportunityId === 'string' ? opportunityId : engagementId}`;
}
