import type { ErpState } from 'shared-model/erp-state.ts';
import { ownerLabels, steps, stepStateLabels } from 'shared-model/labels.ts';
import type { StepState } from 'shared-model/steps.ts';
import { newest } from './banner.ts';
import { html, icon, link, type Mark, type Markup } from './markup.ts';
import type { Difference } from './ownership.ts';
import type { TabFacts } from './tab.ts';

type Fact = readonly [label: string, value: Markup];

/** Where the record came from, with links to the CRM. */
export function originPanel(facts: TabFacts, state: ErpState): Markup {
  const { origin } = state;
  const account: Fact = ['Account', link(origin.accountUrl, origin.accountName ?? origin.accountId ?? '–')];
  const opportunity: Fact = [
    'Opportunity',
    link(origin.opportunityUrl, origin.opportunityName ?? origin.opportunityId),
  ];
  const lines: Fact[] = origin.lineCount === undefined ? [] : [['SOW', html`${lineText(origin.lineCount)}`]];
  const asked: Fact[] =
    origin.requestedBy === undefined || origin.requestedAt === undefined
      ? []
      : [['Asked by', html`${origin.requestedBy}, ${facts.show(new Date(origin.requestedAt))}`]];
  const last: Fact = ['Last change', html`${facts.show(new Date(newest(state)))}`];
  return html`<section class="tl-panel">
    <header><h2>Origin</h2></header>
    <dl>
      ${[account, opportunity, ...lines, ...asked, last].map(
        ([label, value]) =>
          html`<dt>${label}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>
  </section>`;
}

function lineText(count: number): string {
  return count === 1 ? '1 line' : `${count} lines`;
}

const stepMarks: Readonly<Record<StepState, Mark>> = {
  ...{ done: 'done', running: 'waiting', waiting: 'waiting', 'looking-up': 'waiting' },
  ...{ failed: 'failed', undone: 'failed', next: 'next' },
};

/** The steps of the set-up, in the words of the card; a screen reader hears each step's state before its result. */
export function setUpPanel(state: ErpState): Markup {
  const known = new Map(state.steps.map((step) => [step.step, step]));
  const rows = steps.flatMap(({ id, label }) => {
    const step = known.get(id);
    if (step === undefined) return [];
    const result = step.state === 'next' ? stepStateLabels.next : step.text;
    return [
      html`<li>
        ${icon(stepMarks[step.state])}<span>${label}</span
        ><span
          >${step.state === 'done' || step.state === 'next' ? result : html`${stepStateLabels[step.state]}: ${result}`}</span
        >
      </li>`,
    ];
  });
  const done = state.steps.filter((step) => step.state === 'done').length;
  return html`<section class="tl-panel">
    <header>
      <h2>Set-up</h2>
      <small>${done} of ${rows.length} done</small>
    </header>
    <ol class="tl-steps">
      ${rows}
    </ol>
  </section>`;
}

/** What waits for somebody: what the CRM shows, and what stands here otherwise than the CRM says. */
export function openItemsPanel(facts: TabFacts, state: ErpState, changed: readonly Difference[]): Markup {
  const rows = [
    ...changed.map(({ label, here, wanted }) =>
      itemRow(
        `${label} is ${here === '' ? 'empty' : here} here and ${wanted} in Salesforce`,
        'Finance operations',
        undefined,
      ),
    ),
    ...state.openItems.map(({ text, owner, since }) =>
      itemRow(text, owner === undefined ? '–' : ownerLabels[owner], facts.show(new Date(since))),
    ),
  ];
  const body =
    rows.length === 0
      ? html`<p>Nothing waits for anybody.</p>`
      : html`<div class="tl-scroll" role="region" tabindex="0" aria-label="Open items">
          <table aria-label="Open items">
            <thead>
              <tr>
                <th scope="col">What</th>
                <th scope="col">Owner</th>
                <th scope="col">Since</th>
              </tr>
            </thead>
            <tbody>
              ${rows}
            </tbody>
          </table>
        </div>`;
  return html`<section class="tl-panel">
    <header><h2>Open items (${rows.length})</h2></header>
    ${body}
  </section>`;
}

function itemRow(text: string, owner: string, since: string | undefined): Markup {
  return html`<tr>
    <th scope="row">${text}</th>
    <td>${owner}</td>
    <td>${since ?? 'seen now'}</td>
  </tr>`;
}

/** What happened, newest first. */
export function historyPanel(facts: TabFacts, state: ErpState): Markup {
  const entries = state.history.map(
    ({ at, text, by }) =>
      html`<li>
        <time datetime="${at}">${facts.show(new Date(at))}</time
        ><span>${text}${by === undefined ? html`` : html`<small>by ${by}</small>`}</span>
      </li>`,
  );
  const body =
    entries.length === 0
      ? html`<p>Nothing has happened yet.</p>`
      : html`<ul class="tl-history">
          ${entries}
        </ul>`;
  return html`<section class="tl-panel">
    <header>
      <h2>History</h2>
      <small>as of ${facts.show(new Date(newest(state)))}</small>
    </header>
    ${body}
  </section>`;
}
