import { html } from 'hono/html';

import { secretField } from './act-forms.ts';
import { capacityPanel, ownersPanel } from './capacity.ts';
import type { DeskView } from './desk.ts';
import { headline, subline } from './headline.ts';
import { brandMark, icon } from './icons.ts';
import { causesPanel, deskAddress, runsPanel } from './lists.ts';
import { detailPanel } from './panel.ts';
import { ageText, counted } from './words.ts';

/** The whole console page. */
export function deskPage(view: DeskView, refusal?: string) {
  return html`<!doctype html>
    <html lang="en">
      ${head('Throughline console')}
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <div class="frame">
          ${navigation(view)}
          <div class="page">
            ${topBar(view)}
            <main id="main">${livePart(view, refusal)}</main>
          </div>
        </div>
        ${keysDialog()}
        <p class="hidden" role="status" aria-live="polite" id="spoken"></p>
      </body>
    </html>`;
}

export function head(title: string) {
  return html`<head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${title}</title>
    <link rel="stylesheet" href="/assets/tokens.css" />
    <link rel="stylesheet" href="/assets/console.css" />
    <link rel="stylesheet" href="/assets/console-lists.css" />
    <link rel="stylesheet" href="/assets/console-panel.css" />
    <link rel="stylesheet" href="/assets/console-narrow.css" />
    <script src="/assets/console.js" type="module"></script>
  </head>`;
}

/** What changes: the page's own script asks for it again every few seconds. */
export function livePart(view: DeskView, refusal?: string) {
  const hasDetail = view.selected !== undefined;
  return html`<div
    id="live"
    class="desk${hasDetail ? ' with-detail' : ''}"
    data-at="${new Date(view.now).toISOString()}"
    data-causes="${view.causes.length}"
  >
    <header class="headline" id="headline">
      <h1>${headline(view)}</h1>
      <p>${subline(view)}</p>
    </header>
    <div class="lists">${causesPanel(view)} ${runsPanel(view)}</div>
    <div class="side" id="side">
      ${hasDetail ? detailPanel(view, refusal) : html`${capacityPanel(view)} ${ownersPanel(view)}`}
    </div>
  </div>`;
}

function navigation(view: DeskView) {
  const { query, causes, isSandbox, work } = view;
  const [seal] = work.seals;
  return html`<div class="nav">
    <p class="brand">${brandMark}<span>Throughline</span></p>
    <nav aria-label="Console">
      <ul>
        <li>
          <a href="${deskAddress({ ...query, show: 'all', q: '' })}" aria-current="page"
            >${icon('home')}<span>Home</span></a
          >
        </li>
        <li>
          <a href="#exceptions"
            >${icon('alert')}<span>Exceptions</span
            ><b id="cause-count">${causes.length === 0 ? '' : causes.length}</b></a
          >
        </li>
        <li>
          <a href="#runs">${icon('runs')}<span>Runs</span></a>
        </li>
        <li>
          <a href="#side">${icon('slots')}<span>Calls</span></a>
        </li>
        <li>
          <a href="/docs">${icon('book')}<span>API</span></a>
        </li>
      </ul>
    </nav>
    <div class="foot">
      <p class="where">${icon('seal')} <b>${isSandbox ? 'Sandbox' : 'Production'}</b></p>
      <p>
        ${seal === undefined ? 'Nothing sealed yet' : `${counted(seal.height, 'block')} sealed, the last ${ageText(seal.ageMs)} ago`}
      </p>
      <form method="post" action="/console/sign-out">
        ${secretField(view)}
        <button type="submit" class="link">Sign out</button> <span class="weak">${view.caller.role}</span>
      </form>
    </div>
  </div>`;
}

function topBar({ query, now }: DeskView) {
  return html`<header class="top">
    <p class="title">Home</p>
    <form class="search" role="search" method="get" action="/console">
      ${icon('search')}
      <label class="hidden" for="q">Search runs and exceptions</label>
      <input
        type="search"
        id="q"
        name="q"
        value="${query.q}"
        placeholder="Find a name or id"
        maxlength="100"
        autocomplete="off"
      />
      ${query.show === 'all' ? '' : html`<input type="hidden" name="show" value="${query.show}" />`}
      <kbd aria-hidden="true">/</kbd>
    </form>
    <p class="as-of" id="as-of">
      <span class="dot"></span
      ><span
        >As of <time datetime="${new Date(now).toISOString()}">${new Date(now).toISOString().slice(11, 19)}</time></span
      >
    </p>
  </header>`;
}

const keys = [
  ['/', 'search'],
  ['j k', 'next row, row before'],
  ['Enter', 'open the row'],
  ['Esc', 'close, or leave a field'],
  ['Ctrl Enter', 'carry out what is previewed'],
  ['?', 'these keys'],
] as const;

function keysDialog() {
  return html`<dialog id="keys" aria-labelledby="keys-title">
    <h2 id="keys-title">Keys</h2>
    <dl>
      ${keys.map(
        ([key, what]) =>
          html`<div>
            <dt><kbd>${key}</kbd></dt>
            <dd>${what}</dd>
          </div>`,
      )}
    </dl>
    <form method="dialog"><button>Close the keys</button></form>
  </dialog>`;
}
