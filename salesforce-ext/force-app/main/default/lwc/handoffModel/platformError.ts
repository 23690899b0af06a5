/** What the platform said when it refused a read or a write, in its own words; `code` is its error code. */
export type PlatformError = { readonly code: string; readonly text: string };

const known: Readonly<Record<string, string>> = {
  INSUFFICIENT_ACCESS:
    'Salesforce does not let you ask for a project. Permission set “Throughline Sales Operations” is needed.',
  INSUFFICIENT_ACCESS_OR_READONLY:
    'Salesforce does not let you ask for a project. Permission set “Throughline Sales Operations” is needed.',
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY:
    'Salesforce could not store the request because an automation of this org refused it. Your administrator can see which one.',
  CANNOT_EXECUTE_FLOW_TRIGGER:
    'Salesforce could not store the request because a flow of this org refused it. Your administrator can see which one.',
  INVALID_SESSION_ID: 'You are signed out of Salesforce. Sign in again and press the button once more.',
  REQUEST_LIMIT_EXCEEDED: 'Salesforce is at its limit of calls for this org. Try again in a few minutes.',
  UNKNOWN: 'Salesforce did not answer. Nothing was asked for; try again.',
};

/** Reads the error that a UI API adapter gives, in any of its published shapes. */
export function platformErrorOf(error: unknown): PlatformError {
  const body = bodyOf(error);
  const first = firstOf(body['output'], 'errors') ?? body;
  const code = textIn(first, 'errorCode') ?? textIn(body, 'errorCode') ?? 'UNKNOWN';
  return { code, text: known[code] ?? textIn(first, 'message') ?? textIn(body, 'message') ?? code };
}

/** Whether the platform refused the record because its unique key is taken: somebody asked before. */
export function isTaken(error: PlatformError): boolean {
  return error.code === 'DUPLICATE_VALUE';
}

function bodyOf(error: unknown): Readonly<Record<string, unknown>> {
  const body = isObject(error) && 'body' in error ? error['body'] : error;
  const single: unknown = Array.isArray(body) ? body[0] : body;
  return isObject(single) ? single : {};
}

function firstOf(value: unknown, name: string): Readonly<Record<string, unknown>> | undefined {
  const list = isObject(value) ? value[name] : undefined;
  const first: unknown = Array.isArray(list) ? list[0] : undefined;
  return isObject(first) ? first : undefined;
}

function textIn(value: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const text = value[name];
  return typeof text === 'string' && text !== '' ? text : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
