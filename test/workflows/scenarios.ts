import type { Json } from 'shared-model/canonical-json.ts';
import { describe, expect, test } from 'vitest';
import type { Decision, Facts, Workflow } from '#workflows/workflow.ts';

/** One row of a table: what happened before, what happens now, and what is asked for, in words. */
export type Scenario<Event> = {
  readonly given: readonly Event[];
  readonly when: Event;
  readonly then: readonly string[];
  readonly facts?: Facts;
};

/** Runs a table of sentences about a workflow; `then` lists every decision, in order. */
export function scenarios<State extends Json, Event>(
  workflow: Workflow<State, Event>,
  facts: Facts,
  table: Readonly<Record<string, Scenario<Event>>>,
): void {
  describe(`${workflow.name}`, () => {
    for (const [sentence, row] of Object.entries(table)) {
      test(`${sentence}`, () => {
        const known = row.facts ?? facts;
        const before = stateAfterAll(workflow, row.given, known);
        expect(workflow.decide(before, row.when, known).map(inWords)).toEqual(row.then);
      });
    }
  });
}

export function stateAfterAll<State extends Json, Event>(
  workflow: Workflow<State, Event>,
  events: readonly Event[],
  facts: Facts,
): State {
  return events.reduce((state: State, event) => workflow.evolve(state, event, facts), workflow.initial);
}

export function inWords(decision: Decision): string {
  switch (decision.kind) {
    case 'send':
      return `send ${decision.type} revision ${decision.revision}`;
    case 'raise':
      return `ask ${decision.owner} about ${decision.fault}: ${decision.text}`;
    case 'settle':
      return `settle ${decision.about}`;
    case 'raise-generation':
      return `begin anew as generation ${decision.generation}`;
    case 'mark-request':
      return `request ${decision.state}`;
    case 'link':
      return `link ${decision.source.type} to ${decision.ref.type} ${decision.ref.number ?? decision.ref.id}`;
    case 'link-customer':
      return `write customer number ${decision.customerNumber}`;
  }
}
