import type { Json } from 'shared-model/canonical-json.ts';
import type { ArrivedEvent, Decision, Facts, RunStatus, StatusRow, Workflow } from '#workflows/workflow.ts';

/** A workflow whose own types are closed over, so that workflows of every kind stand in one list. */
export type PlayableWorkflow = {
  readonly name: string;
  readonly version: number;
  readonly stateVersion: number;
  readonly begins: readonly string[];
  /** Works on events in their order; nothing when the stored state is none that this version can read. */
  readonly play: (stored: StoredState, events: readonly ArrivedEvent[], facts: Facts) => Played | undefined;
};

export type StoredState = { readonly state?: Json; readonly stateVersion: number };

/** What working on some events came to. */
export type Played = {
  readonly state: Json;
  readonly status: RunStatus;
  readonly decisions: readonly { readonly decision: Decision; readonly eventId: string }[];
  /** The rows that differ from those before. */
  readonly rows: readonly StatusRow[];
  readonly poisoned: readonly Poisoned[];
  readonly wakeAfterMs: number | undefined;
};

/** An event that could not be worked on, and why; the state is as if it had never come. */
export type Poisoned = { readonly event: ArrivedEvent; readonly reason: string };

export function playable<State extends Json, Event>(workflow: Workflow<State, Event>): PlayableWorkflow {
  const { name, version, stateVersion, begins } = workflow;
  return {
    name,
    version,
    stateVersion,
    begins,
    play: (stored, events, facts) => play(workflow, stored, events, facts),
  };
}

function play<State extends Json, Event>(
  workflow: Workflow<State, Event>,
  stored: StoredState,
  events: readonly ArrivedEvent[],
  facts: Facts,
): Played | undefined {
  const before = stored.state === undefined ? workflow.initial : workflow.readState(stored.state, stored.stateVersion);
  if (before === undefined) return undefined;
  const decisions: Played['decisions'][number][] = [];
  const poisoned: Poisoned[] = [];
  let state = before;
  for (const event of events) {
    const step = playOne(workflow, state, event, facts);
    if ('reason' in step) {
      poisoned.push({ event, reason: step.reason });
      continue;
    }
    decisions.push(...step.decisions.map((decision) => ({ decision, eventId: event.id })));
    state = step.state;
  }
  return {
    state,
    status: workflow.statusOf(state),
    decisions,
    rows: changedRows(workflow.rows(before, facts), workflow.rows(state, facts)),
    poisoned,
    wakeAfterMs: workflow.wakeAfterMs(state),
  };
}

type PlayedOne<State> = { state: State; decisions: readonly Decision[] } | { reason: string };

/** What a rule throws is a fault of ours in this one event; the run's other events go on. */
function playOne<State extends Json, Event>(
  workflow: Workflow<State, Event>,
  state: State,
  arrived: ArrivedEvent,
  facts: Facts,
): PlayedOne<State> {
  const event = workflow.readEvent(arrived);
  if (event === undefined) return { reason: `an event ${arrived.type} that ${workflow.name} cannot read` };
  try {
    return { decisions: workflow.decide(state, event, facts), state: workflow.evolve(state, event, facts) };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : 'the rules threw something that is no error' };
  }
}

function changedRows(before: readonly StatusRow[], after: readonly StatusRow[]): readonly StatusRow[] {
  const shown = new Map(before.map((row) => [row.key, JSON.stringify(row)]));
  return after.filter((row) => shown.get(row.key) !== JSON.stringify(row));
}
