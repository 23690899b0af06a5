import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import type { AccountState } from './account-state.ts';
import type { RestletDefinition, RoleDefinition } from './definitions.ts';
import { startExecution } from './executions.ts';
import type { Execution, ExecutionEnd, Thrown } from './executions.ts';
import type { Gate, HostOptions, LatencyProfile, RestletCall, RestletResult, ScriptLogLine } from './host.ts';
import { checkScriptFile } from './loader-rules.ts';
import type { Lookups } from './lookups.ts';
import { waitMs } from '../../control/real-time.ts';
import { createWorkerPool } from './worker-pool.ts';

export type RestletRunner = {
  run(call: RestletCall): Promise<RestletResult>;
  setGate(gate: Gate | undefined): void;
  runningCount(): number;
  scriptLog(): readonly ScriptLogLine[];
  killAll(): Promise<void>;
  close(): Promise<void>;
};

const accountId = 'TSTDRV0001';
const longestLog = 1000;

/** Runs the account's RESTlets; each call is an execution of its own. */
export function createRestletRunner(account: AccountState & { lookups: Lookups }, options: HostOptions): RestletRunner {
  const pool = createWorkerPool();
  const running = new Map<string, Execution>();
  const lines: ScriptLogLine[] = [];
  let gate = options.gate ?? latencyGate(options.latency);
  let executionCount = 0;
  const execute = async (call: RestletCall, ready: Ready): Promise<RestletResult> => {
    const id = `ex_${(executionCount += 1)}`;
    const { role, restlet, source, version, entryPoints } = ready;
    const start = startOf(account, call, ready, options.random(), entryPoints);
    const execution = startExecution({
      ...{ id, account, lookups: account.lookups, gate, pool, source, version, start: JSON.stringify(start) },
      actor: { role, execution: id, ...(call.requestId === undefined ? {} : { requestId: call.requestId }) },
      path: restlet.path,
      runawayMs: options.runawayMs ?? 60_000,
      entryPoint: call.method.toLowerCase(),
      input: JSON.stringify(call.body ?? call.parameters ?? {}),
      log: (level, title, details) => {
        lines.push({ execution: id, level, title, details });
        if (lines.length > longestLog) lines.shift();
      },
    });
    running.set(id, execution);
    const end = await execution.end.finally(() => running.delete(id));
    return resultOf(end, id);
  };
  return {
    run: async (call) => {
      const ready = makeReady(account, options.projectFolder, call);
      return 'status' in ready ? ready : execute(call, ready);
    },
    setGate: (next) => {
      gate = next ?? latencyGate(options.latency);
    },
    runningCount: () => running.size,
    scriptLog: () => [...lines],
    killAll: async () => {
      const ending = [...running.values()];
      for (const execution of ending) execution.kill();
      await Promise.allSettled(ending.map((execution) => execution.end));
      executionCount = 0;
    },
    close: pool.close,
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

type Ready = {
  restlet: RestletDefinition;
  role: RoleDefinition;
  source: string;
  version: string;
  entryPoints: readonly string[];
};

/** Finds the script and checks all that can be checked before it runs; the answer is the refusal of the platform. */
function makeReady(account: AccountState, projectFolder: string, call: RestletCall): Ready | RestletResult {
  const restlet = account.catalog.restlets.get(call.script);
  const deployment = restlet?.deployments.get(call.deploy);
  const role = account.catalog.roles.get(call.role);
  if (!restlet || !deployment?.isDeployed) {
    return refused(404, 'SSS_INVALID_SCRIPTLET_ID', 'That Suitelet is invalid, disabled, or no longer exists.');
  }
  if (!role || !(deployment.isForAllRoles || deployment.roles.has(role.id) || role.isAdministrator)) {
    return refused(
      403,
      'INSUFFICIENT_PERMISSION',
      'You do not have permissions to set a value for element or view this script.',
    );
  }
  const file = readScript(join(projectFolder, 'FileCabinet', restlet.path));
  if (!file) return refused(400, 'FILE_NOT_FOUND', `File not found: ${restlet.path}`);
  const checked = checkScriptFile(file.source, 'Restlet');
  if ('refusal' in checked) return refused(400, checked.refusal.name, checked.refusal.message);
  return { restlet, role, ...file, entryPoints: checked.file.entryPoints };
}

const scripts = new Map<string, { source: string; version: string }>();

/** The file as it is now; one that was not touched is read once. */
function readScript(path: string): { source: string; version: string } | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return undefined;
  const version = `${path}:${stat.mtimeMs}:${stat.size}`;
  const known = scripts.get(path);
  if (known?.version === version) return known;
  const read = { source: readFileSync(path, 'utf8'), version };
  scripts.set(path, read);
  return read;
}

function startOf(
  account: AccountState,
  call: RestletCall,
  { role }: Ready,
  chance: number,
  entryPoints: readonly string[],
) {
  return {
    now: account.clock.now(),
    zoneMinutes: account.assumptions.zoneMinutes,
    seed: Math.floor(chance * 0x1_0000_0000),
    entryPoints,
    accountId,
    script: { id: call.script, deploymentId: call.deploy },
    user: {
      id: 1,
      name: role.name,
      email: `${role.id}@example.com`,
      role: role.internalId,
      roleId: role.id,
      subsidiary: 0,
    },
    types: Object.fromEntries([...account.catalog.records.keys()].map((type) => [typeNameOf(type), type])),
  };
}

/** `record.Type` writes the words of some types apart. Source: documented (record.Type). */
const typeNames: Readonly<Record<string, string>> = {
  projecttask: 'PROJECT_TASK',
  serviceitem: 'SERVICE_ITEM',
  billingratecard: 'BILLING_RATE_CARD',
  accountingperiod: 'ACCOUNTING_PERIOD',
};

function typeNameOf(type: string): string {
  return typeNames[type] ?? type.toUpperCase();
}

/** The answer that leaves the account. Source: documented (section_4634920277); status of a killed script assumed. */
function resultOf(end: ExecutionEnd, execution: string): RestletResult {
  switch (end.kind) {
    case 'returned':
      return { status: 200, body: end.value ?? '', outcome: 'returned', execution };
    case 'threw':
      return { status: statusOf(end.thrown), body: envelope(end.thrown), outcome: 'threw', execution };
    case 'over-limit':
    case 'unloadable':
      return { status: 400, body: envelope(end.thrown), outcome: 'threw', execution };
    case 'killed': {
      const message = `An unexpected error occurred. Error ID: ${execution}`;
      return { status: 500, body: envelope({ code: 'UNEXPECTED_ERROR', message }), outcome: 'killed', execution };
    }
  }
}

function statusOf({ code }: Thrown): number {
  return code === 'SSS_INVALID_SCRIPTLET_METHOD' ? 405 : 400;
}

function envelope({ code, message }: Thrown): { error: Thrown } {
  return { error: { code, message } };
}

function refused(status: number, code: string, message: string): RestletResult {
  return { status, body: envelope({ code, message }), outcome: 'refused' };
}
