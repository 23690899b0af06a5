/**
 * The realm's only way out. Everything crosses as JSON text, so that each value a script meets was made in its own realm.
 *
 * Files in this folder become one script that runs before the SuiteScript file, in the same bare realm: they may use
 * ECMAScript only, and import nothing but each other.
 */
export type Post = (text: string) => string;

/** What the realm knows of its execution. */
export type Execution = {
  post: Post;
  /** Milliseconds since 1970; stands still between two calls. */
  now: number;
  /** Minutes to add to UTC for the account's zone. */
  zoneMinutes: number;
  /** No API may be called while the script file is being evaluated. */
  isDefining: boolean;
  /** What a Suitelet has answered so far; absent in scripts that answer nobody. */
  response?: { redirect?: string };
};

export type Reply = { now: number; value?: unknown; refusal?: { name: string; message: string } };

type Raise = (name: string, message: string) => never;

/** Asks the account for something; a refusal is thrown in this realm. */
export function makeCall(execution: Execution, raise: Raise): (api: string, input: unknown) => unknown {
  return (api, input) => {
    refuseWhileDefining(execution, raise);
    const reply = parseReply(execution.post(JSON.stringify({ api, input: outgoing(execution, input) })));
    execution.now = reply.now;
    if (reply.refusal) raise(reply.refusal.name, reply.refusal.message);
    return incoming(execution, reply.value);
  };
}

/** Source: documented (section_4503568059). */
export function refuseWhileDefining(execution: Execution, raise: Raise): void {
  if (!execution.isDefining) return;
  raise(
    'SUITESCRIPT_API_UNAVAILABLE_IN_DEFINE',
    'All SuiteScript API Modules are unavailable while executing your define callback.',
  );
}

function parseReply(text: string): Reply {
  return JSON.parse(text);
}

/** Dates leave as their instant and their day in the account's zone; functions and undefined do not leave. */
export function outgoing(execution: Execution, value: unknown): unknown {
  if (value instanceof Date) return { $date: value.getTime(), day: dayIn(execution, value.getTime()) };
  if (Array.isArray(value)) return value.map((entry) => outgoing(execution, entry));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, outgoing(execution, entry)]));
}

export function incoming(execution: Execution, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((entry) => incoming(execution, entry));
  if (typeof value !== 'object' || value === null) return value;
  if ('$date' in value) return new Date(Number(value.$date));
  if ('$day' in value) return midnight(execution, String(value.$day));
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, incoming(execution, entry)]));
}

export function dayIn(execution: Execution, at: number): string {
  return Number.isNaN(at) ? '' : new Date(at + execution.zoneMinutes * 60_000).toISOString().slice(0, 10);
}

export function midnight(execution: Execution, day: string): Date {
  return new Date(Date.parse(`${day}T00:00:00Z`) - execution.zoneMinutes * 60_000);
}
