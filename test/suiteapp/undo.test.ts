import type { Item, ItemAnswer } from 'shared-model/restlet.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Gate } from '../sandbox/netsuite/host/host.ts';
import { createGround, type Ground, ledgerType } from './ground.ts';
import {
  activationItem,
  budgetItem,
  customerItem,
  firstAttempt,
  projectItem,
  ruleItem,
  type SampleDeal,
  sampleDeal,
  taskItem,
  undoItem,
} from './items.ts';
import { openRoom, post, postBody, type Room } from './room.ts';

let room: Room;
let ground: Ground;
beforeAll(async () => {
  room = await openRoom();
  ground = createGround(room.truth);
}, 60_000);
afterAll(() => room.host.close());

const making = (deal: SampleDeal): Item[] => [
  customerItem(deal),
  projectItem(deal),
  taskItem(deal, 'R1'),
  budgetItem(deal),
  ruleItem(deal, 'R1'),
  activationItem(deal),
];
const keysOf = (deal: SampleDeal): string[] => [
  deal.activation,
  deal.rule('R1'),
  deal.budget,
  deal.task('R1'),
  deal.project,
];
/** From the last to the first, as a compensation walks. */
const undoing = (deal: SampleDeal, attempt = firstAttempt): Item[] =>
  keysOf(deal).map((key) => undoItem(deal, key, attempt));
const answersOf = (answers: readonly ItemAnswer[]): string[] =>
  answers.map(({ answer, fault }) => fault?.code ?? answer);
const stateOf = (key: string): unknown => ground.rows(ledgerType, key)[0]?.values['custrecord_tl_posting_state'];
const later = { revision: 2, fence: 2 };

describe('an attempt that is undone', () => {
  const deal = sampleDeal(1);

  test('leaves its customer, and nothing else', async () => {
    await post(room, making(deal));
    expect(answersOf(await post(room, undoing(deal)))).toEqual(Array(5).fill('applied'));
    const keys = keysOf(deal);
    expect(keys.map((key) => ground.documents(key).length)).toEqual(Array(5).fill(0));
    expect(keys.map(stateOf)).toEqual(Array(5).fill('reversed'));
    expect(ground.documents(deal.customer)).toHaveLength(1);
  });

  test('is reversed before it is deleted, record by record', () => {
    const written = room.truth.after(0);
    const at = (operation: string, type: string) =>
      written.findIndex((one) => one.operation === operation && one.type === type);
    const reversed = written.findIndex(
      ({ externalId, values }) => externalId === deal.project && values['custrecord_tl_posting_state'] === 'reversed',
    );
    expect(reversed).toBeGreaterThan(0);
    expect(at('delete', 'job')).toBeGreaterThan(reversed);
  });

  test('refuses every late original, whatever its revision', async () => {
    const rule = ruleItem(deal, 'R1', {}, later);
    const late = [projectItem(deal, {}, later), taskItem(deal, 'R1', {}, later), rule, activationItem(deal, later)];
    expect(answersOf(await post(room, late))).toEqual(Array(4).fill('erp.reversed'));
  });

  test('is answered duplicate when the undo comes again', async () => {
    const before = room.truth.after(0).length;
    expect(answersOf(await post(room, undoing(deal)))).toEqual(Array(5).fill('duplicate'));
    expect(room.truth.after(0).length).toBe(before);
  });

  test('makes room for the next generation', async () => {
    const next = sampleDeal(1, 'CV-US', 2);
    expect(answersOf(await post(room, making(next)))).toEqual(['duplicate', ...Array(5).fill('applied')]);
    expect(ground.documents(next.project)).toHaveLength(1);
  });
});

describe('an activation', () => {
  const deal = sampleDeal(30);
  const isOpen = (): unknown => ground.documents(deal.project)[0]?.values['allowtime'];

  test('is undone by closing the project for time, and no late copy opens it again', async () => {
    await post(room, making(deal));
    expect(isOpen()).toBe(true);
    const [answer] = await post(room, [undoItem(deal, deal.activation)]);
    expect(answer).toMatchObject({ answer: 'applied' });
    expect(answer).not.toHaveProperty('ref');
    expect(answersOf(await post(room, [activationItem(deal, later)]))).toEqual(['erp.reversed']);
    expect(isOpen()).toBe(false);
  });

  test('that never came is undone without a write on the project', async () => {
    const own = sampleDeal(31);
    await post(room, making(own).slice(0, 2));
    const before = room.truth.after(0).length;
    expect(answersOf(await post(room, [undoItem(own, own.activation)]))).toEqual(['applied']);
    expect(room.truth.after(before).filter(({ type }) => type === 'job')).toEqual([]);
  });
});

