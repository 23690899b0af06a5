import { faults } from 'shared-model/faults.ts';
import type { Announcement, NewCommand, NewException, NewLink, Projection, RunToSave } from '#store/store.ts';
import type { Announce, Decision, RaiseDecision, SendDecision } from '#workflows/workflow.ts';
import type { Played, Poisoned } from './play.ts';
import { otherProjection, statusProjection } from './projections.ts';

/** What the rules decided, in the words of the store. */
export type Decided = Required<
  Pick<
    RunToSave,
    | 'commands'
    | 'withdrawnKeys'
    | 'releasedKeys'
    | 'exceptions'
    | 'settled'
    | 'settledRuns'
    | 'projections'
    | 'links'
    | 'unlinkedKeys'
    | 'announced'
  >
> &
  Pick<RunToSave, 'hold'>;

/** The latest of several rows of one key counts; an exception that was raised and settled at once is never seen. */
export function decidedOf({ decisions, rows, poisoned }: Played): Decided {
  const all = decisions.map(({ decision }) => decision);
  const projections = [...all.flatMap(projectionsOf), ...rows.map(statusProjection)];
  return {
    commands: decisions.flatMap(({ decision, eventId }) => commandsOf(decision, eventId)),
    exceptions: [...openRaises(all).map(exceptionOf), ...poisoned.map(poisonedException)],
    withdrawnKeys: all.flatMap((decision) => (decision.kind === 'withdraw' ? decision.keys : [])),
    releasedKeys: all.flatMap((decision) => (decision.kind === 'release' ? decision.keys : [])),
    settled: settledCauses(all),
    settledRuns: all.flatMap((decision) => (decision.kind === 'settle-attempts' ? [decision.of] : [])),
    projections: [...new Map(projections.map((row) => [row.key, row])).values()],
    links: all.flatMap(linksOf),
    unlinkedKeys: all.flatMap((decision) => (decision.kind === 'unlink' ? decision.keys : [])),
    announced: all.flatMap((decision) => (decision.kind === 'announce' ? [announcedOf(decision)] : [])),
    ...holdOf(all),
  };
}

/** Everything a provisioning asks for is waited for by a person. */
function commandsOf(decision: Decision, eventId: string): NewCommand[] {
  return decision.kind === 'send' ? [commandOf(decision, eventId)] : [];
}

function commandOf({ key, revision, type, orderKey, payload }: SendDecision, causationId: string): NewCommand {
  return { key, revision, system: 'netsuite', type, lane: 'interactive', orderKey, payload, causationId };
}

/** Of what was raised and settled about one cause, the last word counts. */
function openRaises(all: readonly Decision[]): RaiseDecision[] {
  return lastWords(all).flatMap((decision) => (decision.kind === 'raise' ? [decision] : []));
}

function settledCauses(all: readonly Decision[]): string[] {
  return lastWords(all).flatMap((decision) => (decision.kind === 'settle' ? [decision.about] : []));
}

function lastWords(all: readonly Decision[]): Decision[] {
  const words = all.flatMap((decision) => ('about' in decision ? [decision] : []));
  return [...new Map(words.map((word) => [word.about, word])).values()];
}

function exceptionOf({ about, fault, text, owner, findings }: RaiseDecision): NewException {
  return { about, code: fault, text, owner, ...(findings === undefined ? {} : { detail: [...findings] }) };
}

function poisonedException({ event, reason }: Poisoned): NewException {
  const { meaning, owner } = faults['run.poisoned'];
  const detail = { eventId: event.id, type: event.type, reason };
  return { about: `event:${event.id}`, code: 'run.poisoned', text: meaning, owner, detail };
}

/** Who held first holds on; after a release the next one does. */
function holdOf(all: readonly Decision[]): Pick<RunToSave, 'hold'> {
  const last = all.findLast(({ kind }) => kind === 'hold' || kind === 'let-go');
  if (last?.kind === 'hold') return { hold: { by: last.by, at: last.at } };
  return last === undefined ? {} : { hold: 'released' };
}

function projectionsOf(decision: Decision): Projection[] {
  switch (decision.kind) {
    case 'mark-request':
    case 'raise-generation':
    case 'link-customer':
    case 'show-demand':
      return [otherProjection(decision)];
    case 'send':
    case 'withdraw':
    case 'release':
    case 'raise':
    case 'settle':
    case 'settle-attempts':
    case 'link':
    case 'unlink':
    case 'hold':
    case 'let-go':
    case 'announce':
      return [];
  }
}

function announcedOf({ type, data }: Announce): Announcement {
  return { type, data };
}

function linksOf(decision: Decision): NewLink[] {
  if (decision.kind !== 'link') return [];
  const { key, source, ref } = decision;
  return [{ key, source, ref }];
}
