import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FindAnswer } from 'shared-model/restlet.ts';
import { describe, expect, test } from 'vitest';
import type { Gate, GateStep } from '../sandbox/netsuite/host/host.ts';
import { ledgerType } from './ground.ts';
import { activationItem, customerItem, pairing, projectItem, sampleDeal, taskItem, undoItem } from './items.ts';
import { openRoom, post, postBody, type Room, type RoomOptions } from './room.ts';

const deal = sampleDeal(1);
const items = [customerItem(deal), projectItem(deal), taskItem(deal, 'em'), activationItem(deal)];

async function inRoom<Result>(options: RoomOptions, act: (room: Room) => Promise<Result>): Promise<Result> {
  const room = await openRoom(options);
  try {
    return await act(room);
  } finally {
    await room.host.close();
  }
}

/** An SDF project with one object changed, as an admin may have done it. */
async function withChanged(built: string, object: string, from: string, to: string): Promise<string> {
  const project = await mkdtemp(join(tmpdir(), 'throughline-sdf-'));
  await cp(built, project, { recursive: true });
  const file = join(project, 'Objects', `${object}.xml`);
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(from, to));
  return project;
}

/** From the last to the first; the customer stays. */
const undoing = [deal.activation, deal.task('em'), deal.project].map((key) => undoItem(deal, key));

/** What an admin took away, what the items are answered then, and whether each can be undone at once all the same. */
const changes: readonly {
  what: string;
  object: string;
  from: string;
  to: string;
  answers: readonly object[];
  undone: readonly object[];
}[] = [
  {
    what: 'without the permission on projects, the project is rejected and what hangs on it waits',
    object: 'customrole_tl_integration',
    from: '<permkey>LIST_JOB</permkey>',
    to: '<permkey>LIST_TASK</permkey>',
    answers: [
      { answer: 'applied' },
      { answer: 'rejected', fault: { code: 'erp.permission-missing' } },
      { answer: 'deferred', fault: { code: 'erp.parent-not-posted' } },
      { answer: 'deferred', fault: { code: 'erp.parent-not-posted' } },
    ],
    undone: Array(3).fill({ answer: 'applied' }),
  },
  {
    what: 'without the permission on tasks, only the task is rejected',
    object: 'customrole_tl_integration',
    from: '<permkey>LIST_PROJECTTASK</permkey>',
    to: '<permkey>LIST_TASK</permkey>',
    answers: [
      { answer: 'applied' },
      { answer: 'applied' },
      { answer: 'rejected', fault: { code: 'erp.permission-missing' } },
      { answer: 'applied' },
    ],
    undone: Array(3).fill({ answer: 'applied' }),
  },
  {
    what: 'without the field that says which SOW line a task is of, the task is rejected',
    object: 'custevent_tl_sowline',
    from: '<appliestoprojecttask>T',
    to: '<appliestoprojecttask>F',
    answers: [
      { answer: 'applied' },
      { answer: 'applied' },
      { answer: 'rejected', fault: { code: 'erp.refused' } },
      { answer: 'applied' },
    ],
    undone: [{ answer: 'applied' }, { answer: 'deferred' }, { answer: 'applied' }],
  },
];

describe('the account is not as it was installed', { timeout: 60_000 }, () => {
  test.each(changes)('$what', async ({ object, from, to, answers, undone }) => {
    let project = '';
    const changeProject = async (built: string): Promise<string> =>
      (project = await withChanged(built, object, from, to));
    await inRoom({ changeProject }, async (room) => {
      expect(await post(room, items)).toMatchObject(answers);
      expect(await post(room, undoing)).toMatchObject(undone);
    });
    await rm(project, { recursive: true });
  });

  test('without the right to read the ledger, the whole call fails', async () => {
    const changeProject = (built: string): Promise<string> =>
      withChanged(built, 'customrole_tl_integration', 'REPO_ANALYTICS', 'LIST_TASK');
    const result = await inRoom({ changeProject }, (room) => room.call(postBody(items)));
    expect(result).toMatchObject({
      status: 400,
      outcome: 'threw',
      body: { error: { code: 'INSUFFICIENT_PERMISSION' } },
    });
  });
});

/** A gate that kills at the first call that `matches`, and lets everything else go. */
function gateAt(matches: (step: GateStep) => boolean): Gate {
  let isDone = false;
  return (step) => {
    if (isDone || !matches(step)) return Promise.resolve('go');
    isDone = true;
    return Promise.resolve('kill');
  };
}

const isSaveOf = (type: string, key: string) => (step: GateStep) =>
  step.api === 'Record.save' && step.recordType === type && step.externalId === key;

describe('an execution died', { timeout: 60_000 }, () => {
  test('after its claim: find says claimed, and the next one goes on under the same key', async () => {
    const gate = gateAt(isSaveOf('job', deal.project));
    await inRoom({ gate }, async (room) => {
      expect(await room.call(postBody(items))).toMatchObject({ outcome: 'killed' });
      expect(await find(room)).toMatchObject([
        { found: 'posted' },
        { found: 'claimed', revision: 1, fence: 1 },
        { found: 'absent' },
        { found: 'absent' },
      ]);
      expect(await post(room, items)).toMatchObject([
        { answer: 'duplicate' },
        { answer: 'applied' },
        { answer: 'applied' },
        { answer: 'applied' },
      ]);
    });
  });

  test('after its document: find says document, and the next one adopts it', async () => {
    const gate = gateAt(isSaveOf('customrecord_tl_link', `link:${deal.project}`));
    await inRoom({ gate }, async (room) => {
      await room.call(postBody(items));
      expect(await find(room)).toMatchObject([
        { found: 'posted' },
        { found: 'document', ref: { type: 'job' } },
        { found: 'absent' },
        { found: 'absent' },
      ]);
      const [, project] = await post(room, items);
      expect(project).toMatchObject({ answer: 'applied', ref: { type: 'job' } });
      expect(
        room.truth.after(0).filter(({ type, operation }) => type === 'job' && operation === 'create'),
      ).toHaveLength(1);
    });
  });
});

test('a document that NetSuite calls a duplicate but does not show is given to a person', async () => {
  await inRoom({}, async (room) => {
    await post(room, [customerItem(deal)]);
    await callAndDie(room, isSaveOf('job', deal.project));
    room.clock.advance(60_000);
    room.host.setLag(30_000);
    await callAndDie(room, isSaveOf('customrecord_tl_link', `link:${deal.project}`));
    const [answer] = await post(room, [projectItem(deal)]);
    expect(answer).toMatchObject({ answer: 'rejected', fault: { code: 'erp.not-visible' } });
  });
}, 60_000);

async function callAndDie(room: Room, matches: (step: GateStep) => boolean): Promise<void> {
  room.host.setGate(gateAt(matches));
  await room.call(postBody([projectItem(deal)]));
  room.host.setGate(undefined);
}

async function find(room: Room): Promise<FindAnswer['items']> {
  const result = await room.call({ version: 1, operation: 'find', pairing, keys: items.map(({ key }) => key) });
  return FindAnswer.parse(result.body).items;
}

test('the ledger row of a key is made once', { timeout: 60_000 }, async () => {
  await inRoom({}, async (room) => {
    await post(room, items);
    await post(room, items);
    const rows = room.truth.after(0).filter(({ type, operation }) => type === ledgerType && operation === 'create');
    expect(rows.map(({ externalId }) => externalId)).toEqual(items.map(({ key }) => key));
  });
});
