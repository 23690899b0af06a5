import fc from 'fast-check';
import { expect, test } from 'vitest';
import { provisioning } from '#workflows/provisioning.ts';
import { askActivation, askCheck, askCustomer, askProject } from '#workflows/provisioning-commands.ts';
import { demandKeysOf } from '#workflows/provisioning-demand.ts';
import { askRules, askTasks } from '#workflows/provisioning-parts.ts';
import type { CommandFinished, ProvisioningEvent } from '#workflows/provisioning-events.ts';
import type { State } from '#workflows/provisioning-state.ts';
import type { Decision, OtherRun, SendDecision, StatusRow } from '#workflows/workflow.ts';
import { d1, factsOf, noon, requestFor } from './deals.ts';

/**
 * One engagement with up to three generations is told whatever can be told, in any order and as often as it likes:
 * requests, notes, answers to what was sent (mostly of late, sometimes again) and answers to what never was.
 */
type Event = { readonly generation: number; readonly event: ProvisioningEvent };
type Reply = { readonly age: number; readonly outcome: CommandFinished['outcome'] };
type Told = Event | Reply;

const generations = [1, 2, 3];
const { billingContact: _contact, ...notReady } = d1;
const deals = [d1, notReady];
const acts = ['provisioning.cancelled', 'provisioning.given-up', 'provisioning.retried'] as const;
const byAna = { generation: 1, actor: 'Ana Ruiz', actedAt: noon };
const outcomes = ['applied', 'superseded', 'held', 'rejected'] as const;

const anyTold: fc.Arbitrary<Told> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ generation: fc.constantFrom(...generations), event: anyRequest() }) },
  { weight: 1, arbitrary: fc.record({ generation: fc.constantFrom(...generations), event: anyNote() }) },
  { weight: 1, arbitrary: fc.constantFrom(...generations).chain(anyAnswer) },
  { weight: 8, arbitrary: anyReply() },
);

/** Only answers to what was sent, as an ERP gives them: each command ends once. */
const anyHeard: fc.Arbitrary<Told> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ generation: fc.constantFrom(...generations), event: anyRequest() }) },
  { weight: 1, arbitrary: fc.record({ generation: fc.constantFrom(...generations), event: anyNote() }) },
  { weight: 9, arbitrary: anyReply() },
);

test('has at most one project at a time, whatever the order and repetition of events', () => {
  fc.assert(
    fc.property(fc.array(anyTold, { maxLength: 120, size: 'max' }), (told) => {
      const asked = new Map<string, number>();
      play(told, (decision, generation, states) => {
        if (!isProject(decision)) return;
        asked.set(decision.key, generation);
        const others = [...asked.values()].filter((other) => other !== generation);
        const open = others.filter((other) => !isSettled(states.get(other)));
        expect(open).toEqual([]);
      });
    }),
    { numRuns: 500 },
  );
});