describe('an activation that NetSuite refused', () => {
  test('is undone at once, since nobody else can be at work on it', async () => {
    const deal = sampleDeal(32);
    await post(room, making(deal).slice(0, -1));
    const refuse = { name: 'USER_ERROR', message: 'Closed by a script of the account.' };
    room.host.setGate(({ api, recordType }) =>
      Promise.resolve(api === 'Record.save' && recordType === 'job' ? { refuse } : 'go'),
    );
    expect(answersOf(await post(room, [activationItem(deal)]))).toEqual(['erp.refused']);
    room.host.setGate(undefined);
    expect(answersOf(await post(room, undoing(deal)))).toEqual(Array(5).fill('applied'));
  });

  test('never came: what a person opened by hand is left open', async () => {
    const deal = sampleDeal(33);
    await post(room, making(deal).slice(0, -1));
    await byHand('job', ground.documents(deal.project)[0]?.id ?? '', { allowtime: true });
    expect(answersOf(await post(room, [undoItem(deal, deal.activation)]))).toEqual(['applied']);
    expect(ground.documents(deal.project)[0]?.values['allowtime']).toBe(true);
  });
});

describe('what was never made', () => {
  const deal = sampleDeal(2);

  test('is undone all the same, and its original is refused', async () => {
    await post(room, [customerItem(deal)]);
    expect(await post(room, [undoItem(deal, deal.project)])).toMatchObject([{ answer: 'applied' }]);
    expect(answersOf(await post(room, [projectItem(deal)]))).toEqual(['erp.reversed']);
    expect(ground.documents(deal.project)).toEqual([]);
  });

  test('is undone at once when NetSuite had refused it', async () => {
    const own = sampleDeal(3);
    const refused = await post(room, [...making(own).slice(0, 3), ruleItem(own, 'R1', { serviceCode: 'SVC-RUN' })]);
    expect(answersOf(refused).at(-1)).toBe('erp.reference-unknown');
    expect(stateOf(own.rule('R1'))).toBe('refused');
    expect(answersOf(await post(room, [undoItem(own, own.rule('R1'))]))).toEqual(['applied']);
  });

  test('can still be made after a refusal that was mended', async () => {
    const own = sampleDeal(4);
    await post(room, [...making(own).slice(0, 3), ruleItem(own, 'R1', { serviceCode: 'SVC-RUN' })]);
    expect(answersOf(await post(room, [ruleItem(own, 'R1', {}, { revision: 1, fence: 2 })]))).toEqual(['applied']);
    expect(ground.documents(own.rule('R1'))).toHaveLength(1);
  });
});

describe('a record stays, and the refusal says why, when', () => {
  test('a person has changed it since', async () => {
    const deal = sampleDeal(10);
    await post(room, making(deal));
    await byHand('projecttask', ground.documents(deal.task('R1'))[0]?.id ?? '', { title: 'Work of two' });
    const [answer] = await post(room, [undoItem(deal, deal.task('R1'))]);
    expect(answer).toMatchObject({ answer: 'rejected', fault: { code: 'erp.record-edited' } });
    expect([ground.documents(deal.task('R1')).length, stateOf(deal.task('R1'))]).toEqual([1, 'posted']);
  });

  test('something else uses it; once that is gone, the undo goes on', async () => {
    const deal = sampleDeal(11);
    await post(room, making(deal).slice(0, 3));
    const values = { tranid: 'INV-1', entity: Number(ground.documents(deal.project)[0]?.id), trandate: '2026-11-21' };
    room.host.loadSeeds([{ type: 'invoice', key: 'invoice', values }]);
    const undo = [undoItem(deal, deal.task('R1')), undoItem(deal, deal.project)];
    const [task, refused] = await post(room, undo);
    expect([task?.answer, refused?.fault?.code]).toEqual(['applied', 'erp.record-in-use']);
    expect(refused?.fault?.text).toMatch(/P-\d+\.$/);
    expect(stateOf(deal.project)).toBe('reversed');
    expect(answersOf(await post(room, [projectItem(deal, {}, later)]))).toEqual(['erp.reversed']);
    await byHand('invoice', invoiceIdOf('INV-1'), 'delete');
    expect(answersOf(await post(room, [undoItem(deal, deal.project, { revision: 1, fence: 2 })]))).toEqual(['applied']);
    expect(ground.documents(deal.project)).toEqual([]);
  });

  const wrong: readonly { what: string; item: (deal: SampleDeal) => Item }[] = [
    { what: 'it is a customer', item: (deal) => aimedAt(deal, deal.customer) },
    { what: 'it is of another generation', item: (deal) => aimedAt(deal, sampleDeal(12, 'CV-US', 2).project) },
    { what: 'it is of another deal', item: (deal) => aimedAt(deal, sampleDeal(13).project) },
    { what: 'it is of another step', item: (deal) => aimedAt(deal, deal.budget) },
  ];
  test.each(wrong)('$what', async ({ item }) => {
    const deal = sampleDeal(12);
    await post(room, making(deal));
    const before = room.truth.after(0).length;
    expect(await post(room, [item(deal)])).toMatchObject([
      { answer: 'rejected', fault: { code: 'erp.payload-unreadable' } },
    ]);
    expect(room.truth.after(0).length).toBe(before);
  });
});

