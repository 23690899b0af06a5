import type { Check, CheckGroup } from '#lib/checks.ts';
import { html, icon, type Mark, type Markup } from './markup.ts';
import { style } from './style.ts';

const marks: Readonly<Record<Check['state'], Mark>> = { good: 'done', missing: 'failed', 'to-know': 'waiting' };
const words: Readonly<Record<Check['state'], string>> = { good: 'Good', missing: 'Missing', 'to-know': 'To know' };

/** The diagnostics page: one sentence on the whole, then each group with what is missing first. */
export function checklist(groups: readonly CheckGroup[], accountId: string): Markup {
  const all = groups.flatMap(({ checks }) => checks);
  const missing = all.filter(({ state }) => state === 'missing').length;
  const look = missing === 0 ? 'ok' : 'error';
  const title =
    missing === 0
      ? 'This account has all that Throughline needs.'
      : `${missing} of ${all.length} checks need an administrator.`;
  return html`<style>
      ${{ markup: style }}
    </style>
    <div class="tl">
      <div class="tl-banner ${look}">
        ${icon(missing === 0 ? 'done' : 'failed')}
        <p>
          <b>${title}</b>
          <span>Account ${accountId}. Every line was tried just now, in the role of the integration.</span>
        </p>
      </div>
      ${groups.map(groupPanel)}
    </div>`;
}

function groupPanel({ title, checks }: CheckGroup): Markup {
  const order = ['missing', 'to-know', 'good'];
  const sorted = checks.toSorted((one, other) => order.indexOf(one.state) - order.indexOf(other.state));
  const good = checks.filter(({ state }) => state === 'good').length;
  return html`<section class="tl-panel tl-checks">
    <header>
      <h2>${title}</h2>
      <small>${good} of ${checks.length} good</small>
    </header>
    <div class="tl-scroll" role="region" tabindex="0" aria-label="${title}">
      <table aria-label="${title}">
        <thead>
          <tr>
            <th scope="col">Check</th>
            <th scope="col">Result</th>
            <th scope="col">Found</th>
            <th scope="col">What to do</th>
          </tr>
        </thead>
        <tbody>
          ${sorted.map(checkRow)}
        </tbody>
      </table>
    </div>
  </section>`;
}

function checkRow({ label, state, found, remedy }: Check): Markup {
  return html`<tr>
    <th scope="row">${label}</th>
    <td>${icon(marks[state])} ${words[state]}</td>
    <td>${found}</td>
    <td>${remedy ?? ''}</td>
  </tr>`;
}
