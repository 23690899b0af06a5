import { afterAll, beforeEach, expect, test } from 'vitest';
import type { Connector, OutgoingItem, SendResult } from '#connectors/connector.ts';
import type { FaultSpec } from '../sandbox/control/faults.ts';

/** A connector beside the sandbox that it talks to. */
export type Bench = {
  connector: Connector;
  pairing: string;
  /** Items that make one record each, parents first. */
  items: readonly OutgoingItem[];
  disturb(fault: { kind: FaultSpec['kind']; item?: number; call?: number; count?: number }): void;
  /** How often each of the items' keys was created, by ground truth. */
  created(): readonly number[];
  /** Puts the sandbox back to its seeds, with no disturbance set. */
  reset(): Promise<void>;
  close(): Promise<void>;
};

const options = { correlationId: 'contract' };

/** What every connector must do, against the sandbox of its system; called inside a `describe` of its own. */
export function connectorContract(bench: Bench): void {
  const { connector, pairing, items } = bench;
  const [first] = items;
  if (!first) throw new Error('A contract needs at least one item');
  const send = async (batch: readonly OutgoingItem[] = items) => connector.send({ pairing, items: batch }, options);
  const find = async () =>
    connector.find(
      pairing,
      items.map(({ key }) => key),
      options,
    );
  afterAll(async () => bench.close());
  beforeEach(async () => bench.reset());

  test('answers every item once, under its key and with its record', async () => {
    const result = await send();
    expect(answersOf(result)).toEqual(items.map(() => 'applied'));
    expect(result).toMatchObject({ items: items.map(({ key }) => ({ key, ref: { id: expect.any(String) } })) });
    expect(bench.created()).toEqual(items.map(() => 1));
  });

  test('makes nothing twice, however often it is asked', async () => {
    await send();
    expect(answersOf(await send())).toEqual(items.map(() => 'duplicate'));
    await Promise.all([send(), send()]);
    expect(bench.created()).toEqual(items.map(() => 1));
  });

  test('lets an older revision and an older fence change nothing', async () => {
    await send([at(first, { revision: 5, fence: 5 })]);
    expect(answersOf(await send([at(first, { revision: 4, fence: 6 })]))).toEqual(['superseded']);
    expect(answersOf(await send([at(first, { revision: 6, fence: 4 })]))).toEqual(['stale']);
  });

  test('does not know after a lost answer, finds it, and makes it no second time', async () => {
    bench.disturb({ kind: 'drop-after' });
    expect(await send()).toEqual({ kind: 'unknown', fault: 'erp.unreachable' });
    expect(await find()).toMatchObject({ kind: 'answered', items: items.map(() => ({ found: 'posted' })) });
    expect(answersOf(await send())).toEqual(items.map(() => 'duplicate'));
    expect(bench.created()).toEqual(items.map(() => 1));
  });

  test('does not know after a lost request, finds nothing, and makes it then', async () => {
    bench.disturb({ kind: 'drop-before' });
    expect(await send()).toEqual({ kind: 'unknown', fault: 'erp.unreachable' });
    expect(await find()).toMatchObject({ kind: 'answered', items: items.map(() => ({ found: 'absent' })) });
    expect(answersOf(await send())).toEqual(items.map(() => 'applied'));
  });

  test.each([2, 5, 9, 14, 20, 30])(
    'does not know when the script dies at call %i, and goes on from there',
    async (call) => {
      bench.disturb({ kind: 'kill-script', call });
      expect(await send()).toMatchObject({ kind: 'unknown' });
      expect(answersOf(await send()).filter((answer) => answer !== 'applied' && answer !== 'duplicate')).toEqual([]);
      expect(bench.created()).toEqual(items.map(() => 1));
    },
  );

  test('takes a refusal over the limit for a limit, with nothing done', async () => {
    bench.disturb({ kind: 'refuse' });
    expect(await send()).toEqual({ kind: 'refused', fault: 'erp.busy', isLimit: true });
    expect(bench.created()).toEqual(items.map(() => 0));
  });

  test('renews a token that has ended, and is refused when the new one is no better', async () => {
    await find();
    bench.disturb({ kind: 'expire-token' });
    expect(answersOf(await send())).toEqual(items.map(() => 'applied'));
    bench.disturb({ kind: 'expire-token', count: 2 });
    expect(await send()).toEqual({ kind: 'refused', fault: 'erp.sign-in-refused', isLimit: false });
  });

  test('hands over what is said of one item without losing the others', async () => {
    bench.disturb({ kind: 'partial', item: 1 });
    const [refused] = answersOf(await send([first]));
    expect(refused).toBe('rejected');
    expect(answersOf(await send())).toEqual(items.map(() => 'applied'));
  });

  test('reads the reference rows', async () => {
    expect(await connector.readReference(pairing, options)).toMatchObject({
      kind: 'answered',
      reference: { asOf: expect.stringMatching(/Z$/), rows: expect.arrayContaining([expect.anything()]) },
    });
  });
}

/** The same item as another node, or a later revision of its source, would send it. */
function at(item: OutgoingItem, numbers: { revision: number; fence: number }): OutgoingItem {
  return { ...item, ...numbers };
}

function answersOf(result: SendResult): readonly string[] {
  return result.kind === 'answered' ? result.items.map(({ answer }) => answer) : [result.kind];
}
