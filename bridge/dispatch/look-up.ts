import type { FindResult } from '#connectors/connector.ts';
import type { CommandResult, Slot, UnknownCommand } from '#store/store.ts';
import { lookUpWaitMs } from './backoff.ts';
import type { DispatchDeps } from './deps.ts';
import { type Attempt, faultOf, outcomeOfLookUp, tryAgain } from './outcomes.ts';

/** The most keys one look-up asks about. */
const mostKeys = 50;

/** Commands that write nothing and leave no ledger row: there is nothing to look up, and asking again does no harm. */
const readsOnly: readonly string[] = ['deal.check'];

/**
 * Ends the not-knowing of commands that are due, by their keys, in a slot that this node holds: a look-up is a call like
 * any other.
 *
 * @returns whether anything was looked up
 */
export async function lookUpTurn(deps: DispatchDeps, slot: Slot): Promise<boolean> {
  if (deps.memory.isLookingUp) return false;
  deps.memory.isLookingUp = true;
  try {
    return await lookUp(deps, slot);
  } finally {
    deps.memory.isLookingUp = false;
  }
}

async function lookUp(deps: DispatchDeps, slot: Slot): Promise<boolean> {
  const { store, connector, pairing } = deps;
  const unknown = await store.unknownCommands({ system: connector.system, pairing, limit: mostKeys });
  const readers = unknown.filter(({ type }) => readsOnly.includes(type));
  const writers = unknown.filter(({ type }) => !readsOnly.includes(type));
  if (readers.length > 0)
    await resolve(
      deps,
      readers.map((command) => ({ command, outcome: tryAgain(attemptOf(deps, command)) })),
    );
  if (writers.length === 0) return readers.length > 0;
  return (await findAll(deps, slot, writers, unknown.length < mostKeys)) || readers.length > 0;
}

/** @param isComplete whether every command that is due was read, so that a call's commands are all among them */
async function findAll(
  deps: DispatchDeps,
  slot: Slot,
  commands: readonly UnknownCommand[],
  isComplete: boolean,
): Promise<boolean> {
  const { store, nodeId, memory } = deps;
  const call = await store.openCall({ ...slot, nodeId, kind: 'find', occupyMs: memory.occupyMs() });
  if (call === undefined) return false;
  const found = await find(deps, commands);
  if (found.kind !== 'unknown') await store.closeCall(call.callId);
  if (found.kind === 'refused' && found.isLimit) memory.limitWasHit();
  const resolved = resolvedBy(deps, commands, found);
  await resolve(deps, resolved);
  if (isComplete) await closeEndedCalls(deps, resolved);
  return true;
}

async function find(
  { connector, pairing, signal, log }: DispatchDeps,
  commands: readonly UnknownCommand[],
): Promise<FindResult> {
  const keys = [...new Set(commands.map(({ key }) => key))];
  const correlationId = commands[0]?.correlationId ?? '';
  try {
    return await connector.find(pairing, keys, { correlationId, ...(signal === undefined ? {} : { signal }) });
  } catch (error) {
    log('call.broken', { correlationId, reason: error instanceof Error ? error.message : 'no error was thrown' });
    return { kind: 'unknown', fault: 'erp.answer-unreadable' };
  }
}

type Resolved = { readonly command: UnknownCommand; readonly outcome: CommandResult['outcome'] };

/** What a look-up does not tell stays as unknown as it was, and waits behind what became unknown since. */
function resolvedBy(deps: DispatchDeps, commands: readonly UnknownCommand[], found: FindResult): Resolved[] {
  const byKey = new Map(found.kind === 'answered' ? found.items.map((item) => [item.key, item]) : []);
  const fault = found.kind === 'answered' ? {} : { fault: faultOf(found.fault) };
  return commands.map((command) => {
    const outcome = outcomeOfLookUp(byKey.get(command.key), command.revision, attemptOf(deps, command));
    const isTold = outcome.kind !== 'unknown';
    return { command, outcome: isTold ? outcome : { ...outcome, ...fault, waitMs: lookUpWaitMs(command.lookups) } };
  });
}

async function resolve({ store, log }: DispatchDeps, resolved: readonly Resolved[]): Promise<void> {
  await store.resolveUnknown(
    resolved.map(({ command: { commandId, fence }, outcome }) => ({ commandId, fence, outcome })),
  );
  for (const { command, outcome } of resolved) {
    const { commandId, correlationId, engagementId, type } = command;
    log(`unknown.${outcome.kind}`, { commandId, correlationId, engagementId, type });
  }
}

/** A call whose every item stands in the ledger has come to its end, which frees its slot before its time. */
async function closeEndedCalls({ store }: DispatchDeps, resolved: readonly Resolved[]): Promise<void> {
  const open = new Set(resolved.filter(({ outcome }) => !stands(outcome)).map(({ command }) => command.callId));
  const ended = new Set(resolved.map(({ command }) => command.callId).filter((callId) => !open.has(callId)));
  for (const callId of ended) await store.closeCall(callId);
}

function stands({ kind }: CommandResult['outcome']): boolean {
  return kind === 'applied' || kind === 'superseded';
}

function attemptOf({ world }: DispatchDeps, { attempts }: UnknownCommand): Attempt {
  return { attempts, batchSize: 1, chance: world.random() };
}
