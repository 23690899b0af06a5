import pg from 'pg';
import { callFunctions } from './calls.ts';
import { claimFunctions } from './claim.ts';
import { createAccept } from './accept.ts';
import { actFunctions } from './acts.ts';
import { conditionFunctions } from './conditions.ts';
import { cursorFunctions } from './cursors.ts';
import { oneByOne, openDatabase, pooled, type Database, type SessionClock, type WithSession } from './database.ts';
import type { Desk } from './desk.ts';
import { deskListFunctions } from './desk-lists.ts';
import { dutyFunctions } from './duties.ts';
import { erpStateFunctions } from './erp-states.ts';
import { exceptionFunctions } from './exceptions.ts';
import { finishFunctions } from './finish.ts';
import { listFunctions } from './list.ts';
import { migrate } from './migrate.ts';
import { oldRowFunctions } from './old-rows.ts';
import { pairingFunctions } from './pairings.ts';
import { projectionFunctions } from './projections.ts';
import { readFunctions } from './reads.ts';
import { referenceFunctions } from './reference.ts';
import { workFunctions } from './runs-with-work.ts';
import { saveRunFunctions } from './save-run.ts';
import { sealFunctions, type AuditStore } from './seals.ts';
import { sessionFunctions } from './sessions.ts';
import { openSlotSession } from './slot-session.ts';
import { slotFunctions } from './slots.ts';
import type { Store } from './store.ts';
import { tokenFunctions } from './tokens.ts';
import { watchFunctions } from './watched-records.ts';
import { countFunctions } from './work-counts.ts';

/** Where the store's tables are: a server, or one open session on which a simulated node does everything. */
export type StoreSource =
  | { readonly connectionString: string; readonly mostConnections?: number }
  | { readonly client: pg.Client; readonly clock?: SessionClock };

export type OpenStore = Store &
  Desk &
  AuditStore & {
    /** Brings the tables to this version's; call it once at start, on every node. */
    migrate(): Promise<void>;
    /** Ends the store's own sessions; a client that was handed in stays open. */
    close(): Promise<void>;
  };

const connectTimeoutMs = 5_000;
const statementTimeoutMs = 30_000;

/** The store over a pool of sessions and one more for the slots, or over the one session of a simulated node. */
export function createStore(source: StoreSource): OpenStore {
  if ('client' in source) {
    const withSession = oneByOne(() => Promise.resolve(source.client));
    const database = openDatabase(withSession, { clock: source.clock });
    return {
      ...functionsOf(database, withSession),
      migrate: () => migrate(database),
      close: async () => {},
    };
  }
  const { connectionString, mostConnections = 10 } = source;
  const pool = new pg.Pool({
    connectionString,
    max: mostConnections,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    // A node that stands still in a transaction must not hold up the others.
    idle_in_transaction_session_timeout: statementTimeoutMs,
    keepAlive: true,
    application_name: 'throughline',
  });
  // A session that ends while no statement of it runs is replaced at its next use; unheard it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (session) => session.on('error', () => undefined));
  const session = openSlotSession({ connectionString, application_name: 'throughline slots' });
  const database = openDatabase(pooled(pool), { keepsPlans: true });
  return {
    ...functionsOf(database, session.use),
    migrate: () => migrate(database),
    close: async () => {
      await session.close();
      await pool.end();
    },
  };
}

function functionsOf(database: Database, withSlotSession: WithSession): Store & Desk & AuditStore {
  return {
    acceptEvents: createAccept(database),
    ...pairingFunctions(database),
    ...conditionFunctions(database),
    ...cursorFunctions(database),
    ...workFunctions(database),
    ...saveRunFunctions(database),
    ...exceptionFunctions(database),
    ...slotFunctions(database, withSlotSession),
    ...claimFunctions(database),
    ...finishFunctions(database),
    ...callFunctions(database),
    ...projectionFunctions(database),
    ...watchFunctions(database),
    ...erpStateFunctions(database),
    ...referenceFunctions(database),
    ...tokenFunctions(database),
    ...dutyFunctions(database),
    ...readFunctions(database),
    ...listFunctions(database),
    ...oldRowFunctions(database),
    ...sessionFunctions(database),
    ...actFunctions(database),
    ...deskListFunctions(database),
    ...countFunctions(database),
    ...sealFunctions(database),
  };
}
