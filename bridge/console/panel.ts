import { faults } from 'shared-model/faults.ts';
import { ownerLabels } from 'shared-model/finding.ts';
import { html } from 'hono/html';

import { type ActKind, commandName, planAct } from '#api/run-acts.ts';
import type { ExceptionView, RunView } from '#store/views.ts';

import { causeForms, runForms } from './act-forms.ts';
import type { DeskView, Selected } from './desk.ts';
import { icon } from './icons.ts';
import { badge, deskAddress, titleOf } from './lists.ts';
import { waitsFor } from './waits-for.ts';
import { ageOf, badgeOf, clause, counted } from './words.ts';

/** What is selected, in full: what, why, who, how, and what a press would do. */
export function detailPanel(view: DeskView, refusal?: string) {
  const { selected } = view;
  if (selected === undefined) return '';
  return html`<section
    class="panel detail"
    id="detail"
    aria-labelledby="detail-title"
    tabindex="-1"
    data-version="${versionOf(selected)}"
  >
    <a class="close" href="${deskAddress(view.query)}" data-close>${icon('close')}<span class="hidden">Close</span></a>
    ${refusal === undefined ? '' : html`<p class="told late" role="alert">${icon('alert')} ${refusal}</p>`}
    ${refusal === undefined && view.query.told !== undefined ? html`<p class="told ok" role="status">${icon('tick')} ${toldText[view.query.told]}</p>` : ''}
    ${bodyOf(view, selected)}
  </section>`;
}

const toldText = {
  retry: 'Tried again. What comes of it shows here by itself.',
  'retry-all': 'All of them are tried again. What comes of it shows here by itself.',
  'give-up': 'Given up. What this attempt made is being undone.',
  cancel: 'Cancelled. Nothing was made.',
  resolve: 'Resolved, with your comment on record.',
} as const;

/** What a person has seen; when it is another one, the preview is out of date. */
function versionOf(selected: Selected): string {
  if (selected.kind === 'run') return String(selected.run.version);
  if (selected.kind === 'cause') return selected.cause.exceptions.map(({ exceptionId }) => exceptionId).join(',');
  return 'gone';
}

function bodyOf(view: DeskView, selected: Selected) {
  if (selected.kind === 'run') return runBody(view, selected);
  if (selected.kind === 'cause') return causeBody(view, selected);
  const text =
    selected.what === 'run' ? 'There is no such run here.' : 'This cause is gone: solved, or resolved by someone.';
  return html`<h2 id="detail-title">${text}</h2>`;
}

const acts: readonly ActKind[] = ['retry', 'cancel', 'give-up'];

function runBody(view: DeskView, { run, row }: Extract<Selected, { kind: 'run' }>) {
  const { now } = view;
  const waits = row === undefined ? undefined : waitsFor(row, now);
  const open = run.exceptions.filter(({ state }) => state === 'open');
  return html`<header>
      <h2 id="detail-title">${row === undefined ? run.runId : titleOf(row)}</h2>
      ${row === undefined ? '' : badge(badgeOf(row))}
    </header>
    <p class="note">
      ${row?.customerName ?? ''}${row?.customerName === undefined ? '' : ' · '}attempt ${run.generation} · began
      ${ageOf(run.startedAt, now)} ago
    </p>
    <dl class="story">
      ${
        waits === undefined
          ? ''
          : html`<div>
              <dt>${waits.who === undefined ? 'Waits for' : 'What'}</dt>
              <dd>${waits.text}</dd>
            </div>`
      }
      ${
        waits?.who === undefined
          ? ''
          : html`<div>
              <dt>Waits for</dt>
              <dd>${waits.who}</dd>
            </div>`
      }
      ${open.slice(0, 3).map((exception) => exceptionFacts(exception, now))}
    </dl>
    ${commandList(run, now)}
    ${runForms(
      view,
      run,
      acts.map((act) => ({ act, plan: planAct(run, act) })),
    )}
    ${open.length === 0 ? '' : causeForms(view, { resolve: open, isBeside: true })} ${details(run)}`;
}

