import type { Json } from 'shared-model/canonical-json.ts';

/** What a log line may carry: ids, codes, counts and durations; never payloads, names, rates or tokens. */
export type LogFields = { readonly [name: string]: string | number | boolean | undefined };

/** One fact in the past tense, `command.rejected`, with its ids. */
export type Log = (fact: string, fields?: LogFields) => void;

/**
 * Writes each fact as one line of JSON; control characters are escaped by JSON itself, so no value can forge a line.
 *
 * @param longest characters kept of one value; longer ones are cut
 */
export function jsonLog(write: (line: string) => void, now: () => number, longest = 300): Log {
  return (fact, fields = {}) => {
    const line: Record<string, Json> = { at: new Date(now()).toISOString(), fact };
    for (const [name, value] of Object.entries(fields)) {
      if (value !== undefined) line[name] = typeof value === 'string' ? value.slice(0, longest) : value;
    }
    write(`${JSON.stringify(line)}\n`);
  };
}
