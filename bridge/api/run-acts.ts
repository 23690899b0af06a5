import { faults } from 'shared-model/faults.ts';
import { ownerLabels } from 'shared-model/finding.ts';
import { z } from 'zod';

import type { RunAct } from '#store/desk.ts';
import type { CommandView, RunView } from '#store/views.ts';

export type ActKind = RunAct['kind'];

/**
 * What an act on a run would do now, in words and for the store: the preview and the press read the same plan.
 *
 * @property happens sentences for the person who presses, the most important first
 */
export type ActPlan =
  | {
      readonly kind: 'possible';
      readonly happens: readonly string[];
      readonly releases: NonNullable<RunAct['releases']>;
      readonly eventType?: string;
    }
  | { readonly kind: 'not-possible'; readonly reason: string };

/** Plans an act on a run as it stands; the run's own workflow has the last word on what comes of it. */
export function planAct(run: RunView, act: ActKind): ActPlan {
  switch (act) {
    case 'retry':
      return run.status === 'failed' ? planResume(run) : planRelease(run);
    case 'give-up':
      return planGiveUp(run);
    case 'cancel':
      return planCancel(run);
  }
}

/** What could not be removed is asked for again; what the attempt wanted to make never is. */
function planResume(run: RunView): ActPlan {
  const left = run.commands.filter(({ state, type }) => state === 'rejected' && type === 'record.remove');
  return {
    kind: 'possible',
    happens: [
      'What the attempt left in NetSuite is asked to be removed again.',
      'When it is gone, the project can be asked for anew on the Opportunity.',
      `If the cause is still there, it comes back to ${ownersOf(left)}.`,
    ],
    releases: [],
    eventType: 'provisioning.retried',
  };
}

/** Held commands go on under the keys they had; a rejected one is undone by the run itself and never sent again. */
function planRelease(run: RunView): ActPlan {
  const held = run.status === 'running' ? run.commands.filter(({ state }) => state === 'held') : [];
  if (held.length === 0 && !isRowRefused(run)) return notPossible(whyNoRetry(run));
  const sent = `${countOf(held.length, 'command')} to NetSuite ${held.length === 1 ? 'goes' : 'go'} again: ${namesOf(held)}.`;
  return {
    kind: 'possible',
    happens: [
      ...(held.length === 0 ? ['What Salesforce refused is written again.'] : [sent]),
      'Each carries the key it had, so what already stands is found and not made twice.',
      `If the cause is still there, it comes back to ${ownersOf(held)}.`,
    ],
    releases: held.map(({ commandId }) => commandId),
    eventType: 'provisioning.retried',
  };
}

function planGiveUp({ status }: RunView): ActPlan {
  if (status !== 'running' && status !== 'failed') return notPossible(whyNoRetry({ status }));
  const happens =
    status === 'failed'
      ? ['The attempt ends, and what it left in NetSuite stays there.', 'The project can be asked for anew.']
      : [
          'What is under way ends first; then everything the attempt made in NetSuite is removed.',
          'The customer stays, since deals share it.',
          'Something that is used or was changed there stays, and its owner is told.',
        ];
  return { kind: 'possible', happens, releases: [], eventType: 'provisioning.given-up' };
}

/** Only a run that has asked for nothing but the check can be cancelled. */
function planCancel({ status, state }: RunView): ActPlan {
  if (status !== 'running' || stepOf(state) !== 'checking') {
    return notPossible('It has begun: give it up, and what it made is removed');
  }
  return {
    kind: 'possible',
    happens: ['Nothing was made yet, so nothing is left.', 'The project can be asked for anew on the Opportunity.'],
    releases: [],
    eventType: 'provisioning.cancelled',
  };
}

const Stated = z.object({ step: z.string(), refused: z.array(z.unknown()).optional() });

function stepOf(state: unknown): string | undefined {
  return Stated.safeParse(state).data?.step;
}

/** Whether the run waits for a row that the CRM refuses. */
function isRowRefused({ status, state }: RunView): boolean {
  return status === 'running' && (Stated.safeParse(state).data?.refused?.length ?? 0) > 0;
}

function whyNoRetry({ status }: Pick<RunView, 'status'>): string {
  switch (status) {
    case 'running':
      return 'It is being worked on; nothing waits for your word';
    case 'done':
      return 'It is done';
    case 'not-ready':
    case 'ended':
      return 'Nothing of it is left in NetSuite: press Provision project on the Opportunity, which reads the deal anew';
    case 'failed':
      return 'No command of it waits for your word';
  }
}

function notPossible(reason: string): ActPlan {
  return { kind: 'not-possible', reason };
}

/** `project, task (3)`: each type once. */
function namesOf(commands: readonly CommandView[]): string {
  const counts = new Map<string, number>();
  for (const { type } of commands) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts]
    .map(([type, count]) => (count === 1 ? commandName(type) : `${commandName(type)} (${count})`))
    .join(', ');
}

/** What a command is about, in words: `task.create` is `task`, `record.remove` a removal. */
export function commandName(type: string): string {
  return type === 'record.remove' ? 'removal' : (type.split('.')[0] ?? type);
}

function ownersOf(commands: readonly CommandView[]): string {
  const owners = commands.flatMap(({ fault }) => (fault === undefined ? [] : [ownerLabels[faults[fault.code].owner]]));
  return [...new Set(owners)].join(' and ') || ownerLabels.admin;
}

export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
