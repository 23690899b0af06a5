import { html } from 'hono/html';

import { brandMark } from './icons.ts';
import { head } from './page.ts';

/** A page that says one thing: who must sign in, what was refused, what is not there. */
export function messagePage(title: string, sentences: readonly string[], command?: string) {
  return html`<!doctype html>
    <html lang="en">
      ${head(title)}
      <body class="message">
        <main>
          <p class="brand">${brandMark}<span>Throughline</span></p>
          <h1>${title}</h1>
          ${sentences.map((sentence) => html`<p>${sentence}</p>`)}
          ${command === undefined ? '' : html`<pre tabindex="0"><code>${command}</code></pre>`}
        </main>
      </body>
    </html>`;
}
