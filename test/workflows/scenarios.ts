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
      return `send ${inShort(decision)} revision ${decision.revision}`;
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
    case 'withdraw':
      return `withdraw ${decision.keys.length}`;
    case 'release':
      return `release ${decision.keys.length}`;
    case 'settle-attempts':
      return `settle ${decision.of} attempts`;
    case 'unlink':
      return `unlink ${decision.keys.map((key) => key.split(':').slice(5, -1).join(' ')).join(', ')}`;
    case 'show-demand':
      return `show role request ${decision.roleRequestId.slice(12, 15)} ${decision.state} ${decision.projectNumber ?? ''}`.trim();
    case 'hold':
      return `hold for ${decision.by}`;
    case 'let-go':
      return 'let go on';
    case 'announce':
      return `announce ${decision.type}`;
    case 'link-customer':
      return `write customer number ${decision.customerNumber}`;
  }
}

/** The command, and of what it undoes the key's own part. */
function inShort({ type, payload }: Extract<Decision, { kind: 'send' }>): string {
  if (!('targetKey' in payload)) return type;
  return `${type} of ${payload.targetKey.split(':').slice(5, -1).join(' ')}`;
}
