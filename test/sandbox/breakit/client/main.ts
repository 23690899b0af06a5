import '../../../../bridge/assets/tokens.css';
import './break.css';
import './break-columns.css';
import './break-narrow.css';

import { actsPanel } from './acts-panel.ts';
import { readView } from './calls.ts';
import { element, icon, timeText } from './element.ts';
import { storedPanel } from './stored-panel.ts';
import { switchesPanel } from './switches-panel.ts';
import { truthPanel } from './truth-panel.ts';
import { verdictPanel } from './verdict-panel.ts';

const everyMs = 700;

/** Draws the page once, then shows what there is every 0.7 s, and at once after an act. */
function start(): void {
  const asOf = element('span', { class: 'as-of' });
  const parts = [
    verdictPanel(),
    actsPanel(refresh),
    switchesPanel(refresh),
    truthPanel('salesforce', 'What Salesforce committed'),
    truthPanel('netsuite', 'What NetSuite committed'),
    storedPanel(),
  ];
  const [verdict, acts, ...columns] = parts.map(({ node }) => node);
  document.body.append(
    element(
      'header',
      { class: 'top' },
      element('span', { class: 'brand' }, icon('line'), 'Throughline'),
      element('h1', {}, 'Break it yourself'),
      asOf,
    ),
    element('main', {}, verdict, acts, element('div', { class: 'columns' }, ...columns)),
  );
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isReading = false;
  /** What is asked for during a reading may not be in it, so another follows. */
  let isWanted = false;

  function refresh(): void {
    clearTimeout(timer);
    isWanted = true;
    if (!isReading) void turn();
  }

  async function turn(): Promise<void> {
    isReading = true;
    while (isWanted) {
      isWanted = false;
      await read();
    }
    isReading = false;
    timer = setTimeout(refresh, everyMs);
  }

  async function read(): Promise<void> {
    try {
      const view = await readView();
      for (const part of parts) part.show(view);
      asOf.dataset.state = 'live';
      asOf.textContent = `Live, ${timeText(view.now)} in the sandbox`;
    } catch {
      // The figures stay as they were, and the page says how old they are by saying so.
      asOf.dataset.state = 'old';
      asOf.textContent = 'The sandbox does not answer; this is the last that it said';
    }
  }

  refresh();
}

start();
