import { expect, test } from 'vitest';
import { provisioning } from '#workflows/provisioning.ts';
import type { State } from '#workflows/provisioning-state.ts';
import { factsOf } from './deals.ts';
import { act, applied, commands, held, removal } from './provisioning-cases.ts';
import first from './stored/provisioning-1.json' with { type: 'json' };
import second from './stored/provisioning-2.json' with { type: 'json' };
import third from './stored/provisioning-3.json' with { type: 'json' };

/** States as shipped versions have stored them: a run that began before an upgrade must go on after it. */
test.each(first)('a run that version 1 stored as $name goes on', ({ state, reads }) => {
  const read = provisioning.readState(state, 1);
  const [head] = read === undefined ? [] : provisioning.rows(read, factsOf());
  expect(head?.text ?? 'nothing').toBe(reads);
  const again: unknown = JSON.parse(JSON.stringify(read));
  expect(provisioning.readState(again, provisioning.stateVersion)).toEqual(read);
});

test.each(second)('a run that version 2 stored as $name goes on', ({ state, reads }) => {
  const read = provisioning.readState(state, 2);
  const [head] = read === undefined ? [] : provisioning.rows(read, factsOf());
  expect(head?.text ?? 'nothing').toBe(reads);
  const again: unknown = JSON.parse(JSON.stringify(read));
  expect(provisioning.readState(again, provisioning.stateVersion)).toEqual(read);
});

test('what version 2 had not undone, since NetSuite had refused it, is undone after all', () => {
  const stored = second.find(({ name }) => name === 'undoing');
  const undoing = provisioning.readState(stored?.state, 2);
  if (undoing?.step !== 'undoing') throw new Error('the stored state is gone');
  const next = undoing.pending.reduce<State>(
    (state, key) => provisioning.evolve(state, applied(removal({ key })), factsOf()),
    undoing,
  );
  expect(next).toMatchObject({ step: 'undoing', pending: [commands.tasks[0]?.key] });
});

test.each(third)('a run that version 3 stored as $name is read as it was', ({ state, reads }) => {
  const read = provisioning.readState(state, 3);
  expect(read).toEqual(state);
  const [head] = read === undefined ? [] : provisioning.rows(read, factsOf());
  expect(head?.text ?? 'nothing').toBe(reads);
});

test('a project that version 1 was opening is opened, and one that it left half-made is undone on a person’s word', () => {
  const states = new Map(first.map(({ name, state }) => [name, provisioning.readState(state, 1)]));
  const opening = states.get('activation');
  const failed = states.get('failed-project');
  if (opening === undefined || failed === undefined) throw new Error('the stored states are gone');
  expect(provisioning.evolve(opening, applied(commands.activation), factsOf())).toMatchObject({ step: 'done' });
  const undoing = provisioning.evolve(failed, act('provisioning.retried'), factsOf());
  expect(undoing).toMatchObject({ step: 'undoing', pending: [commands.project.key] });
  expect(provisioning.evolve(undoing, held(removal(commands.project)), factsOf())).toMatchObject({ step: 'undoing' });
  const gone = provisioning.evolve(undoing, applied(removal(commands.project)), factsOf());
  expect(provisioning.statusOf(gone)).toBe('ended');
});
