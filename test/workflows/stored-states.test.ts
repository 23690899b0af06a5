import { expect, test } from 'vitest';
import { provisioning } from '#workflows/provisioning.ts';
import { factsOf } from './deals.ts';
import stored from './stored/provisioning-1.json' with { type: 'json' };

/** States as a shipped version has stored them: a run that began before an upgrade must go on after it. */
test.each(stored)('a stored run that is $name is read as it was', ({ state, reads }) => {
  const read = provisioning.readState(state, 1);
  expect(read).toEqual(state);
  const [head] = read === undefined ? [] : provisioning.rows(read, factsOf());
  expect(head?.text ?? 'nothing').toBe(reads);
});
