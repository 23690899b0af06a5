import { z } from 'zod';
import { codeOf, type Database, type Query } from './database.ts';
import { eventRow, insertEvents, type EventRow } from './events.ts';
import { raiseExceptions, type ExceptionRow } from './exceptions.ts';
import { moveCursors } from './cursors.ts';
import { allOf, text } from './rows.ts';
import type { Acceptance, NewCursor, Store } from './store.ts';

type Answer = Acceptance['acceptance'];
type Waiting = {
  readonly rows: readonly EventRow[];
  /** Characters of all the envelopes. */
  readonly size: number;
  readonly cursor?: NewCursor;
  readonly answer: (answers: readonly Answer[]) => void;
  readonly fail: (cause: unknown) => void;
};

/** Of one call; also what one flush takes at most, unless a single call brings more by itself. */
const mostEvents = 500;
const mostCharacters = 8_000_000;
/** Of all calls that wait for a flush. */
const mostQueuedEvents = 5_000;
const mostQueuedCharacters = 64_000_000;
const mostFlushTries = 4;
/** So many events that wait are worth a flush of their own beside those in flight; small calls still gather. */
const eventsWorthAFlush = 100;
const mostFlushes = 3;

/**
 * Accepts events by group commit: a flush starts at once when none is in flight, and takes what queued meanwhile. Large
 * calls do not wait for one another: a commit on the disk is no reason to keep the database idle.
 *
 * One flush is one transaction with the cursors of the calls in it. A flush that fails on its data is halved until the
 * culprit stands alone; one whose fate is unknown is repeated before anyone is answered, which is safe since an
 * event's identity is unique for ever.
 */
export function createAccept(database: Database): Store['acceptEvents'] {
  const queue: Waiting[] = [];
  let queuedEvents = 0;
  let queuedCharacters = 0;
  let flushes = 0;
  return async (events, cursor) => {
    if (events.length > mostEvents) throw new Error(`acceptEvents takes at most ${mostEvents} events a call`);
    const rows = events.map((event) => eventRow(event));
    const size = rows.reduce((sum, { raw }) => sum + raw.length, 0);
    const isFull = queuedEvents + rows.length > mostQueuedEvents || queuedCharacters + size > mostQueuedCharacters;
    if (isFull) return rows.map((row) => told(row, 'busy'));
    return new Promise((resolve, reject) => {
      const answer = (answers: readonly Answer[]): void =>
        resolve(rows.map((row, place) => told(row, answers[place] ?? 'busy')));
      queue.push({ rows, size, answer, fail: reject, ...(cursor && { cursor }) });
      queuedEvents += rows.length;
      queuedCharacters += size;
      if (isWorthAFlush()) void flushAll();
    });
  };

  function isWorthAFlush(): boolean {
    if (queue.length === 0) return false;
    return flushes === 0 || (flushes < mostFlushes && queuedEvents >= eventsWorthAFlush);
  }

  async function flushAll(): Promise<void> {
    while (isWorthAFlush()) {
      flushes += 1;
      const taken = takeCalls(queue);
      queuedEvents -= taken.reduce((sum, { rows }) => sum + rows.length, 0);
      queuedCharacters -= taken.reduce((sum, { size }) => sum + size, 0);
      await flush(database, taken);
      flushes -= 1;
    }
  }
}

function takeCalls(queue: Waiting[]): Waiting[] {
  let [events, characters] = [0, 0];
  const fitting = queue.findIndex(({ rows, size }, place) => {
    events += rows.length;
    characters += size;
    return place > 0 && (events > mostEvents || characters > mostCharacters);
  });
  return queue.splice(0, fitting === -1 ? queue.length : fitting);
}

/** Answers or fails every call of the flush; never throws. */
async function flush(database: Database, calls: readonly Waiting[]): Promise<void> {
  try {
    const rows = calls.flatMap((call) => call.rows);
    const cursors = calls.flatMap(({ cursor }) => (cursor === undefined ? [] : [cursor]));
    const answers = await storeAll(database, rows, cursors);
    let at = 0;
    for (const call of calls) call.answer(answers.slice(at, (at += call.rows.length)));
  } catch (cause) {
    for (const call of calls) call.fail(cause);
  }
}

async function storeAll(
  database: Database,
  rows: readonly EventRow[],
  cursors: readonly NewCursor[],
): Promise<readonly Answer[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await storeOnce(database, rows, cursors);
    } catch (cause) {
      if (isCulpritAmong(cause)) return storeHalves(database, rows, cursors, cause);
      // No answer of the server's own: it may have committed. The repeat finds out.
      if (isOfStatement(cause) || attempt >= mostFlushTries) throw cause;
    }
  }
}

