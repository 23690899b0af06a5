import type { FaultCode } from 'shared-model/faults.ts';
import type { CallFailure } from '#connectors/connector.ts';

type Reply = { readonly kind: 'refused' | 'unknown'; readonly fault: FaultCode; readonly isLimit: boolean };

/**
 * What Salesforce's error codes mean for a call as a whole. What is not listed goes to a person, never to a blind retry.
 *
 * Source: Salesforce REST API Developer Guide, "Status Codes and Error Responses" (read 2026-11). The same code stands
 * for the daily quota and for too many long calls at once.
 */
const replies: Readonly<Record<string, Reply>> = {
  REQUEST_LIMIT_EXCEEDED: { kind: 'refused', fault: 'crm.busy', isLimit: true },
  UNABLE_TO_LOCK_ROW: { kind: 'refused', fault: 'crm.busy', isLimit: false },
  SERVER_UNAVAILABLE: { kind: 'unknown', fault: 'crm.unreachable', isLimit: false },
  UNKNOWN_EXCEPTION: { kind: 'unknown', fault: 'crm.unreachable', isLimit: false },
  API_DISABLED_FOR_ORG: { kind: 'refused', fault: 'crm.refused', isLimit: false },
  API_CURRENTLY_DISABLED: { kind: 'refused', fault: 'crm.refused', isLimit: false },
};

/** The code by which a session has ended; a new token is fetched once. */
export const sessionEnded = 'INVALID_SESSION_ID';

/** What a failed call means: a code of Salesforce, or no answer at all. */
export function failureOf(error: unknown): CallFailure {
  const code = errorCodeOf(error);
  if (code === undefined) return { kind: 'unknown', fault: 'crm.unreachable' };
  const reply = replies[code];
  if (reply?.kind === 'unknown' || code.startsWith('ERROR_HTTP_5'))
    return { kind: 'unknown', fault: 'crm.unreachable' };
  return { kind: 'refused', fault: reply?.fault ?? 'crm.refused', isLimit: reply?.isLimit ?? false, vendorCode: code };
}

/** The vendor's error code of something jsforce threw, if it carries one. */
export function errorCodeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('errorCode' in error)) return undefined;
  return typeof error.errorCode === 'string' ? error.errorCode : undefined;
}
