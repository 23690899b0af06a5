import { html } from 'hono/html';

import { type ActKind, type ActPlan, planAct } from '#api/run-acts.ts';
import type { ExceptionView, RunView } from '#store/views.ts';

import type { DeskView } from './desk.ts';
import { icon } from './icons.ts';
import { counted } from './words.ts';

const labels: Readonly<Record<ActKind, string>> = {
  retry: 'Try this run again',
  cancel: 'Cancel this run',
  'give-up': 'Give this run up',
};

type Planned = { readonly act: ActKind; readonly plan: ActPlan };

/** The acts on one run, each with what its press will do; what is not possible says why and is no button to press. */
export function runForms(view: DeskView, run: RunView, planned: readonly Planned[]) {
  const possible = planned.filter(({ plan }) => plan.kind === 'possible');
  return html`<div class="acts">
    ${possible.map((one, place) => runForm(view, run, one, place === 0))}
    ${possible.length === 0 ? notPossible(planned) : ''}
  </div>`;
}

function runForm(view: DeskView, { runId, version }: RunView, { act, plan }: Planned, isFirst: boolean) {
  if (plan.kind !== 'possible') return '';
  return html`<form class="act" method="post" action="/console/runs/${runId}/${act}" data-preview>
    ${secretField(view)}
    <input type="hidden" name="version" value="${version}" />
    ${preview(labels[act], plan.happens)} ${button(view, labels[act], isFirst)}
  </form>`;
}

/** The reason of the act that people look for first. */
function notPossible(planned: readonly Planned[]) {
  const [first] = planned;
  const reason = first?.plan.kind === 'not-possible' ? first.plan.reason : '';
  return html`<p class="note">${icon('clock')} ${reason}. Nothing for you to do here.</p>`;
}

type CauseActs = {
  readonly resolve: readonly ExceptionView[];
  /** The runs that the cause stops, where they are known. */
  readonly retry?: readonly RunView[];
  /** Another act on the same panel comes first. */
  readonly isBeside?: boolean;
};

/** The acts on a cause: all its runs again, or its exceptions closed with a comment. */
export function causeForms(view: DeskView, { resolve, retry = [], isBeside = false }: CauseActs) {
  const again = retry.filter((run) => planAct(run, 'retry').kind === 'possible');
  return html`<div class="acts">
    ${again.length === 0 ? '' : retryForm(view, again)} ${resolveForm(view, resolve, again.length === 0 && !isBeside)}
  </div>`;
}

function retryForm(view: DeskView, runs: readonly RunView[]) {
  const label = runs.length === 1 ? 'Try this run again' : `Try ${runs.length} runs again`;
  const [first] = runs;
  const plan = first === undefined ? undefined : planAct(first, 'retry');
  const happens = plan?.kind === 'possible' && runs.length === 1 ? plan.happens : manyHappen(runs.length);
  return html`<form class="act" method="post" action="/console/causes/retry" data-preview>
    ${secretField(view)}
    <input type="hidden" name="ids" value="${runs.map(({ runId, version }) => `${runId}:${version}`).join(',')}" />
    ${preview(label, happens)} ${button(view, label, true)}
  </form>`;
}

function manyHappen(count: number): readonly string[] {
  return [
    `${count} runs go again from where they stopped.`,
    'Each command carries the key it had, so what already stands in NetSuite is found and not made twice.',
    'Where the cause is still there, the exception comes back.',
  ];
}

function resolveForm(view: DeskView, exceptions: readonly ExceptionView[], isPrimary: boolean) {
  const label = `Resolve ${counted(exceptions.length, 'exception')}`;
  const id = `comment-${exceptions[0]?.exceptionId ?? 'none'}`;
  return html`<form class="act" method="post" action="/console/causes/resolve" data-preview>
    ${secretField(view)}
    <input type="hidden" name="ids" value="${exceptions.map(({ exceptionId }) => exceptionId).join(',')}" />
    <label for="${id}">What was done about it</label>
    <textarea
      id="${id}"
      name="comment"
      rows="2"
      maxlength="500"
      required
      ${mayAct(view) ? '' : html`readonly`}
    ></textarea>
    ${preview(label, [
      `Closes ${counted(exceptions.length, 'exception')} with your comment on record.`,
      'Sends nothing: a run that stands still goes on standing still.',
    ])}
    ${button(view, label, isPrimary)}
  </form>`;
}

function preview(label: string, happens: readonly string[]) {
  return html`<div class="preview">
    <p class="title">If you press “${label}”</p>
    <ul>
      ${happens.map((sentence) => html`<li>${sentence}</li>`)}
    </ul>
    <p class="stale" hidden>${icon('alert')} This has changed since you looked. <a href="" data-again>Look again</a></p>
  </div>`;
}

/** What is not available stays focusable and says why beside it. */
function button(view: DeskView, label: string, isPrimary: boolean) {
  const look = isPrimary ? 'primary' : '';
  if (mayAct(view)) return html`<button type="submit" class="${look}" data-act>${label}</button>`;
  return html`<button type="button" class="${look}" aria-disabled="true">${label}</button>
    <p class="note">Your link lets you look. To act, ask for an operator’s link.</p>`;
}

function mayAct({ caller }: DeskView): boolean {
  return caller.role === 'operator' || caller.role === 'admin';
}

export function secretField({ caller }: DeskView) {
  return html`<input type="hidden" name="secret" value="${caller.secret ?? ''}" />`;
}
