import { faults } from 'shared-model/faults.ts';
import type { FaultCode } from 'shared-model/faults.ts';
import type { FoundItem, ItemAnswer, ItemFault } from 'shared-model/restlet.ts';
import type { CallFailure } from '#connectors/connector.ts';
import type { Outcome } from '#store/store.ts';
import { backoffMs } from './backoff.ts';

/** What is known of the command beside the answer: attempts that counted before, items in its call, a chance from 0 to 1. */
export type Attempt = { readonly attempts: number; readonly batchSize: number; readonly chance: number };

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
  const untouched = answer.isUntouched === undefined ? {} : { isUntouched: answer.isUntouched };
  switch (answer.answer) {
    case 'applied':
      return { kind: 'applied', ...withRef, ...withFindings };
    case 'duplicate':
      return { kind: 'applied', ...withRef, ...withFindings, wasRepeated: true };
    case 'superseded':
      return { kind: 'superseded', ...withRef };
    case 'stale':
      return { kind: 'held', fault: fault ?? faultOf('run.held') };
    case 'rejected':
      return { kind: 'rejected', fault: fault ?? faultOf('erp.refused'), ...withFindings, ...untouched };
    case 'deferred':
      return { kind: 'waiting', waitMs: deferredMs(attempt), countsAttempt: false };
    case 'busy':
      return {
        kind: 'waiting',
        waitMs: backoffMs(1, attempt.chance),
        countsAttempt: false,
        fault: fault ?? faultOf('erp.busy'),
      };
  }
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

/** The call's script had no more units: at once in the next one; what was alone in its call would only come to the same end. */
function deferredMs({ batchSize, chance }: Attempt): number {
  return batchSize > 1 ? 0 : backoffMs(3, chance);
}

export function faultOf(code: FaultCode): ItemFault {
  return { code, text: faults[code].meaning };
}
