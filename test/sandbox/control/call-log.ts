import type { SandboxClock } from './clock.ts';

/** One request as the platform counted it. */
export type CallEntry = {
  sequence: number;
  requestId: string;
  method: string;
  path: string;
  /** ISO 8601, UTC, by the sandbox clock. */
  startedAt: string;
  /** Missing while the request still runs, also when its client has gone. */
  endedAt?: string;
  /** How many requests were running when this one began, itself included. */
  concurrencyAtStart: number;
  /** True when the platform turned the request away before doing anything. */
  refused: boolean;
  status?: number;
};

/** A request that has begun; `end` is called once, when the platform's own work for it is over. */
export type OpenCall = { readonly entry: Readonly<CallEntry>; refuse(): void; end(status?: number): void };

export type NewCall = { method: string; path: string; requestId: string; isGoverned?: boolean };

/** Every request of one platform, the newest 100,000 of them. */
export type CallLog = {
  /** @param request with `isGoverned` false it is told but does not count against the platform's limit */
  begin(request: NewCall): OpenCall;
  /** How many requests run right now. */
  running(): number;
  /** How many requests there were, since the sandbox started. */
  count(): number;
  after(sequence: number): readonly CallEntry[];
};

const maxEntries = 100_000;

/** Creates an empty call log. */
export function createCallLog(clock: SandboxClock): CallLog {
  const entries: CallEntry[] = [];
  let lastSequence = 0;
  let runningCount = 0;
  const stamp = () => new Date(clock.now()).toISOString();

  function begin(request: NewCall): OpenCall {
    const counts = request.isGoverned === false ? 0 : 1;
    lastSequence += 1;
    runningCount += counts;
    const entry: CallEntry = {
      sequence: lastSequence,
      requestId: request.requestId,
      method: request.method,
      path: request.path,
      startedAt: stamp(),
      concurrencyAtStart: runningCount,
      refused: false,
    };
    entries.push(entry);
    if (entries.length > maxEntries) entries.splice(0, entries.length - maxEntries);
    return {
      entry,
      refuse: () => {
        entry.refused = true;
      },
      end: (status) => {
        if (entry.endedAt !== undefined) return;
        runningCount -= counts;
        entry.endedAt = stamp();
        if (status !== undefined) entry.status = status;
      },
    };
  }

  return {
    begin,
    running: () => runningCount,
    count: () => lastSequence,
    after: (sequence) => entries.filter((entry) => entry.sequence > sequence),
  };
}
