/** What the platform said when it refused a read or a write, in its own words; `code` is its error code. */
export type PlatformError = { readonly code: string; readonly text: string };

/** What the reader was about to do when the platform refused. */
export type Act = 'read' | 'ask';

const notAllowed: Readonly<Record<Act, string>> = {
  read: 'Salesforce does not let you read it. Permission set “Throughline Viewer” is needed; your administrator can assign it.',
  ask: 'Salesforce does not let you ask for a project. Permission set “Throughline Sales Operations” is needed; your administrator can assign it.',
};

/** The platform names an object that a user may not see as if it did not exist. */
const accessCodes: ReadonlySet<string> = new Set([
  'INSUFFICIENT_ACCESS',
  'INSUFFICIENT_ACCESS_OR_READONLY',
  'INVALID_TYPE',
  'NOT_FOUND',
]);

const known: Readonly<Record<string, string>> = {
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY:
    'Salesforce could not store it because an automation of this org refused it. Your administrator can see which one.',
  CANNOT_EXECUTE_FLOW_TRIGGER:
    'Salesforce could not store it because a flow of this org refused it. Your administrator can see which one.',
  INVALID_SESSION_ID: 'You are signed out of Salesforce. Sign in again and come back to this page.',
  REQUEST_LIMIT_EXCEEDED: 'Salesforce is at its limit of calls for this org. Try again in a few minutes.',
  UNKNOWN: 'Salesforce did not answer.',
};

/** Reads the error that a UI API adapter gives, in any of its published shapes. */
export function platformErrorOf(error: unknown, act: Act): PlatformError {
  const body = bodyOf(error);
  const first = firstOf(body['output'], 'errors') ?? body;
  const code = textIn(first, 'errorCode') ?? textIn(body, 'errorCode') ?? 'UNKNOWN';
  if (accessCodes.has(code)) return { code, text: notAllowed[act] };
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
