import type { SandboxClock } from '../../control/clock.ts';
import type { GroundTruth } from '../../control/ground-truth.ts';
import { personActor } from './account-state.ts';
import type { AccountState } from './account-state.ts';
import { shippedAssumptions } from './assumptions.ts';
import type { Assumptions } from './assumptions.ts';
import { administrator, readCatalog } from './catalog.ts';
import type { Catalog } from './definitions.ts';
import { shippedFeatures } from './features.ts';
import { createLookups } from './lookups.ts';
import type { Lookups } from './lookups.ts';
import { viewRecord } from './record-copies.ts';
import { createRecordStore } from './record-store.ts';
import type { RecordStore } from './record-store.ts';
import { openForm } from './forms.ts';
import type { OpenForm } from './forms.ts';
import { runRestlet } from './restlets.ts';
import { saveByHand } from './hand-writes.ts';
import type { HandWrite } from './hand-writes.ts';
import { createScriptRunner } from './script-runner.ts';
import { loadSeeds } from './seeds.ts';
import { runSuitelet } from './suitelets.ts';
import type { SuiteletAnswer, SuiteletCall } from './suitelets.ts';
import { createTriggers } from './user-events.ts';
import { runQuery } from './suiteql/run-query.ts';
import type { Table } from './suiteql/run-query.ts';
import type { WorkerPool } from './worker-pool.ts';

/** One `N/*` call that an execution stands at, before it is let go; `return` is the last one, after the script's own end. */
export type GateStep = {
  execution: string;
  /** 0 for the first call of the execution. */
  index: number;
  /** The call as Oracle names it: `record.load`, `Record.save`, `query.runSuiteQL`, `log`, `return`. */
  api: string;
  recordType?: string;
  /** The external id of the record that the call is about: the one that the script has set, else the one in the account. */
  externalId?: string;
  requestId?: string;
  /** Set for a user event: the execution whose save started it. */
  parent?: string;
};

/** What NetSuite tells a script that it refuses: `name` is the error code. */
export type Refusal = { name: string; message: string };

/** `kill` ends the execution without another line of the script; a refusal is thrown inside the script in place of the call. */
export type GateDecision = 'go' | 'kill' | { refuse: Refusal };
export type Gate = (step: GateStep) => Promise<GateDecision>;

/** How long a call takes, in milliseconds of real time; used when no gate is given. */
export type LatencyProfile = { saveMs: number; otherMs: number };

export type HostOptions = {
  clock: SandboxClock;
  /** Numbers from 0 up to 1; the only chance a script meets. */
  random: () => number;
  groundTruth: GroundTruth;
  /** The SDF project: the folder that holds `manifest.xml`, `Objects` and `FileCabinet`. */
  projectFolder: string;
  gate?: Gate;
  /** Switches account features by their id; the rest stays as `features.ts` ships it. */
  features?: Readonly<Record<string, boolean>>;
  latency?: LatencyProfile;
  /** Switches for what no document says; the rest stays as `assumptions.ts` ships it. */
  assumptions?: Partial<Assumptions>;
  /** Which life of the account this is: a later one never gives an internal id that an earlier one gave. */
  life?: number;
  /** Real milliseconds after which a script that calls nothing is ended; 60,000 when left out. */
  runawayMs?: number;
  /** Threads that several accounts use one after the other; whoever gives them ends them. Its own when left out. */
  threads?: WorkerPool;
};

export type RestletMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

export type RestletCall = {
  /** Script id, such as `customscript_tl_bridge`. */
  script: string;
  /** Deployment id, such as `customdeploy_tl_bridge`. */
  deploy: string;
  method: RestletMethod;
  /** Body of a POST or PUT: the parsed JSON, or the text of a text/plain request. */
  body?: unknown;
  /** Query parameters of a GET or DELETE, without `script` and `deploy`. */
  parameters?: Readonly<Record<string, string>>;
  /** Script id of the role the caller is signed in with, or `administrator`. */
  role: string;
  requestId?: string;
};

export type RestletResult = {
  status: number;
  /** What the script returned: a string goes out as text, anything else as JSON; else the platform's error envelope. */
  body: unknown;
  /** `refused`: no script ran. `killed`: it ended without an answer, whatever `body` says. */
  outcome: 'returned' | 'threw' | 'killed' | 'refused';
  /** Absent when no script ran. */
  execution?: string;
};

export type QueryParameter = string | number | boolean;
export type QueryRow = Readonly<Record<string, string | number | null>>;
export type QueryAnswer = { rows: readonly QueryRow[] } | { refusal: Refusal };

/** A record as a page shows it: `texts` has the display text of each reference. */
export type RecordView = {
  type: string;
  id: string;
  values: Readonly<Record<string, string | number | boolean>>;
  texts: Readonly<Record<string, string>>;
  /** The lines of each sublist. */
  lines: Readonly<Record<string, readonly Readonly<Record<string, string | number | boolean>>[]>>;
};