/** The undo of the project, with somebody else's key in it. */
function aimedAt(deal: SampleDeal, targetKey: string): Item {
  return { ...undoItem(deal, deal.project), payload: { engagementId: deal.engagementId, targetKey } };
}

describe('an execution that is still at work', () => {
  test('may write until its time is over: the undo waits, looks again and takes the document away', async () => {
    const deal = sampleDeal(20);
    await post(room, [customerItem(deal)]);
    const late = holdAt('job');
    room.host.setGate(late.gate);
    const running = room.call(postBody([projectItem(deal)]));
    await late.reached;
    expect(answersOf(await post(room, [undoItem(deal, deal.project)]))).toEqual(['erp.busy']);
    late.killAfterNext();
    await running;
    room.host.setGate(undefined);
    expect(ground.documents(deal.project)).toHaveLength(1);
    expect(answersOf(await post(room, [undoItem(deal, deal.project)]))).toEqual(['erp.busy']);
    expect(ground.documents(deal.project)).toEqual([]);
    room.clock.advance(361_000);
    expect(answersOf(await post(room, [undoItem(deal, deal.project)]))).toEqual(['applied']);
  });

  test('takes its own document away when it finds the attempt undone', async () => {
    const deal = sampleDeal(21);
    await post(room, [customerItem(deal)]);
    const late = holdAt('job');
    room.host.setGate(late.gate);
    const running = room.call(postBody([projectItem(deal)]));
    await late.reached;
    await post(room, [undoItem(deal, deal.project)]);
    late.go();
    const { body } = await running;
    room.host.setGate(undefined);
    expect(body).toMatchObject({ items: [{ answer: 'rejected', fault: { code: 'erp.reversed' } }] });
    expect(ground.documents(deal.project)).toEqual([]);
  });
});

/** Holds the first execution that is about to save a record of this type; every other one goes on. */
function holdAt(type: string) {
  const reached = Promise.withResolvers<void>();
  const decision = Promise.withResolvers<void>();
  let held: string | undefined;
  let isDoomed = false;
  const gate: Gate = async ({ execution, api, recordType }) => {
    if (execution === held && isDoomed) return 'kill';
    if (held !== undefined || api !== 'Record.save' || recordType !== type) return 'go';
    held = execution;
    reached.resolve();
    await decision.promise;
    return 'go';
  };
  const go = (): void => decision.resolve();
  const killAfterNext = (): void => {
    isDoomed = true;
    go();
  };
  return { gate, reached: reached.promise, go, killAfterNext };
}

/** A person in finance changes or deletes a record by hand. */
async function byHand(
  type: string,
  id: string,
  values: Readonly<Record<string, string | boolean>> | 'delete',
): Promise<void> {
  const done = await room.host.write({ user: 'admin', context: 'USERINTERFACE', type, id, values });
  if ('refusal' in done) throw new Error(done.refusal.message);
}

function invoiceIdOf(number: string): string {
  const answer = room.host.query('SELECT id FROM invoice WHERE tranid = ?', [number]);
  return 'rows' in answer ? String(answer.rows[0]?.['id']) : '';
}
