import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { waitMs } from '../../control/real-time.ts';
import type { AccountState, Actor } from './account-state.ts';
import type { DeploymentDefinition, RoleDefinition, ScriptDefinition, ScriptType } from './definitions.ts';
import { startExecution } from './executions.ts';
import type { Execution, ExecutionEnd } from './executions.ts';
import { scriptLimits } from './governance.ts';
import type { Gate, HostOptions, LatencyProfile, Refusal, ScriptLogLine } from './host.ts';
import { checkScriptFile } from './loader-rules.ts';
import type { Lookups } from './lookups.ts';
import type { Triggers } from './user-events.ts';
import { createWorkerPool } from './worker-pool.ts';

/** One run of one script: which, by whom, and with what. */
export type ScriptJob = {
  script: ScriptDefinition;
  deployment: DeploymentDefinition;
  /** Who started it; the script itself runs in the deployment's own role, when it has one. */
  actor: Actor;
  /** The platform's word for where it was started from, such as `RESTLET` or `USERINTERFACE`. */
  context: string;
  entryPoint: string;
  input: unknown;
  triggers?: Triggers;
  parent?: string;
};

export type ScriptEnd = { execution: string; end: ExecutionEnd };

export type ScriptRunner = {
  /** Runs the script to its end, or says why its file cannot be one. */
  run(job: ScriptJob): Promise<ScriptEnd | { refusal: Refusal }>;
  setGate(gate: Gate | undefined): void;
  runningCount(): number;
  scriptLog(): readonly ScriptLogLine[];
  killAll(): Promise<void>;
  close(): Promise<void>;
};

export type RunnerAccount = AccountState & { lookups: Lookups };

const accountId = 'TSTDRV0001';
const longestLog = 1000;

/** How the header of a script file names its type. */
const headerTypes: Readonly<Record<ScriptType, string>> = {
  restlet: 'Restlet',
  suitelet: 'Suitelet',
  usereventscript: 'UserEventScript',
};

/** Runs the account's scripts, whatever starts them; each run is an execution of its own. */
export function createScriptRunner(account: RunnerAccount, options: HostOptions): ScriptRunner {
  const pool = options.threads ?? createWorkerPool();
  const running = new Map<string, Execution>();
  const lines: ScriptLogLine[] = [];
  let gate = options.gate ?? latencyGate(options.latency);
  let executionCount = 0;
  let nestedCount = 0;
  const noteLine = (line: ScriptLogLine): void => {
    lines.push(line);
    if (lines.length > longestLog) lines.shift();
  };
  return {
    run: async (job) => {
      const file = openScript(join(options.projectFolder, 'FileCabinet', job.script.path), job.script);
      if ('refusal' in file) return file;
      const id = `ex_${(executionCount += 1)}`;
      const role = roleOf(account, job);
      // User events draw no chance of their own, so that a script's numbers stay what its seed says.
      const chance = job.parent === undefined ? options.random() : 0.5;
      const start = startOf(account, { ...job, role }, file.entryPoints, chance);
      const execution = startExecution({
        ...{ id, account, lookups: account.lookups, gate, pool },
        ...{ source: file.source, version: file.version, path: job.script.path, start: JSON.stringify(start) },
        actor: { ...job.actor, role, execution: id, context: job.context },
        limits: scriptLimits[job.script.type],
        runawayMs: options.runawayMs ?? 60_000,
        entryPoint: job.entryPoint,
        input: JSON.stringify(job.input),
        ...(job.triggers === undefined ? {} : { triggers: job.triggers }),
        ...(job.parent === undefined ? {} : { parent: job.parent }),
        log: (level, title, details) => noteLine({ execution: id, level, title, details }),
      });
      const nested = job.parent === undefined ? 0 : 1;
      running.set(id, execution);
      nestedCount += nested;
      const end = await execution.end.finally(() => {
        running.delete(id);
        nestedCount -= nested;
      });
      return { execution: id, end };
    },
    setGate: (next) => {
      gate = next ?? latencyGate(options.latency);
    },
    // A script that waits for the user events of its save and these are one at work.
    runningCount: () => running.size - nestedCount,
    scriptLog: () => [...lines],
    killAll: async () => {
      const ending = [...running.values()];
      for (const execution of ending) execution.kill();
      await Promise.allSettled(ending.map((execution) => execution.end));
      executionCount = 0;
    },
    close: async () => {
      if (options.threads === undefined) await pool.close();
    },
  };
}