/** One row of `seeds/netsuite.jsonl`; `values` may hold `{"$ref": "<key>"}` and days such as `"+14d"`. */
export type SeedRow = {
  type: string;
  key: string;
  values: Readonly<Record<string, unknown>>;
  /** Lines by sublist, with the same references and days. */
  lists?: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
};

/** One line of the script execution log. */
export type ScriptLogLine = { execution: string; level: string; title: string; details: string };

export type Host = {
  runRestlet(call: RestletCall): Promise<RestletResult>;
  /** Runs a Suitelet for a signed-in person; `user` is a key of `accountUsers`. */
  runSuitelet(call: Omit<SuiteletCall, 'actor'> & { user: string }): Promise<SuiteletAnswer>;
  /** Opens the form of a record for a person, with what user events add to it. */
  openForm(form: { type: string; id: string; user: string; mode: 'view' | 'edit' }): Promise<OpenForm>;
  /** What a person does by hand, with the user events of that way in. */
  write(write: HandWrite): Promise<{ id: number } | { refusal: Refusal }>;
  /** SuiteQL as an administrator; the same dialect and 5,000 row cap that a script meets, never lagging. */
  query(sql: string, parameters?: readonly QueryParameter[]): QueryAnswer;
  readRecord(type: string, id: string | number): RecordView | undefined;
  /** Saves the rows in their order through the platform's own rules; throws with the row's key when one is refused. */
  loadSeeds(rows: readonly SeedRow[]): void;
  /** Kills what runs and empties the account; the caller appends the reset to ground truth and loads its seeds. */
  reset(): Promise<void>;
  /** Look-ups (SuiteQL, search) miss the last `ms` milliseconds of the sandbox clock; 0 switches it off. */
  setLag(ms: number): void;
  setFeature(id: string, isOn: boolean): void;
  /** Switches what no document says while the account runs, as an admin may set a preference. */
  assume(changes: Partial<Assumptions>): void;
  setGate(gate: Gate | undefined): void;
  /** Executions that have not ended, whether or not anyone still waits for them. */
  runningCount(): number;
  /** The last thousand lines that scripts wrote with N/log, oldest first. */
  scriptLog(): readonly ScriptLogLine[];
  /** Remembers the account as it is; `restore` takes back every write since, but not the ground truth. One at a time. */
  mark(): { restore(): void };
  close(): Promise<void>;
};

/** Starts an empty NetSuite account that can run the project's scripts. */
export async function createHost(options: HostOptions): Promise<Host> {
  const catalog = await readCatalog(options.projectFolder);
  const account = openAccount(catalog, options);
  const runner = createScriptRunner(account, options);
  const parts = { account, runner, triggers: createTriggers(account, runner) };
  const asAdministrator = { role: administrator };
  return {
    runRestlet: (call) => runRestlet(parts, call),
    runSuitelet: ({ user, ...call }) => runSuitelet(parts, { ...call, actor: personActor(account, user) }),
    openForm: ({ user, id, ...form }) =>
      openForm(parts, { ...form, id: Number(id), actor: personActor(account, user) }),
    write: (write) => saveByHand(parts, { ...write, actor: personActor(account, write.user) }),
    query: (sql, parameters = []) =>
      mapped(runQuery(account, account.store.database, asAdministrator, sql, parameters)),
    readRecord: (type, id) => viewRecord(account, type, Number(id)),
    loadSeeds: (rows) => loadSeeds(account, asAdministrator, rows),
    reset: async () => {
      await runner.killAll();
      account.store.clear();
      account.lookups.refresh();
    },
    setLag: account.lookups.setLag,
    setFeature: (id, isOn) => void account.features.set(id, isOn),
    assume: (changes) => void Object.assign(account.assumptions, changes),
    setGate: runner.setGate,
    runningCount: runner.runningCount,
    scriptLog: runner.scriptLog,
    mark: () => {
      const mark = account.store.mark();
      return {
        restore: () => {
          mark.restore();
          account.lookups.refresh();
        },
      };
    },
    close: async () => {
      await runner.killAll();
      await runner.close();
    },
  };
}

type OpenAccount = AccountState & { lookups: Lookups };

function openAccount(
  catalog: Catalog,
  { clock, groundTruth, features, assumptions, life = 0 }: HostOptions,
): OpenAccount {
  const lookups: Lookups = createLookups(catalog, clock, () => store);
  const store: RecordStore = createRecordStore(catalog, life, lookups.noteWrite);
  const switches = new Map(Object.entries({ ...shippedFeatures, ...features }));
  return {
    catalog,
    store,
    lookups,
    clock,
    groundTruth,
    features: switches,
    assumptions: { ...shippedAssumptions, ...assumptions },
  };
}

function mapped(answer: { value: Table } | { refusal: Refusal }): QueryAnswer {
  if ('refusal' in answer) return answer;
  const { columns, rows } = answer.value;
  return { rows: rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null]))) };
}
