import { ownerLabels } from 'shared-model/labels.ts';
import type { EngagementState } from 'shared-model/steps.ts';
import { html, icon, type Mark, type Markup } from './markup.ts';
import { differences } from './ownership.ts';
import type { TabFacts } from './tab.ts';

type Look = 'ok' | 'warn' | 'error' | 'quiet';
type Line = { readonly look: Look; readonly title: string; readonly more: string };

const marks: Readonly<Record<Look, Mark>> = { ok: 'done', warn: 'waiting', error: 'failed', quiet: 'next' };

/** The health of the record in one line, with what may be done about it. */
export function banner(facts: TabFacts): Markup {
  const { look, title, more } = lineOf(facts);
  return html`<div class="tl-banner ${look}">
    ${icon(marks[look])}
    <p><b>${title}</b> <span>${more}</span></p>
    ${actsOf(facts)}
  </div>`;
}

/** The first of these that is true is what a person must know. */
function lineOf(facts: TabFacts): Line {
  const { kind, state } = facts;
  if (!facts.mayRead) return unreadable;
  if (!facts.isLinked && state === undefined)
    return {
      look: 'quiet',
      title: `This ${kind} did not come from Salesforce.`,
      more: 'Nothing here follows an Opportunity.',
    };
  const asked = pendingLine(facts);
  if (asked !== undefined) return asked;
  if (state === undefined)
    return { look: 'warn', title: 'Set-up is under way.', more: 'Its first state arrives within a minute.' };
  const changed = differences(facts).length;
  if (state.hold !== undefined)
    return {
      look: 'warn',
      title: `Held by ${state.hold.by} since ${facts.show(new Date(state.hold.at))}.`,
      more: 'Throughline writes nothing more for this engagement until someone releases it.',
    };
  if (changed > 0 && state.state === 'done')
    return {
      look: 'warn',
      title: `${changed === 1 ? '1 field is' : `${changed} fields are`} not what Salesforce says; the rest is in step.`,
      more: `Nothing is written over it. Finance operations decides which side is right. ${asOf(facts)}`,
    };
  return stateLine(facts);
}

const unreadable: Line = {
  look: 'quiet',
  title: 'Your role may not see the sync status.',
  more: 'An administrator can add the permissions Throughline State and Throughline Link (view) to it.',
};

const looks: Readonly<Record<EngagementState, Look>> = {
  ...{ 'not-ready': 'warn', ready: 'quiet', queued: 'warn', 'in-progress': 'warn', waiting: 'warn' },
  ...{ done: 'ok', failed: 'error', 'erp-unreachable': 'error' },
};

function stateLine(facts: TabFacts): Line {
  const { state } = facts;
  if (state === undefined) return unreadable;
  const owner =
    state.owner === undefined
      ? ''
      : `Waits on ${ownerLabels[state.owner]} since ${facts.show(new Date(state.since))}. `;
  if (state.state === 'done')
    return { look: 'ok', title: 'In step with Salesforce.', more: `${state.text}. ${asOf(facts)}` };
  return { look: looks[state.state], title: state.text, more: `${owner}${asOf(facts)}` };
}

function asOf({ state, show }: TabFacts): string {
  return state === undefined ? '' : `As of ${show(new Date(newest(state)))}.`;
}

/** The newest thing that the state tells of. */
export function newest(state: NonNullable<TabFacts['state']>): string {
  const times = [
    state.since,
    ...state.history.map(({ at }) => at),
    ...state.steps.flatMap(({ state: one, at }) => (one === 'next' ? [] : [at])),
  ];
  return times.toSorted().at(-1) ?? state.since;
}

const askedWords: Readonly<Record<string, string>> = {
  'send-again': 'Asked to send again',
  hold: 'Asked to hold',
  release: 'Asked to release',
  activate: 'Asked to open for time',
};

function pendingLine({ pending, show }: TabFacts): Line | undefined {
  const last = pending.findLast(({ kind }) => kind in askedWords);
  if (last === undefined) return undefined;
  const title = `${askedWords[last.kind] ?? 'Asked'} by ${last.by}, ${show(last.at)}.`;
  return { look: 'warn', title, more: 'Throughline has not read it yet; usually that takes a few seconds.' };
}

function actsOf(facts: TabFacts): Markup {
  const { state, mayAct, kind } = facts;
  if (state === undefined || !facts.mayRead) return html``;
  if (!mayAct)
    return html`<span>To act here, a role needs edit rights on projects and may create Throughline Outbox rows.</span>`;
  const button = (act: string, label: string, look = ''): Markup =>
    html`<a class="tl-button ${look}" href="${facts.addressOf(act)}">${label}</a>`;
  const activate = kind === 'project' && state.awaitsActivation !== undefined;
  return html`<div class="tl-acts">
    ${activate ? button('activate', 'Activate', 'tl-primary') : html``} ${button('send-again', 'Send again')}
    ${state.hold === undefined ? button('hold', 'Hold') : button('release', 'Release')}
  </div>`;
}
