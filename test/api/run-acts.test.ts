import { expect, test } from 'vitest';
import { planAct } from '#api/run-acts.ts';
import type { CommandView, RunView } from '#store/views.ts';
import { factsOf, noon, pairing } from '../workflows/deals.ts';

const facts = factsOf();

function runOf(status: RunView['status'], step: string, more: Partial<RunView> = {}): RunView {
  return {
    ...{ runId: facts.runId, engagementId: facts.engagementId, pairing, generation: 1, correlationId: 'click-1' },
    ...{ workflow: 'provisioning', workflowVersion: 1, status, state: { step }, version: 3 },
    ...{ startedAt: noon, changedAt: noon, commands: [], exceptions: [], ...more },
  };
}

function command(state: CommandView['state'], type: string): CommandView {
  const ids = { commandId: `cmd_${type}_${state}`, key: type, revision: 1, pairing, engagementId: facts.engagementId };
  const place = { runId: facts.runId, correlationId: 'click-1', system: 'netsuite', lane: 'interactive' } as const;
  const age = { createdAt: noon, changedAt: noon, attempts: 1, fence: 1 };
  return { ...ids, ...place, ...age, type, state, orderKey: 'p', isHead: true };
}

const heldProject = command('held', 'project.create');
const refusedRule = command('rejected', 'rule.create');
const refusedRemoval = command('rejected', 'record.remove');

test.each([
  [
    'a held command goes again',
    runOf('running', 'project', { commands: [heldProject] }),
    'retry',
    [heldProject.commandId],
  ],
  [
    'what remains is asked for by the run itself',
    runOf('failed', 'failed', { commands: [refusedRule, refusedRemoval] }),
    'retry',
    [],
  ],
  [
    'a refused role request is written again',
    runOf('running', 'staffing', { state: { step: 'staffing', refused: [{}] } }),
    'retry',
    [],
  ],
  ['a run is given up', runOf('running', 'tasks'), 'give-up', []],
  ['what is left is kept', runOf('failed', 'failed'), 'give-up', []],
  ['a queued run is cancelled', runOf('running', 'checking'), 'cancel', []],
] as const)('%s', (_name, run, act, releases) => {
  const plan = planAct(run, act);
  expect(plan).toMatchObject({ kind: 'possible', releases });
  const type = { retry: 'provisioning.retried', 'give-up': 'provisioning.given-up', cancel: 'provisioning.cancelled' }[
    act
  ];
  expect(plan).toMatchObject({ eventType: type });
});

test.each([
  ['what ended is never sent again', runOf('ended', 'failed', { commands: [refusedRule] }), 'retry'],
  ['a rejected command of a running attempt is not', runOf('running', 'tasks', { commands: [refusedRule] }), 'retry'],
  ['what is done is not given up', runOf('done', 'done'), 'give-up'],
  ['what has begun is not cancelled', runOf('running', 'project'), 'cancel'],
] as const)('%s', (_name, run, act) => {
  expect(planAct(run, act)).toMatchObject({ kind: 'not-possible', reason: expect.stringMatching(/\w{4}/) });
});
