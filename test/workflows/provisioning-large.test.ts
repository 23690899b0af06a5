import { expect, test } from 'vitest';
import type { ProvisioningEvent } from '#workflows/provisioning-events.ts';
import { askRules, askTasks } from '#workflows/provisioning-parts.ts';
import type { State } from '#workflows/provisioning-state.ts';
import { provisioning } from '#workflows/provisioning.ts';
import type { SendDecision } from '#workflows/workflow.ts';
import { d1, factsOf, requestFor } from './deals.ts';
import { applied, asks, commands, rejected, removal } from './provisioning-cases.ts';
import { stateAfterAll } from './scenarios.ts';

const { check, customer, project } = commands;
const facts = factsOf();

/** A deal of so many lines with as many roles each; the largest that a request may hold has 50. */
function dealOf(lineCount: number) {
  const roles = Array.from({ length: lineCount }, (_, role) => ({ key: `R${role}`, role: 'Consultant', minutes: 60 }));
  const lines = d1.lines.flatMap((line) =>
    Array.from({ length: lineCount }, (_, place) => {
      return { ...line, key: `L${place}`, roles, amount: place === 0 ? d1.amount : '0.00' };
    }),
  );
  const deal = { ...d1, lines };
  return { deal, tasks: askTasks(requestFor(deal), facts), rules: askRules(requestFor(deal), facts) };
}

const largest = 50;
const begun = (lineCount: number): ProvisioningEvent[] => [
  asks(dealOf(lineCount).deal),
  ...[check, customer, project].map((command) => applied(command)),
];

test('the largest deal is worked on to its end', () => {
  const { tasks, rules } = dealOf(largest);
  const answers = [...tasks, ...rules].map((command) => applied(command));
  expect(stateAfterAll(provisioning, [...begun(largest), ...answers], facts)).toMatchObject({ step: 'activation' });
  expect(tasks).toHaveLength(2_501);
});

/** How often the keys and answers of the state are looked at while one event is worked on. */
function looksOf(state: State, event: ProvisioningEvent): number {
  let looks = 0;
  const counted = <Value extends object>(list: Value): Value =>
    new Proxy(list, {
      get: (target, name, receiver): unknown => {
        if (typeof name === 'string' && /^\d+$/.test(name)) looks += 1;
        return Reflect.get(target, name, receiver);
      },
    });
  const lists = Object.entries(state).map(([name, value]) => [name, Array.isArray(value) ? counted(value) : value]);
  const watched: State = Object.assign({ ...state }, Object.fromEntries(lists));
  provisioning.decide(watched, event, facts);
  expect(provisioning.evolve(watched, event, facts)).not.toBe(watched);
  return looks;
}

type Step = { readonly given: readonly ProvisioningEvent[]; readonly when: ProvisioningEvent };

/** In the middle of many records, one of them is answered. */
const steps: Readonly<Record<string, (lineCount: number) => Step>> = {
  'of the tasks': (lineCount) => {
    const { tasks } = dealOf(lineCount);
    const half = tasks.slice(0, tasks.length / 2).map((command) => applied(command));
    return { given: [...begun(lineCount), ...half], when: applied(lastOf(tasks)) };
  },
  'of the undoing': (lineCount) => {
    const { tasks } = dealOf(lineCount);
    const made = tasks.map((command, place) => (place > 0 ? applied(command) : rejected(command, 'erp.refused', 2)));
    return { given: [...begun(lineCount), ...made], when: applied(removal(lastOf(tasks))) };
  },
};

function lastOf(all: readonly SendDecision[]): SendDecision {
  const last = all.at(-1);
  if (last === undefined) throw new Error('a deal without tasks');
  return last;
}

const [small, times] = [10, 26];

test.each(Object.entries(steps))('one answer %s looks at no more than the records of its deal', (_, stepOf) => {
  const looks = (lineCount: number): number => {
    const { given, when } = stepOf(lineCount);
    return looksOf(stateAfterAll(provisioning, given, facts), when);
  };
  expect(looks(small)).toBeGreaterThan(small * small);
  // 25 times as many records: an answer that looks at pairs of them would look 625 times as often.
  expect(looks(largest)).toBeLessThanOrEqual(looks(small) * times);
});
