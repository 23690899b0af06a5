import type { SandboxClock } from '../../control/clock.ts';
import type { GroundTruth } from '../../control/ground-truth.ts';

/** One `N/*` call that an execution stands at, before it is let go; `return` is the last one, after the script's own end. */
export type GateStep = {
  execution: string;
  /** 0 for the first call of the execution. */
  index: number;
  /** The call as Oracle names it: `record.load`, `Record.save`, `query.runSuiteQL`, `log`, `return`. */
  api: string;
  recordType?: string;
  /** The external id of the record that is about to be saved, where the script has set one. */
  externalId?: string;
  requestId?: string;
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
  /** The exact text of the answer; JSON unless the script returned a string. */
  body: string;
  contentType: 'application/json' | 'text/plain';
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
};

/** One row of `seeds/netsuite.jsonl`; `values` may hold `{"$ref": "<key>"}` and days such as `"+14d"`. */
export type SeedRow = { type: string; key: string; values: Readonly<Record<string, unknown>> };

export type Host = {
  runRestlet(call: RestletCall): Promise<RestletResult>;
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
  setGate(gate: Gate | undefined): void;
  /** Executions that have not ended, whether or not anyone still waits for them. */
  runningCount(): number;
  close(): Promise<void>;
};

/** Starts an empty NetSuite account that can run the project's scripts. */
export function createHost(options: HostOptions): Promise<Host> {
  return Promise.reject(new Error(`The SuiteScript host of ${options.projectFolder} is being built`));
}
