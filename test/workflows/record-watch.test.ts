import { playable } from '#engine/play.ts';
import { decidedOf } from '#engine/decided.ts';
import { recordWatch } from '#workflows/record-watch.ts';
import type { ArrivedEvent, Facts } from '#workflows/workflow.ts';
import { describe, expect, test } from 'vitest';

const engagementId = 'eng_00000000000000000000000000';
const opportunityId = '006000000000001AAA';
const key = 'tl1:pr_00000000000000000000000000:opportunity:006000000000001AAA:CV-US:project:g1';
const at = '2026-11-27T13:02:00Z';

const facts: Facts = {
  ...{ pairing: 'pr_00000000000000000000000000', engagementId, runId: 'run_1', correlationId: 'c', generation: 0 },
  ...{ reference: undefined, otherRuns: [], activation: 'automatic' },
};

function arrived(type: string, data: Record<string, unknown>): ArrivedEvent {
  return { id: type, type, time: at, data: { engagementId, opportunityId, at, ...data } };
}

const record = { type: 'job', id: '4043', key, number: 'P-2001', fields: { name: 'X' }, hash: 'h' } as const;
const renamed = arrived('erp.record-changed', {
  ...record,
  ...{ by: 'Dana Weiss', differs: [{ field: 'name', here: 'X', wanted: 'Store platform' }] },
});
const putBack = arrived('erp.record-changed', { ...record, by: 'Dana Weiss', differs: [] });
const gone = arrived('erp.record-deleted', { type: 'job', id: '4043', key, by: 'Dana Weiss' });
const act = (name: string) => arrived('erp.acted', { act: name, by: 'Dana Weiss' });

/** What a run that was never saved comes to by these events, as the store is told. */
function after(...events: readonly ArrivedEvent[]) {
  const played = playable(recordWatch).play({ stateVersion: 1 }, events, facts);
  if (played === undefined) throw new Error('not played');
  expect(played.poisoned).toEqual([]);
  return { ...decidedOf(played), status: played.status, row: played.rows[0] };
}

describe('a record of an engagement', () => {
  test('that does not stand as Salesforce says is raised for finance operations and shown', () => {
    const { exceptions, row, status } = after(renamed);
    const text = 'Project P-2001: the name is X in NetSuite and Store platform in Salesforce';
    expect(exceptions).toEqual([{ about: `erp:${key}`, code: 'erp.differs-from-sow', text, owner: 'finance-ops' }]);
    expect(row).toMatchObject({ kind: 'erp', state: 'differs', text, ownerRole: 'finance-ops' });
    expect(status).toBe('ended');
  });

  test('that is put back settles what was raised', () => {
    const { settled, exceptions, row } = after(renamed, putBack);
    expect([settled, exceptions]).toEqual([[`erp:${key}`], []]);
    expect(row).toMatchObject({ state: 'in-step', history: [{ text: expect.stringContaining('was changed') }, {}] });
  });

  test('that is deleted is raised', () => {
    expect(after(gone)).toMatchObject({
      exceptions: [{ code: 'erp.differs-from-sow', text: 'Project 4043 was deleted in NetSuite' }],
      row: { state: 'differs' },
    });
  });

  test('never makes the watch ask for anything to be written', () => {
    expect(after(renamed, gone, act('send-again'), act('hold')).commands).toEqual([]);
  });
});

describe('an act on the tab', () => {
  test('of holding shows who holds until it is released', () => {
    expect(after(act('hold')).row).toMatchObject({ state: 'held', text: expect.stringContaining('Dana Weiss') });
    expect(after(act('hold'), act('release')).row).toMatchObject({ state: 'in-step' });
  });

  test('of holding holds with what is shown, and stays with who held first', () => {
    const other = arrived('erp.acted', { act: 'hold', by: 'Ben Okafor', at: '2026-11-27T14:00:00Z' });
    expect(after(act('hold'), other)).toMatchObject({ hold: { by: 'Dana Weiss', at }, row: { waitingSince: at } });
    expect(after(act('hold'), act('release'), other)).toMatchObject({ hold: { by: 'Ben Okafor' } });
    expect(after(act('hold'), act('release')).hold).toBe('released');
    expect(after(renamed, act('send-again')).hold).toBeUndefined();
  });

  test('of sending again moves the history and nothing else', () => {
    const { row, exceptions } = after(act('send-again'));
    expect(row).toMatchObject({ state: 'in-step', history: [{ by: 'Dana Weiss', at }] });
    expect(exceptions).toEqual([]);
  });
});

test('a sentence fits the CRM, however long the names', () => {
  const differs = [{ field: 'name', here: 'x'.repeat(2000), wanted: 'y'.repeat(2000) }];
  const { row } = after(arrived('erp.record-changed', { ...record, number: 'n'.repeat(200), differs }));
  expect(row?.text.length).toBeLessThanOrEqual(255);
});

test('a sentence ends in no half of a character, which the database would not take', () => {
  const cuts = ['here', 'wanted'].map((side) => ({ field: 'name', here: 'x', wanted: 'y', [side]: '🚀'.repeat(40) }));
  for (const one of cuts) {
    const { row } = after(
      arrived('erp.record-changed', { ...record, number: `${'n'.repeat(150)}🚀`, differs: [one, one] }),
    );
    expect(row?.text.isWellFormed()).toBe(true);
  }
});

test('the history ends at twenty entries, the newest first', () => {
  const many = Array.from({ length: 30 }, (_, place) => ({ ...act('send-again'), id: String(place) }));
  const { row } = after(...many);
  expect(row !== undefined && 'history' in row ? row.history : []).toHaveLength(20);
});
