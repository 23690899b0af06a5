import { CommandType } from 'shared-model/commands.ts';
import type { EngagementId } from 'shared-model/ids.ts';
import { mostItems } from 'shared-model/restlet.ts';
import type { CallFailure, SendResult } from '#connectors/connector.ts';
import type { ClaimedBatch, ClaimedCommand, CommandResult, Slot } from '#store/store.ts';
import type { DispatchDeps } from './deps.ts';
import { type Attempt, outcomeOf, outcomeOfFailure } from './outcomes.ts';

/** A claim older than this is given back unsent: the slot's lock may have passed to another node meanwhile. */
const oldestClaimMs = 2_000;

/**
 * Claims a batch for a slot that this node holds, sends it, and writes what became of it.
 *
 * @param engagements only commands of these: the next step of those that had the slot before
 * @returns what was claimed
 */
export async function sendTurn(
  deps: DispatchDeps,
  slot: Slot,
  engagements?: readonly EngagementId[],
): Promise<readonly ClaimedCommand[]> {
  const { store, connector, world, memory, nodeId } = deps;
  const claimedAt = world.monotonicMs();
  const batch = await store.claimCommands({
    ...slot,
    nodeId,
    maxItems: mostItems,
    script: memory.scriptTimes(),
    lanes: memory.nextLanes(),
    types: connector.commands,
    occupyMs: memory.occupyMs(),
    ...(engagements === undefined ? {} : { engagements }),
  });
  if (batch === undefined) return [];
  await deps.point('after-claim');
  if (world.monotonicMs() - claimedAt > oldestClaimMs) await giveBack(deps, batch);
  else await sendBatch(deps, batch);
  return batch.commands;
}

async function sendBatch(deps: DispatchDeps, batch: ClaimedBatch): Promise<void> {
  const { store, world, nodeId } = deps;
  const sentAt = world.monotonicMs();
  const sending = send(deps, batch.commands);
  await deps.point('after-send');
  const answer = await sending;
  learn(deps, batch, answer, world.monotonicMs() - sentAt);
  await deps.point('after-answer');
  const results = resultsOf(deps, batch, answer);
  const isStillOpen = answer.kind === 'unknown';
  await store.finishCall({ callId: batch.callId, nodeId, results, isStillOpen });
  logResults(deps, batch, results);
  await deps.point('after-commit');
}

/** What a connector throws is a bug of ours, and the vendor may have done it all the same: unknown, never lost. */
async function send(
  { connector, pairing, log, signal }: DispatchDeps,
  commands: readonly ClaimedCommand[],
): Promise<SendResult> {
  const correlationId = commands[0]?.correlationId ?? '';
  const items = commands.map(({ key, revision, fence, type, payload }) => ({
    key,
    revision,
    fence,
    command: CommandType.parse(type),
    payload,
  }));
  try {
    return await connector.send({ pairing, items }, { correlationId, ...(signal === undefined ? {} : { signal }) });
  } catch (error) {
    log('call.broken', { correlationId, reason: error instanceof Error ? error.message : 'no error was thrown' });
    return { kind: 'unknown', fault: 'erp.answer-unreadable' };
  }
}

/** Answers are matched by key, never by place; two revisions of one key never share a call. */
function resultsOf(deps: DispatchDeps, { commands }: ClaimedBatch, answer: SendResult): CommandResult[] {
  const answers = new Map(answer.kind === 'answered' ? answer.items.map((item) => [item.key, item]) : []);
  return commands.map(({ commandId, fence, key, attempts, lastFault }) => {
    const known = { attempts, ...(lastFault === undefined ? {} : { lastFault }) };
    const attempt: Attempt = { ...known, batchSize: commands.length, chance: deps.world.random() };
    const outcome =
      answer.kind === 'answered' ? outcomeOf(answers.get(key), attempt) : outcomeOfFailure(answer, attempt);
    return { commandId, fence, outcome };
  });
}

/** Nothing was sent, so no attempt is counted and the call has never begun. */
async function giveBack({ store, nodeId, log }: DispatchDeps, { callId, commands }: ClaimedBatch): Promise<void> {
  const outcome = { kind: 'waiting', waitMs: 0, countsAttempt: false } as const;
  const results = commands.map(({ commandId, fence }) => ({ commandId, fence, outcome }));
  await store.finishCall({ callId, nodeId, results });
  log('claim.given-back', { callId, items: commands.length });
}

function learn({ memory, log }: DispatchDeps, batch: ClaimedBatch, answer: SendResult, tookMs: number): void {
  const items = batch.commands.length;
  if (answer.kind === 'answered')
    memory.callWasAnswered(
      batch.commands.map(({ type }) => type),
      tookMs,
    );
  if (isLimit(answer)) memory.limitWasHit();
  const fault = answer.kind === 'answered' ? undefined : answer.fault;
  log(`call.${answer.kind}`, { callId: batch.callId, items, tookMs: Math.round(tookMs), fault });
}

function isLimit(answer: SendResult | CallFailure): boolean {
  return answer.kind === 'refused' && answer.isLimit;
}

function logResults({ log }: DispatchDeps, { commands }: ClaimedBatch, results: readonly CommandResult[]): void {
  for (const [place, { commandId, outcome }] of results.entries()) {
    const command = commands[place];
    const fault = 'fault' in outcome ? outcome.fault?.code : undefined;
    const { correlationId, engagementId, type } = command ?? {};
    log(`command.${outcome.kind}`, { commandId, correlationId, engagementId, type, fault });
  }
}