/** Without a gate a call goes on at once, or after the time that it takes in the profile. */
function latencyGate(latency: LatencyProfile | undefined): Gate {
  if (!latency) return () => Promise.resolve('go');
  const writes = new Set(['Record.save', 'record.submitFields', 'record.delete']);
  return async ({ api }) => {
    await waitMs(writes.has(api) ? latency.saveMs : latency.otherMs);
    return 'go';
  };
}

function roleOf(account: AccountState, { deployment, actor }: ScriptJob): RoleDefinition {
  const other = deployment.runAsRole === undefined ? undefined : account.catalog.roles.get(deployment.runAsRole);
  return other ?? actor.role;
}

type OpenScript = { source: string; version: string; entryPoints: readonly string[] };
type ReadScript = { version: string; type: ScriptType; opened: OpenScript | { refusal: Refusal } };

const scripts = new Map<string, ReadScript>();

/** The file as it is now; one that was not touched is read and checked once. */
function openScript(path: string, { path: shownPath, type }: ScriptDefinition): OpenScript | { refusal: Refusal } {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return { refusal: { name: 'FILE_NOT_FOUND', message: `File not found: ${shownPath}` } };
  const version = `${path}:${stat.mtimeMs}:${stat.size}`;
  const known = scripts.get(path);
  if (known?.version === version && known.type === type) return known.opened;
  const source = readFileSync(path, 'utf8');
  const checked = checkScriptFile(source, headerTypes[type]);
  const opened = 'refusal' in checked ? checked : { source, version, entryPoints: checked.file.entryPoints };
  scripts.set(path, { version, type, opened });
  return opened;
}

/** What a realm is told before the script is evaluated. */
function startOf(
  account: AccountState,
  { script, deployment, actor, role, context }: ScriptJob & { role: RoleDefinition },
  entryPoints: readonly string[],
  chance: number,
) {
  const isOther = deployment.runAsRole !== undefined && !account.assumptions.isPersonKeptInRunAsRole;
  const person = isOther ? undefined : actor.user;
  const user = person ?? { id: 1, name: role.name, email: `${role.id}@example.com` };
  return {
    now: account.clock.now(),
    zoneMinutes: account.assumptions.zoneMinutes,
    seed: Math.floor(chance * 0x1_0000_0000),
    entryPoints,
    accountId,
    scriptType: script.type,
    context,
    script: { id: script.id, deploymentId: deployment.id },
    user: {
      ...{ id: user.id, name: user.name, email: user.email },
      ...{ role: role.internalId, roleId: role.id, subsidiary: 0 },
    },
    types: Object.fromEntries(
      [...account.catalog.records.values()].flatMap(({ type, isTableOnly }) =>
        isTableOnly ? [] : [[typeNameOf(type), type]],
      ),
    ),
  };
}

/** `record.Type` writes the words of some types apart. Source: documented (record.Type). */
const typeNames: Readonly<Record<string, string>> = {
  projecttask: 'PROJECT_TASK',
  serviceitem: 'SERVICE_ITEM',
  billingratecard: 'BILLING_RATE_CARD',
  accountingperiod: 'ACCOUNTING_PERIOD',
  projecttemplate: 'PROJECT_TEMPLATE',
  genericresource: 'GENERIC_RESOURCE',
  chargerule: 'CHARGE_RULE',
  timebill: 'TIME_BILL',
  customersubsidiaryrelationship: 'CUSTOMER_SUBSIDIARY_RELATIONSHIP',
};

function typeNameOf(type: string): string {
  return typeNames[type] ?? type.toUpperCase();
}
