import { ownerLabels } from 'shared-model/finding.ts';
import { html } from 'hono/html';

import type { OpenCall } from '#store/desk.ts';

import type { DeskView } from './desk.ts';
import { ageOf, ageText, counted } from './words.ts';

/** The account's calls at once: which are ours, which are in flight, which are left to others. */
export function capacityPanel({ calls, slots, now, work }: DeskView) {
  const erp = calls.filter(({ system }) => system === 'netsuite');
  const ours = Math.max(1, slots.total - slots.reserve);
  return html`<section class="panel" id="capacity" aria-labelledby="capacity-title">
    <header><h2 id="capacity-title">NetSuite calls</h2></header>
    <ol class="slots" aria-label="Slots">
      ${Array.from({ length: ours }, (_, slot) =>
        slotTile(
          slot,
          erp.find((call) => call.slot === slot),
          now,
        ),
      )}
      ${Array.from({ length: slots.total - ours }, (_, place) => leftTile(ours + place))}
    </ol>
    <dl class="facts">
      <div>
        <dt>In flight</dt>
        <dd>${erp.length} of ${ours}</dd>
      </div>
      <div>
        <dt>Commands waiting</dt>
        <dd>${work.commands.waiting.toLocaleString('en')}</dd>
      </div>
      <div>
        <dt>Being looked up</dt>
        <dd>${work.commands.unknown}</dd>
      </div>
      <div>
        <dt>Oldest on its way</dt>
        <dd>${work.oldestCommandMs === 0 ? '–' : ageText(work.oldestCommandMs)}</dd>
      </div>
      <div>
        <dt>Rows Salesforce lacks</dt>
        <dd>${work.dirtyRows}</dd>
      </div>
    </dl>
  </section>`;
}

const kinds: Readonly<Record<string, string>> = { post: 'posting', find: 'look-up', reference: 'reading' };

function slotTile(slot: number, call: OpenCall | undefined, now: number) {
  if (call === undefined) return html`<li class="slot free"><b>${slot + 1}</b><span>free</span></li>`;
  const what = kinds[call.kind] ?? call.kind;
  const items = call.itemCount === 0 ? '' : `, ${counted(call.itemCount, 'item')}`;
  return html`<li class="slot busy" title="${what}${items}, by ${call.nodeId}">
    <b>${slot + 1}</b><span>${what}${call.itemCount > 1 ? ` ${call.itemCount}` : ''}</span
    ><span>${ageOf(call.startedAt, now)}</span>
  </li>`;
}

function leftTile(slot: number) {
  return html`<li class="slot left"><b>${slot + 1}</b><span>others’</span></li>`;
}

/** Who must act, how often and since when. */
export function ownersPanel({ work }: DeskView) {
  const owners = work.exceptions.toSorted((one, other) => other.oldestMs - one.oldestMs);
  return html`<section class="panel" id="owners" aria-labelledby="owners-title">
    <header><h2 id="owners-title">Exceptions by owner</h2></header>
    ${
      owners.length === 0
        ? html`<p class="empty">Nobody is asked for anything.</p>`
        : html`<table>
            <thead>
              <tr>
                <th scope="col">Owner</th>
                <th scope="col" class="number">Open</th>
                <th scope="col" class="number">Oldest</th>
              </tr>
            </thead>
            <tbody>
              ${owners.map(
                ({ owner, count, oldestMs }) =>
                  html`<tr>
                    <th scope="row">${ownerLabels[owner]}</th>
                    <td class="number">${count}</td>
                    <td class="number">${ageText(oldestMs)}</td>
                  </tr>`,
              )}
            </tbody>
          </table>`
    }
  </section>`;
}