/** The cursor goes with the later half, so that it never stands before an event that is not stored. */
async function storeHalves(
  database: Database,
  rows: readonly EventRow[],
  cursors: readonly NewCursor[],
  cause: unknown,
): Promise<readonly Answer[]> {
  const [first] = rows;
  if (first === undefined) throw cause;
  if (rows.length === 1) {
    await database.atomic(async (query) => {
      await raiseExceptions(query, [refusal(first, cause)]);
      await moveCursors(query, cursors);
    });
    return ['refused'];
  }
  const middle = Math.ceil(rows.length / 2);
  const before = await storeAll(database, rows.slice(0, middle), []);
  const after = await storeAll(database, rows.slice(middle), cursors);
  return [...before, ...after];
}

async function storeOnce(
  database: Database,
  rows: readonly EventRow[],
  cursors: readonly NewCursor[],
): Promise<readonly Answer[]> {
  const distinct = [...new Map(rows.toReversed().map((row) => [row.eventId, row])).values()].toReversed();
  if (cursors.length === 0) {
    const fresh = await insertEvents(database.single, distinct);
    if (fresh.size === rows.length) return rows.map(() => 'accepted');
    return database.atomic((query) => judge(query, rows, fresh));
  }
  return database.atomic(async (query) => {
    const fresh = await insertEvents(query, distinct);
    const answers = await judge(query, rows, fresh);
    await moveCursors(query, cursors);
    return answers;
  });
}

/** Compares what was there before with what came now; the first of a fresh id in this flush is the accepted one. */
async function judge(query: Query, rows: readonly EventRow[], fresh: ReadonlySet<string>): Promise<readonly Answer[]> {
  const known = await knownContent(query, rows);
  const seen = new Set<string>();
  const answers = rows.map((row): Answer => {
    const isFirst = !seen.has(row.eventId);
    seen.add(row.eventId);
    if (isFirst && fresh.has(row.eventId)) return 'accepted';
    return known.get(row.eventId) === row.contentHash ? 'repeated' : 'conflict';
  });
  await raiseExceptions(query, rows.filter((_, place) => answers[place] === 'conflict').map(conflictOf));
  return answers;
}

const Known = z.object({ eventId: text, contentHash: text });

async function knownContent(query: Query, rows: readonly EventRow[]): Promise<ReadonlyMap<string, string>> {
  const { rows: found } = await query(
    `select jsonb_build_object('eventId', event_id, 'contentHash', content_hash) as row
    from identity where event_id = any($1::text[]) order by event_id`,
    [rows.map(({ eventId }) => eventId)],
  );
  return new Map(allOf(Known, found).map(({ eventId, contentHash }) => [eventId, contentHash]));
}

function conflictOf(row: EventRow): ExceptionRow {
  return {
    cause: `event:${row.eventId}:${row.contentHash.slice(0, 16)}`,
    pairing: row.pairing,
    engagementId: row.subject,
    runId: row.runId,
    code: 'intake.conflict',
    text: `Event ${row.id} came again with other content.`,
    owner: 'admin',
    detail: { eventId: row.eventId, type: row.type },
  };
}

function refusal(row: EventRow, cause: unknown): ExceptionRow {
  return {
    cause: `event:${row.eventId}:refused`,
    pairing: row.pairing,
    engagementId: row.subject,
    runId: row.runId,
    code: 'intake.malformed',
    text: 'An event holds something that cannot be stored.',
    owner: 'admin',
    detail: { eventId: row.eventId, sqlState: codeOf(cause) ?? 'none' },
  };
}

/** Class 22 is data, 23 a constraint, 54 a size: something in the rows, and the others are innocent. */
function isCulpritAmong(cause: unknown): boolean {
  return ['22', '23', '54'].includes(codeOf(cause)?.slice(0, 2) ?? '');
}

/** The server answered with an error of the statement itself; classes 08 and 57 are a connection or a server that ends. */
function isOfStatement(cause: unknown): boolean {
  const code = codeOf(cause);
  return code !== undefined && !['08', '57'].includes(code.slice(0, 2));
}

function told(row: EventRow, acceptance: Answer): Acceptance {
  return { acceptance, eventId: row.eventId, engagementId: row.subject, runId: row.runId };
}