function exceptionFacts({ code, owner, raisedAt }: ExceptionView, now: number) {
  const { meaning, remedy } = faults[code];
  return html`<div>
      <dt>Why</dt>
      <dd>${meaning}</dd>
    </div>
    <div>
      <dt>How</dt>
      <dd>${remedy} <span class="weak">${ownerLabels[owner]}, open for ${ageOf(raisedAt, now)}.</span></dd>
    </div>`;
}

const commandWords: Readonly<Record<string, string>> = {
  waiting: 'waits for a call',
  held: 'held for a person',
  leased: 'at work',
  staged: 'at work',
  unknown: 'being looked up',
  applied: 'done',
  superseded: 'overtaken',
  rejected: 'refused',
};

const mostCommands = 12;

function commandList({ commands }: RunView, now: number) {
  if (commands.length === 0) return '';
  const shown = commands.slice(-mostCommands);
  return html`<h3>What NetSuite is asked for</h3>
    <ol class="commands">
      ${shown.map(
        ({ type, state, ref, changedAt }) =>
          html`<li class="${state}">
            <span>${commandName(type)}${ref?.number === undefined ? '' : html` <b>${ref.number}</b>`}</span>
            <span>${commandWords[state] ?? state}</span>
            <span class="age">${ageOf(changedAt, now)}</span>
          </li>`,
      )}
    </ol>
    ${commands.length > shown.length ? html`<p class="note">${commands.length - shown.length} before these.</p>` : ''}`;
}

/** Codes, ids and keys, for whoever asks for them. */
function details(run: RunView) {
  const { runId, engagementId, correlationId, version, commands } = run;
  const faultTexts = commands.flatMap(({ key, fault }) =>
    fault === undefined ? [] : [`${key}: ${fault.code}, ${fault.text}`],
  );
  return html`<details>
    <summary>Details</summary>
    <dl class="ids">
      <div>
        <dt>Run</dt>
        <dd><code>${runId}</code>, version ${version}</dd>
      </div>
      <div>
        <dt>Engagement</dt>
        <dd><code>${engagementId}</code></dd>
      </div>
      <div>
        <dt>Correlation id</dt>
        <dd><code>${correlationId}</code></dd>
      </div>
      ${faultTexts.slice(0, 5).map(
        (text) =>
          html`<div>
            <dt>Answer</dt>
            <dd>${text}</dd>
          </div>`,
      )}
    </dl>
  </details>`;
}

function causeBody(view: DeskView, { cause, runs }: Extract<Selected, { kind: 'cause' }>) {
  const { now, query } = view;
  const { meaning, remedy } = faults[cause.code];
  return html`<header><h2 id="detail-title">${clause(cause.text)}</h2></header>
    <p class="note">${counted(cause.count, 'exception')} · first seen ${ageOf(cause.oldestAt, now)} ago</p>
    <dl class="story">
      <div>
        <dt>Why</dt>
        <dd>${meaning}</dd>
      </div>
      <div>
        <dt>Who</dt>
        <dd>${ownerLabels[cause.owner]}</dd>
      </div>
      <div>
        <dt>How</dt>
        <dd>${remedy}</dd>
      </div>
    </dl>
    <h3>Where it stands in the way</h3>
    <ul class="commands">
      ${cause.exceptions.map(
        ({ runId, name, engagementId, raisedAt }) =>
          html`<li>
            ${
              runId === undefined
                ? html`<span>${engagementId ?? 'no engagement'}</span>`
                : html`<a href="${deskAddress(query, { run: runId })}">${name ?? runId}</a>`
            }
            <span class="age">${ageOf(raisedAt, now)}</span>
          </li>`,
      )}
    </ul>
    ${cause.count > cause.exceptions.length ? html`<p class="note">and ${cause.count - cause.exceptions.length} more.</p>` : ''}
    ${causeForms(view, { resolve: cause.exceptions, retry: runs })}
    <details>
      <summary>Details</summary>
      <dl class="ids">
        <div>
          <dt>Code</dt>
          <dd><code>${cause.code}</code></dd>
        </div>
      </dl>
    </details>`;
}
