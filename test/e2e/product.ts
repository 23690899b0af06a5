import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { LocalFile } from '../sandbox/launch/local-file.ts';
import { runningOn } from '../sandbox/launch/local-file.ts';
import { until } from '../support/until.ts';

/** The whole product as a person starts it, on free ports and a data folder of its own. */
export type Product = {
  /** `local.json` as it stands now; a bridge that was started again has a new pid. */
  local(): LocalFile;
  readonly dataFolder: string;
  /** What the processes have said so far. */
  output(): string;
  stop(): Promise<void>;
};

const startWithinMs = 90_000;

/**
 * Starts the product and waits until the bridge is ready.
 *
 * @param isGroup in a process group of its own, whose number is the supervisor's pid
 */
export async function startProduct(
  environment: Readonly<Record<string, string>> = {},
  isGroup = false,
): Promise<Product> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'tl-e2e-'));
  const entry = fileURLToPath(new URL('../sandbox/start.ts', import.meta.url));
  const child = spawn(process.execPath, [entry], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: isGroup,
    env: {
      ...process.env,
      PORT: '0',
      SANDBOX_SALESFORCE_PORT: '0',
      SANDBOX_NETSUITE_PORT: '0',
      SANDBOX_PUBSUB_PORT: '0',
      THROUGHLINE_DATA_DIR: dataFolder,
      THROUGHLINE_LOG: '1',
      SANDBOX_LATENCY: 'none',
      ...environment,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-1_000_000);
    });
  }
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    for (const folder of [...databaseFolders(dataFolder), dataFolder]) rmSync(folder, { recursive: true, force: true });
  };
  const local = (): LocalFile => {
    const file = runningOn(dataFolder);
    if (file === undefined) throw new Error(`the product does not run:\n${output}`);
    return file;
  };
  try {
    await until('local.json', () => (child.exitCode === null ? runningOn(dataFolder) : failed(output)), startWithinMs);
    await until('readyz', async () => isOk(`${local().addresses.bridge}/readyz`), startWithinMs);
  } catch (error) {
    await stop();
    throw new Error(`the product did not start:\n${output}`, { cause: error });
  }
  return { local, dataFolder, output: () => output, stop };
}

/** As root the database lies outside the data folder, and the product itself never deletes one. */
function databaseFolders(dataFolder: string): string[] {
  const pointer = join(dataFolder, 'postgres.json');
  if (!existsSync(pointer)) return [];
  const { base, socketFolder }: { base: string; socketFolder: string } = JSON.parse(readFileSync(pointer, 'utf8'));
  return [base, socketFolder];
}

function failed(output: string): never {
  throw new Error(output);
}

async function isOk(url: string): Promise<true | undefined> {
  const response = await fetch(url);
  return response.ok ? true : undefined;
}

/** One line of what a platform has committed. */
export type Committed = {
  readonly sequence: number;
  /** ISO 8601, by the sandbox clock. */
  readonly time: string;
  readonly operation: string;
  readonly type: string;
  readonly id: string;
  readonly externalId?: string;
  readonly values: Readonly<Record<string, unknown>>;
};

/** What one side has committed since its start. */
export async function groundTruth(product: Product, side: 'salesforce' | 'netsuite', after = 0): Promise<Committed[]> {
  const response = await fetch(`${product.local().addresses[side]}/sandbox/ground-truth?after=${after}`);
  const text = await response.text();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Committed => JSON.parse(line));
}

/** The sequence after which a test's own writes begin. */
export async function now(product: Product, side: 'salesforce' | 'netsuite'): Promise<number> {
  return (await groundTruth(product, side)).at(-1)?.sequence ?? 0;
}

/** Records of one type that were created and not removed since. */
export function created(committed: readonly Committed[], type: string): readonly Committed[] {
  return committed.filter((entry) => entry.type === type && entry.operation === 'create');
}

/** A seeded deal: the Opportunity's id, and the name tests know it by. */
export type Scenario = { readonly id: string; readonly key: string; readonly findings: readonly string[] };

/** Calls the bridge's API as one role and answers its JSON. */
export async function bridgeApi<Answer>(
  product: Product,
  path: string,
  options: { readonly role?: keyof LocalFile['tokens']; readonly body?: unknown } = {},
): Promise<{ status: number; body: Answer }> {
  const { addresses, tokens } = product.local();
  const response = await fetch(`${addresses.bridge}${path}`, {
    headers: {
      authorization: `Bearer ${tokens[options.role ?? 'operator']}`,
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(options.body === undefined ? {} : { method: 'POST', body: JSON.stringify(options.body) }),
  });
  return { status: response.status, body: await response.json() };
}

/** Reads a log line by line as JSON facts; lines of other kinds are left out. */
export function factsIn(output: string, from: 'bridge' | 'sandbox'): readonly Record<string, unknown>[] {
  return output.split('\n').flatMap((line) => {
    if (!line.startsWith(`${from} {`)) return [];
    return [JSON.parse(line.slice(from.length + 1))];
  });
}
