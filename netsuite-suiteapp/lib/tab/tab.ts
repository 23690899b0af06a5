import type { ErpState } from 'shared-model/erp-state.ts';
import { ownerLabels } from 'shared-model/labels.ts';
import { banner } from './banner.ts';
import { followScript, isMoving, isOurs } from './follow.ts';
import { html, type Markup } from './markup.ts';
import { differences, ownershipPanel } from './ownership.ts';
import { historyPanel, openItemsPanel, originPanel, setUpPanel } from './panels.ts';
import { style } from './style.ts';

/** What a person did in this page and the bridge has not read yet. */
export type PendingAct = { readonly kind: string; readonly by: string; readonly at: Date };

/** One field of the record on the form. */
export type ShownField = {
  readonly id: string;
  readonly label: string;
  /** As the form shows it. */
  readonly text: string;
  /** As it can be compared: a day as `2026-11-21`, an amount as its digits. */
  readonly value: string;
};

/** All that the tab is made of, read by whoever opens the form. */
export type TabFacts = {
  readonly kind: 'project' | 'customer';
  readonly number: string;
  readonly recordId: string;
  readonly fields: readonly ShownField[];
  /** Whether a link row of ours names the record. */
  readonly isLinked: boolean;
  /** The newest state that the bridge wrote; absent before the first. */
  readonly state: ErpState | undefined;
  /** States of the customer's other engagements. */
  readonly others: readonly ErpState[];
  readonly pending: readonly PendingAct[];
  /** Whether the person may read our rows, and whether they may act. */
  readonly mayRead: boolean;
  readonly mayAct: boolean;
  /** Where the tab alone can be read again; nothing when the account lacks that page. */
  ownAddress(): string | undefined;
  /** Address of the page that asks before an act. */
  addressOf(act: string): string;
  /** A value of the CRM as this form would show it in the field. */
  showValue(fieldId: string, value: string): string;
  /** A moment in the person's own zone and format. */
  show(at: Date): string;
};

/**
 * The tab *Sync status* as it stands on the form: its look, what it shows, and what reads it again while it moves.
 */
export function syncTab(facts: TabFacts): Markup {
  return html`<style>
      ${ours(style)}
    </style>
    <p class="tl-said" role="status"></p>
    <p class="tl-older" hidden>
      The form’s own fields are as they were when this page was opened. <a href="">Load the page again</a>
    </p>
    ${shownTab(facts)}
    <script>
      ${ours(followScript)};
    </script>`;
}

/**
 * What the tab shows: the health of the record in one line, then where it came from, its set-up, what is open, who owns
 * which field, and what happened.
 */
export function shownTab(facts: TabFacts): Markup {
  const address = isOurs(facts) ? facts.ownAddress() : undefined;
  const from = address === undefined ? undefined : html`data-tl-from="${address}"`;
  const mark = isMoving(facts) ? ours('data-tl-moving') : undefined;
  return html`<div class="tl" tabindex="-1" ${from} ${mark}>${banner(facts)}${bodyOf(facts)}</div>`;
}

/** Written here, and no value of anybody's; escaping it would break its quotes. */
function ours(text: string): Markup {
  return { markup: text };
}

function bodyOf(facts: TabFacts): Markup {
  const { state } = facts;
  if (!facts.mayRead || state === undefined) return html``;
  if (facts.kind === 'customer') return customerBody(facts, state);
  return html`<div class="tl-grid">
    <div>${originPanel(facts, state)}${setUpPanel(state)}</div>
    <div>${openItemsPanel(facts, state, differences(facts))}${ownershipPanel(facts)}</div>
    <div>${historyPanel(facts, state)}</div>
  </div>`;
}

function customerBody(facts: TabFacts, state: ErpState): Markup {
  const all = [state, ...facts.others];
  return html`<div class="tl-grid tl-narrower">
    <div>${originPanel(facts, state)}</div>
    <div>
      <section class="tl-panel">
        <header><h2>Engagements of this customer (${all.length})</h2></header>
        <div class="tl-scroll" role="region" tabindex="0" aria-label="Engagements of this customer">
          <table aria-label="Engagements of this customer">
            <thead>
              <tr>
                <th scope="col">Opportunity</th>
                <th scope="col">State</th>
                <th scope="col">Owner</th>
              </tr>
            </thead>
            <tbody>
              ${all.map(engagementRow)}
            </tbody>
          </table>
        </div>
      </section>
      ${ownershipPanel(facts)}
    </div>
  </div>`;
}

function engagementRow({ origin, text, owner }: ErpState): Markup {
  const name = origin.opportunityName ?? origin.opportunityId;
  const shown = owner === undefined ? '–' : ownerLabels[owner];
  return html`<tr>
    <th scope="row">${name}</th>
    <td>${text}</td>
    <td>${shown}</td>
  </tr>`;
}
