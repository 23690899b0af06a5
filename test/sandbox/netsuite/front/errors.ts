/**
 * What the account answers when a script did not answer: the status, the code and the text.
 *
 * Statuses and the envelope: NetSuite Help, "RESTlet Status Codes and Error Message Formats" (section_4634920277).
 * The limit is a 400: "Errors Related to Concurrency Violations" (bridgehead_1525252812); other captures show 429 with the same code.
 * Texts marked with an asterisk in the table are assumed; nobody may classify by them, since the account's are localised.
 */
export const accountErrors = {
  noLogin: { status: 401, code: 'INVALID_LOGIN_ATTEMPT', text: 'Invalid login attempt.' },
  wrongScope: { status: 403, code: 'INSUFFICIENT_PERMISSION', text: 'The token has no scope for RESTlets. *' },
  wrongMethod: { status: 405, code: 'METHOD_NOT_ALLOWED', text: 'The RESTlet has no entry point for this method. *' },
  wrongType: { status: 415, code: 'UNSUPPORTED_MEDIA_TYPE', text: 'Send application/json or text/plain. *' },
  bodyWithGet: { status: 400, code: 'INVALID_REQUEST', text: 'A GET request must have no body. *' },
  notJson: {
    status: 400,
    code: 'INVALID_REQUEST',
    text: 'The request could not be understood by the server due to malformed syntax.',
  },
  tooLarge: { status: 413, code: 'SSS_REQUEST_SIZE_LIMIT_EXCEEDED', text: 'The body is over 10 MB. *' },
  overLimit: { status: 400, code: 'SSS_REQUEST_LIMIT_EXCEEDED', text: 'Request Limit Exceeded' },
  unexpected: {
    status: 500,
    code: 'UNEXPECTED_ERROR',
    text: 'An unexpected error has occurred. Error ID: sandbox. Technical Support has been alerted to this problem. *',
  },
} as const satisfies Readonly<Record<string, AccountError>>;

export type AccountError = {
  readonly status: 400 | 401 | 403 | 405 | 413 | 415 | 500;
  readonly code: string;
  readonly text: string;
};

/** The account's own error envelope around one row of the table. */
export function answerError(error: AccountError): Response {
  const text = error.text.replace(/ \*$/, '');
  const headers: Record<string, string> =
    error.status === 401 ? { 'www-authenticate': 'Bearer realm="TSTDRV0001"' } : {};
  return Response.json({ error: { code: error.code, message: text } }, { status: error.status, headers });
}

/** What the account says inside a script when a disturbance makes it refuse a save; both codes are documented. */
export const refusals = {
  busy: { name: 'RCRD_HAS_BEEN_CHANGED', message: 'Record has been changed' },
  partial: { name: 'USER_ERROR', message: 'Please enter value(s) for: Class' },
} as const;