test('undoing leaves nothing behind, or names what remains', () => {
  fc.assert(
    fc.property(fc.array(anyHeard, { maxLength: 160, size: 'max' }), (told) => {
      const made = new Set<string>();
      const answeredKeys = new Set<string>();
      const { states } = play(told, undefined, ({ key, payload }, outcome) => {
        if (outcome === 'held' || (answeredKeys.has(key) && !('targetKey' in payload))) return;
        answeredKeys.add(key);
        if (outcome === 'rejected') return;
        if ('targetKey' in payload) made.delete(payload.targetKey);
        else if (outcome === 'superseded') return;
        else if (/:(project|task|budget|rule):/.test(key)) made.add(key);
      });
      for (const [generation, state] of states) {
        if (state.step !== 'failed') continue;
        const left = [...made].filter((key) => key.endsWith(`:g${generation}`));
        const [first] = state.remains;
        expect(left.length === 0 || first !== undefined || !state.isOver).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

test('reaches the end when every command is applied, whatever came between', () => {
  fc.assert(
    fc.property(fc.array(anyTold, { maxLength: 20 }), (told) => {
      const first = { generation: 1, event: requestEvent(1, 0) };
      const noise = told.filter(isHarmless);
      const end = allApplied(1).flatMap((answer) => [...noise, answer]);
      expect(play([first, ...end]).states.get(1)?.step).toBe('done');
    }),
    { numRuns: 200 },
  );
});

test('every state reached names an owner or a next step, in words that fit', () => {
  fc.assert(
    fc.property(fc.array(anyTold, { maxLength: 120, size: 'max' }), (told) => {
      const missing = [...play(told).states].flatMap(([generation, state]) => unsaid(state, generation));
      expect(missing).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

/** What is missing from the rows of a state; nothing when a person can read who or what comes next. */
function unsaid(state: State, generation: number): readonly string[] {
  const rows = provisioning.rows(state, factsOf({ generation }));
  const isFitting = rows.every(({ text }) => text.length > 0 && text.length <= 255);
  return [...(isFitting ? [] : ['a text that fits']), ...unsaidByHead(state, rows)];
}

function unsaidByHead(state: State, rows: readonly StatusRow[]): readonly string[] {
  const [head] = rows;
  if (head === undefined) return state.step === 'waiting' ? [] : ['a head'];
  if (head.state === 'ready') return state.step === 'cancelled' ? [] : ['an attempt'];
  if (head.state === 'in-progress') {
    const isNamed = state.step === 'undoing' || rows.some((row) => row.state === 'running');
    return isNamed ? [] : ['a next step'];
  }
  return head.state === 'done' || head.ownerRole !== undefined ? [] : ['an owner'];
}

type OnDecision = (decision: Decision, generation: number, states: ReadonlyMap<number, State>) => void;
type OnReply = (command: SendDecision, outcome: Reply['outcome']) => void;

/** Whether an attempt is over: another one may begin beside it. */
function isSettled(state: State | undefined): boolean {
  return state === undefined || ['ended', 'not-ready'].includes(provisioning.statusOf(state));
}

function play(told: readonly Told[], onDecision?: OnDecision, onReply?: OnReply): { states: Map<number, State> } {
  const states = new Map<number, State>();
  const sent: { generation: number; command: SendDecision }[] = [];
  for (const one of told) {
    const heard = 'event' in one ? { ...one, reply: undefined } : replyTo(sent, one);
    if (heard === undefined) continue;
    if (heard.reply !== undefined) onReply?.(heard.reply.command, heard.reply.outcome);
    const { generation } = heard;
    const event = ofGeneration(heard.event, generation);
    const facts = factsOf({ generation, otherRuns: othersOf(states, generation) });
    const state = states.get(generation) ?? provisioning.initial;
    const asked = provisioning.decide(state, event, facts);
    sent.push(...asked.flatMap((command) => (command.kind === 'send' ? [{ generation, command }] : [])));
    states.set(generation, provisioning.evolve(state, event, facts));
    for (const decision of asked) onDecision?.(decision, generation, states);
  }
  return { states };
}

/** A request carries the generation that its run is of. */
function ofGeneration(event: ProvisioningEvent, generation: number): ProvisioningEvent {
  if (event.type !== 'provisioning.requested') return event;
  return { ...event, data: { ...event.data, generation } };
}

function replyTo(sent: readonly { generation: number; command: SendDecision }[], { age, outcome }: Reply) {
  const chosen = sent.at(-1 - age) ?? sent.at(-1);
  if (chosen === undefined) return undefined;
  const { generation, command } = chosen;
  return { generation, reply: { command, outcome }, event: answer(command, outcome, command.revision) };
}

function othersOf(states: Map<number, State>, generation: number): OtherRun[] {
  return [...states].flatMap(([other, state]) =>
    other === generation ? [] : [{ generation: other, status: provisioning.statusOf(state) }],
  );
}

function isProject(decision: Decision): decision is Extract<SendDecision, { type: 'project.create' }> {
  return decision.kind === 'send' && decision.type === 'project.create';
}

function isHarmless(told: Told): boolean {
  if (!('event' in told)) return told.outcome === 'applied' || told.outcome === 'held';
  const { type } = told.event;
  if (type === 'provisioning.cancelled' || type === 'provisioning.given-up') return false;
  return told.generation === 1 && (told.event.type !== 'command.finished' || told.event.data.outcome === 'applied');
}

function anyRequest(): fc.Arbitrary<ProvisioningEvent> {
  return fc
    .record({ revision: fc.integer({ min: 1, max: 3 }), deal: fc.integer({ min: 0, max: 1 }) })
    .map(({ revision, deal }) => requestEvent(revision, deal));
}

function requestEvent(revision: number, deal: number): ProvisioningEvent {
  const data = requestFor(deals[deal] ?? d1, { revision });
  return { id: `request-${revision}`, type: 'provisioning.requested', time: noon, data };
}

function anyNote(): fc.Arbitrary<ProvisioningEvent> {
  const { engagementId, deal } = requestFor(d1);
  const fault = { code: 'crm.deal-unreadable', text: 'The SOW has no currency.' } as const;
  const refused = { engagementId, generation: 1, opportunityId: deal.opportunityId, fault };
  return fc.constantFrom<ProvisioningEvent[]>(
    { id: 'woken', type: 'run.woken', time: noon },
    { id: 'refused', type: 'provisioning.refused', time: noon, data: refused },
    ...demandKeysOf(requestFor(d1)).map((key) => rowEvent(key)),
    ...acts.map((type): ProvisioningEvent => ({ id: type, type, time: noon, data: { engagementId, ...byAna } })),
  );
}

/** Mostly an applied answer to one of the last commands sent. */
function anyReply(): fc.Arbitrary<Reply> {
  return fc.record({
    age: fc.constantFrom(0, 0, 0, 1, 2, 3, 5),
    outcome: fc.constantFrom('applied', 'applied', 'applied', 'applied', ...outcomes),
  });
}

function anyAnswer(generation: number): fc.Arbitrary<Event> {
  return fc
    .record({
      command: fc.constantFrom(...commandsOf(generation)),
      outcome: fc.constantFrom('applied', 'applied', 'applied', 'applied', ...outcomes),
      revision: fc.constantFrom(1, 3, 3, 3),
    })
    .map(({ command, outcome, revision }) => ({ generation, event: answer(command, outcome, revision) }));
}

function allApplied(generation: number): Event[] {
  const [activation, ...others] = commandsOf(generation).toReversed();
  const shown = demandKeysOf(requestFor(d1, { generation })).map((key) => rowEvent(key));
  const last = activation === undefined ? [] : [answer(activation, 'applied', 1)];
  const made = others.toReversed().map((command) => answer(command, 'applied', 1));
  return [...made, ...shown, ...last].map((event) => ({ generation, event }));
}

function rowEvent(key: string): ProvisioningEvent {
  return { id: `shown ${key}`, type: 'row.shown', time: noon, data: { key } };
}

function answer(command: SendDecision, outcome: CommandFinished['outcome'], revision: number): ProvisioningEvent {
  const { key, type } = command;
  const isRefusal = outcome === 'rejected' || outcome === 'held';
  const fault = isRefusal ? ({ fault: { code: 'erp.field-missing', text: 'a field is missing' } } as const) : {};
  const data = { key, revision, command: type, outcome, attempts: revision, ...fault };
  return { id: `${key} ${revision}`, type: 'command.finished', time: noon, data };
}

function commandsOf(generation: number): SendDecision[] {
  const request = requestFor(d1, { generation });
  const facts = factsOf({ generation });
  return [
    askCheck(request, facts),
    askCustomer(request, facts),
    askProject(request, facts),
    ...askTasks(request, facts),
    ...askRules(request, facts),
    askActivation(request, facts),
  ];
}
