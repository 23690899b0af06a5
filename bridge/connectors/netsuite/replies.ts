import type { CallFailure } from '#connectors/connector.ts';

/**
 * What NetSuite's error codes mean for a whole call. The HTTP status is no guide: a RESTlet over the concurrency limit answers 400.
 *
 * `refused` stands only where no line of our script ran, or where our script itself turned the request away before its first
 * write. A code that is not listed may come from the middle of a script, so it is `unknown` and looked up by key.
 *
 * Sources: NetSuite Help "Errors Related to Concurrency Violations" (bridgehead_1525252812), "RESTlet Status Codes and Error
 * Message Formats" (section_4634920277), "Script Type Usage Unit Limits" (section_N3351480); read 2026-11.
 */
const replies: Readonly<Record<string, CallFailure>> = {
  SSS_REQUEST_LIMIT_EXCEEDED: { kind: 'refused', fault: 'erp.busy', isLimit: true },
  CONCURRENCY_LIMIT_EXCEEDED: { kind: 'refused', fault: 'erp.busy', isLimit: true },
  WS_REQUEST_BLOCKED: { kind: 'refused', fault: 'erp.busy', isLimit: true },
  INVALID_LOGIN: { kind: 'refused', fault: 'erp.sign-in-refused', isLimit: false },
  INVALID_LOGIN_ATTEMPT: { kind: 'refused', fault: 'erp.sign-in-refused', isLimit: false },
  SSS_INVALID_SCRIPTLET_ID: { kind: 'refused', fault: 'erp.suiteapp-missing', isLimit: false },
  TL_REQUEST_UNREADABLE: { kind: 'refused', fault: 'erp.payload-unreadable', isLimit: false },
  INVALID_REQUEST: { kind: 'refused', fault: 'erp.payload-unreadable', isLimit: false },
  SSS_REQUEST_SIZE_LIMIT_EXCEEDED: { kind: 'refused', fault: 'erp.payload-unreadable', isLimit: false },
  SSS_USAGE_LIMIT_EXCEEDED: { kind: 'unknown', fault: 'erp.busy' },
  SSS_TIME_LIMIT_EXCEEDED: { kind: 'unknown', fault: 'erp.busy' },
  UNEXPECTED_ERROR: { kind: 'unknown', fault: 'erp.unreachable' },
};

/** What an error answer means: by its code when we know it, else by its status. */
export function replyOf(status: number, code: string | undefined): CallFailure {
  const known = code !== undefined && Object.hasOwn(replies, code) ? replies[code] : undefined;
  return known ?? replyOfStatus(status);
}

/**
 * What an answer means whose body names no code that we know, by its status.
 *
 * Source: section_4634920277. Each of these is given before a script runs, and a 5xx may come from the middle of one.
 */
function replyOfStatus(status: number): CallFailure {
  if (status === 429) return { kind: 'refused', fault: 'erp.busy', isLimit: true };
  if (status === 401 || status === 403) return { kind: 'refused', fault: 'erp.sign-in-refused', isLimit: false };
  if (status >= 300 && status < 400) return { kind: 'refused', fault: 'erp.unreachable', isLimit: false };
  if (status === 404) return { kind: 'refused', fault: 'erp.suiteapp-missing', isLimit: false };
  if (status === 405 || status === 413 || status === 415)
    return { kind: 'refused', fault: 'erp.payload-unreadable', isLimit: false };
  return { kind: 'unknown', fault: status >= 500 ? 'erp.unreachable' : 'erp.answer-unreadable' };
}

/**
 * Failures of the network that come before a single byte of the request has left, so that nothing can have happened there.
 *
 * Names are those of Node's `net`, `dns` and `tls` and of its `fetch`; any other failure is `unknown`.
 */
export const neverSent: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);
