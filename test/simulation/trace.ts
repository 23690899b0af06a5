import { createHash } from 'node:crypto';

/** Everything that happened in a run, as one hash, and as a story when somebody wants to read it. */
export type Trace = {
  /** Adds one thing that happened; the values go into the hash in full and into the story cut short. */
  add(at: number, actor: string, what: string, values?: unknown): void;
  hash(): string;
  lines(): readonly string[];
};

const longestValue = 400;

/** @param isTold keeps the lines of the story as well, which takes memory */
export function createTrace(isTold: boolean): Trace {
  const hash = createHash('sha256');
  const lines: string[] = [];
  return {
    add(at, actor, what, values) {
      const text = values === undefined ? '' : JSON.stringify(values);
      hash.update(`${at} ${actor} ${what} ${text}\n`);
      if (isTold) lines.push(`${clockText(at)} ${actor.padEnd(22)} ${what} ${text.slice(0, longestValue)}`);
    },
    hash: () => hash.copy().digest('hex'),
    lines: () => lines,
  };
}

function clockText(at: number): string {
  return new Date(at).toISOString().slice(11, 23);
}
