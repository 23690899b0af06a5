import pg from 'pg';
import { z } from 'zod';

/** One statement with its parameters; answers the rows' one column `row`, absent members left out. */
export type Query = (text: string, values?: readonly unknown[]) => Promise<{ rows: Row[]; count: number }>;
type Row = Readonly<Record<string, unknown>>;

/** Sessions on one database, and transactions on them. */
export type Database = {
  /** Runs the body in one transaction of its own; it may run again when the database chose it as a deadlock's victim. */
  atomic<Result>(body: (query: Query) => Promise<Result>): Promise<Result>;
  /** Runs one statement, which is a transaction by itself. */
  single: Query;
};

export type SessionClock = () => number;

const mostTries = 5;
const deadlock = '40P01';
const serialization = '40001';

/** Gives a session to a body for as long as it runs. */
export type WithSession = <Result>(body: (session: pg.ClientBase) => Promise<Result>) => Promise<Result>;

export type DatabaseOptions = {
  /** Milliseconds since 1970 that SQL takes for the time, for simulation; absent: the database's clock. */
  readonly clock?: SessionClock | undefined;
  /** Whether a session keeps the plan of each statement: planning ours takes longer than running them. */
  readonly keepsPlans?: boolean;
};

/** A database over sessions. */
export function openDatabase(withSession: WithSession, options: DatabaseOptions = {}): Database {
  return {
    single: (text, values) => withSession((session) => prepared(session, options)(text, values)),
    async atomic(body) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await withSession(async (session) => inTransaction(session, prepared(session, options), body));
        } catch (cause) {
          if (attempt >= mostTries || ![deadlock, serialization].includes(codeOf(cause) ?? '')) throw cause;
        }
      }
    },
  };
}

/** The SQLSTATE of an error of the server's; nothing for anything else, such as a lost connection. */
export function codeOf(cause: unknown): string | undefined {
  return cause instanceof pg.DatabaseError ? cause.code : undefined;
}

/** The constraint or unique index that a statement has broken. */
export function constraintOf(cause: unknown): string | undefined {
  return cause instanceof pg.DatabaseError ? cause.constraint : undefined;
}

/** A session of the pool for each body. */
export function pooled(pool: pg.Pool): WithSession {
  return async (body) => {
    const session = await pool.connect();
    try {
      const result = await body(session);
      session.release();
      return result;
    } catch (cause) {
      // A session that failed outside of a statement's own error is of unknown state and goes.
      session.release(codeOf(cause) === undefined);
      throw cause;
    }
  };
}

/** One session, whose bodies run one after the other; each asks for it anew, since it may have been replaced. */
export function oneByOne(current: () => Promise<pg.ClientBase>): WithSession {
  let last: Promise<unknown> = Promise.resolve();
  return (body) => {
    const run = async () => body(await current());
    const next = last.then(run, run);
    last = next;
    return next;
  };
}

function prepared(session: pg.ClientBase, { clock, keepsPlans = false }: DatabaseOptions): Query {
  if (clock !== undefined) {
    const now = new Date(clock()).toISOString();
    // Not waited for: a session runs its statements in order, and what breaks this one breaks the next as well.
    session.query(`select set_config('throughline.now', $1, false)`, [now]).catch(() => undefined);
  }
  return async (text, values = []) => {
    const name = keepsPlans && values.length > 0 ? nameOf(text) : undefined;
    const asked = session.query<{ row?: unknown }>(name === undefined ? text : { name, text }, [...values]);
    // The driver answers a list when a text holds several statements, as migrations do.
    const [result] = [await asked].flat().slice(-1);
    return { rows: result?.rows.map(({ row }) => present(row)) ?? [], count: result?.rowCount ?? 0 };
  };
}

const names = new Map<string, string>();
/** Our statements are fixed texts, far fewer than this; what was ever made up as it goes would not fill the server. */
const mostNames = 500;

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= mostNames) return known;
  const name = `statement-${names.size + 1}`;
  names.set(text, name);
  return name;
}

async function inTransaction<Result>(
  session: pg.ClientBase,
  query: Query,
  body: (query: Query) => Promise<Result>,
): Promise<Result> {
  await session.query('begin isolation level read committed');
  try {
    const result = await body(query);
    await session.query('commit');
    return result;
  } catch (cause) {
    await session.query('rollback').catch(() => undefined);
    throw cause;
  }
}

const RowObject = z.record(z.string(), z.unknown());

function present(row: unknown): Row {
  const parsed = RowObject.safeParse(row);
  if (!parsed.success) return {};
  return Object.fromEntries(Object.entries(parsed.data).filter(([, value]) => value !== null));
}
