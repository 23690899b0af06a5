import { faults } from 'shared-model/faults.ts';
import type { FaultCode } from 'shared-model/faults.ts';
import type { FoundItem, ItemAnswer, ItemFault } from 'shared-model/restlet.ts';
import type { CallFailure } from '#connectors/connector.ts';
import type { ClaimedCommand, Outcome } from '#store/store.ts';
import { backoffMs } from './backoff.ts';

/** What is known of the command beside the answer: attempts that counted before, items in its call, a chance from 0 to 1. */
export type Attempt = {
  readonly attempts: number;
  readonly batchSize: number;
  readonly chance: number;
  /** The fault of the attempts before, and for how long it has been the same. */
  readonly lastFault?: ClaimedCommand['lastFault'];
};

/**
 * So long may the ERP's look-ups lag behind its records; it is the longest that a script may run, too. Until then
 * "exists already" and "cannot be seen" together say nothing.
 */
const visibilityMs = 300_000;

/** What an item that waits for something in the ERP rests, doubling: its parent's end, or that of an earlier call. */
const shortestDeferralMs = 500;
const longestDeferralMs = 15_000;

/**
 * What an item answer means for its command.
 *
 * applied, duplicate → applied · superseded → superseded · stale → held · rejected → rejected · deferred, busy → waiting,
 * no attempt counted · no answer → unknown
 */
export function outcomeOf(answer: ItemAnswer | undefined, attempt: Attempt): Outcome {
  if (answer === undefined) return { kind: 'unknown' };
  const { ref, findings, fault } = answer;
  const withRef = ref === undefined ? {} : { ref };
  const withFindings = findings === undefined ? {} : { findings };
  switch (answer.answer) {
    case 'applied':
      return { kind: 'applied', ...withRef, ...withFindings };
    case 'duplicate':
      return { kind: 'applied', ...withRef, ...withFindings, wasRepeated: true };
    case 'superseded':
      return { kind: 'superseded', ...withRef };
    case 'stale':
      return { kind: 'held', fault: fault ?? faultOf('run.held'), ...fenceOf(answer) };
    case 'rejected':
      if (mayBecomeVisible(answer, attempt)) return waitToSee(attempt);
      return { kind: 'rejected', fault: fault ?? faultOf('erp.refused'), ...withFindings };
    case 'deferred':
      return { kind: 'waiting', waitMs: deferredMs(answer, attempt), countsAttempt: false, ...(fault && { fault }) };
    case 'busy':
      return {
        kind: 'waiting',
        waitMs: backoffMs(1, attempt.chance),
        countsAttempt: false,
        fault: fault ?? faultOf('erp.busy'),
      };
  }
}

/** A database of ours that was restored hands out fences that the ledger has seen; it counts on from the ledger's. */
function fenceOf({ fence }: ItemAnswer): { ledgerFence?: number } {
  return fence === undefined ? {} : { ledgerFence: fence };
}

function mayBecomeVisible({ fault }: ItemAnswer, { lastFault }: Attempt): boolean {
  const waitedMs = lastFault?.code === 'erp.not-visible' ? lastFault.forMs : 0;
  return fault?.code === 'erp.not-visible' && waitedMs < visibilityMs;
}

function waitToSee({ attempts, chance }: Attempt): Outcome {
  return {
    kind: 'waiting',
    waitMs: Math.min(backoffMs(attempts + 1, chance), visibilityMs / 5),
    countsAttempt: true,
    fault: faultOf('erp.not-visible'),
  };
}

/** The whole call was refused, so nothing was done: everything waits; being refused for the account's limit is no attempt. */
export function outcomeOfFailure(failure: CallFailure, { attempts, chance }: Attempt): Outcome {
  const fault = faultOf(failure.fault);
  if (failure.kind === 'unknown') return { kind: 'unknown', fault };
  const waitMs = backoffMs(failure.isLimit ? 1 : attempts + 1, chance, failure.retryAfterMs);
  return { kind: 'waiting', waitMs, countsAttempt: !failure.isLimit, fault };
}

/**
 * What a look-up says of a command whose fate was unknown.
 *
 * Posted under its revision: applied; under a newer one: superseded. Anything else is tried again under a raised fence,
 * which is safe at once, since the document carries the key.
 */
export function outcomeOfLookUp(found: FoundItem | undefined, revision: number, attempt: Attempt): Outcome {
  if (found === undefined) return { kind: 'unknown' };
  const withRef = found.ref === undefined ? {} : { ref: found.ref };
  if (found.found !== 'posted' || found.revision === undefined || found.revision < revision) return tryAgain(attempt);
  if (found.revision > revision) return { kind: 'superseded', ...withRef };
  return { kind: 'applied', ...withRef, wasRepeated: true };
}

/** The first time at once; an attempt that is lost again and again waits longer and longer. */
export function tryAgain({ attempts, chance }: Attempt): Outcome {
  return { kind: 'waiting', waitMs: attempts <= 1 ? 0 : backoffMs(attempts - 1, chance), countsAttempt: false };
}

/**
 * Without a fault the call's script had no more units: at once in the next one; what was alone in its call would only come
 * to the same end. With one it waits for something else, and longer the longer that lasts.
 */
function deferredMs({ fault }: ItemAnswer, { batchSize, chance, lastFault }: Attempt): number {
  if (fault === undefined) return batchSize > 1 ? 0 : backoffMs(3, chance);
  const waitedMs = lastFault?.code === fault.code ? lastFault.forMs : 0;
  return Math.min(Math.max(waitedMs, shortestDeferralMs), longestDeferralMs);
}

export function faultOf(code: FaultCode): ItemFault {
  return { code, text: faults[code].meaning };
}
