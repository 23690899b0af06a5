import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { until } from '../support/until.ts';
import type { Product } from './product.ts';
import { bridgeApi, startProduct } from './product.ts';

const entries = {
  start: fileURLToPath(new URL('../sandbox/start.ts', import.meta.url)),
  bridge: fileURLToPath(new URL('../../bridge/main.ts', import.meta.url)),
};
const folder = mkdtempSync(join(tmpdir(), 'tl-start-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Ended = { readonly code: number | null; readonly output: string };

/** What a program of ours needs of the environment, and where Node finds what it has compiled before. */
const inherited = Object.fromEntries(
  ['PATH', 'HOME', 'NODE_COMPILE_CACHE'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  }),
);

/** Runs an entry to its end, with no setting of ours in its environment but what is given. */
function runToEnd(
  entry: keyof typeof entries,
  options: { readonly environment?: Readonly<Record<string, string>>; readonly flags?: readonly string[] },
): Promise<Ended> {
  const { environment = {}, flags = [] } = options;
  const child = spawn(process.execPath, [entries[entry], ...flags], { env: { ...inherited, ...environment } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve) => {
    child.once('close', (code) => {
      resolve({ code, output });
    });
  });
}

const freePorts = { PORT: '0', SANDBOX_SALESFORCE_PORT: '0', SANDBOX_NETSUITE_PORT: '0', SANDBOX_PUBSUB_PORT: '0' };

/** A port that another program listens on while the body runs. */
async function withTakenPort<Result>(body: (port: string) => Promise<Result>): Promise<Result> {
  const other = createServer();
  const port = await new Promise<number>((resolve) => {
    other.listen(0, '127.0.0.1', () => {
      const address: AddressInfo | string | null = other.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  try {
    return await body(String(port));
  } finally {
    other.close();
  }
}

/** The processes whose command names a folder. */
function processesNaming(text: string): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
    } catch {
      // It has ended while we looked.
      return false;
    }
  });
}

/** Where the embedded database of a data folder lies, when there is one; it outlives the data folder. */
function databaseFolders(dataFolder: string): readonly string[] {
  const pointer = join(dataFolder, 'postgres.json');
  if (!existsSync(pointer)) return [];
  const { base }: { base: string } = JSON.parse(readFileSync(pointer, 'utf8'));
  return [base];
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('npm start', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct({}, true);
  });
  afterAll(() => product.stop());

  it('writes what a program needs into local.json, for its owner alone', async () => {
    const path = join(product.dataFolder, 'local.json');
    expect((statSync(path).mode & 0o777).toString(8)).toBe('600');
    const url = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/);
    const secret = expect.stringMatching(/^.{32,}$/);
    const told = await until('the link of the console is told', () => {
      const file = readFileSync(path, 'utf8');
      return file.includes('consoleLink') ? file : undefined;
    });
    expect(JSON.parse(told)).toEqual({
      addresses: { bridge: url, salesforce: url, netsuite: url, pubsub: expect.stringMatching(/^localhost:\d+$/) },
      pairing: expect.stringMatching(/^pr_[0-9a-z]{26}$/),
      tokens: { viewer: secret, operator: secret, admin: secret, producer: secret },
      webhookSecret: expect.stringMatching(/^whsec_/),
      consoleLink: {
        url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/console\/sign-in\?key=.{20,}$/),
        until: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      },
      pids: {
        supervisor: expect.any(Number),
        bridge: expect.any(Number),
        sandbox: expect.any(Number),
        postgres: expect.any(Number),
      },
    });
  });

  it('keeps every secret of the folder for its owner alone', () => {
    const files = ['local.json', 'tokens.json', 'netsuite-key.pem', 'salesforce-key.pem', 'postgres.json'];
    const open = files.filter((name) => (statSync(join(product.dataFolder, name)).mode & 0o077) !== 0);
    expect(open).toEqual([]);
  });

  it('is ready on all three sides, and its tokens are taken', async () => {
    const { addresses } = product.local();
    const doors = [
      `${addresses.bridge}/readyz`,
      `${addresses.salesforce}/sandbox/ready`,
      `${addresses.netsuite}/sandbox/ready`,
    ];
    expect(await Promise.all(doors.map(async (door) => (await fetch(door)).status))).toEqual([200, 200, 200]);
    for (const role of ['viewer', 'operator', 'admin'] as const) {
      expect(await bridgeApi(product, '/v1/commands', { role })).toMatchObject({ status: 200 });
    }
    expect(await bridgeApi(product, '/v1/commands', { role: 'producer' })).toMatchObject({ status: 403 });
  });

  it('a second time on the same folder says so and leaves the first one alone', async () => {
    const { addresses, pids } = product.local();
    const second = await runToEnd('start', { environment: { ...freePorts, THROUGHLINE_DATA_DIR: product.dataFolder } });
    expect(second.code).not.toBe(0);
    expect(second.output).toContain(`already runs on ${product.dataFolder}`);
    expect(second.output).toContain(addresses.salesforce);
    expect(product.local().pids).toEqual(pids);
    expect((await fetch(`${addresses.bridge}/readyz`)).status).toBe(200);
  });

  it('asked to end by the terminal, and impatiently again, has ended within 10 s and left no process', async () => {
    const { pids } = product.local();
    const [base = ''] = databaseFolders(product.dataFolder);
    expect(processesNaming(base).length).toBeGreaterThan(0);
    const began = performance.now();
    // A terminal signals the whole group, bridge and sandbox too.
    process.kill(-pids.supervisor, 'SIGINT');
    process.kill(-pids.supervisor, 'SIGTERM');
    await until('the supervisor has gone', () => (isAlive(pids.supervisor) ? undefined : true), 15_000);
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(Object.values(pids).filter((pid) => pid !== undefined && isAlive(pid))).toEqual([]);
    expect(processesNaming(base)).toEqual([]);
    expect(readdirSync(product.dataFolder)).not.toContain('local.json');
  });
});

describe('a port that another program has', () => {
  it.each(['SANDBOX_SALESFORCE_PORT', 'SANDBOX_NETSUITE_PORT', 'SANDBOX_PUBSUB_PORT', 'PORT'])(
    'is told by its setting: %s',
    async (setting) => {
      const dataFolder = join(folder, setting.toLowerCase());
      const { code, output, port } = await withTakenPort(async (taken) => {
        const environment = { ...freePorts, THROUGHLINE_DATA_DIR: dataFolder, [setting]: taken };
        return { ...(await runToEnd('start', { environment })), port: taken };
      });
      expect(code).not.toBe(0);
      expect(output).toContain(`${setting}: the port ${port} is taken by another program`);
      expect(databaseFolders(dataFolder).flatMap((base) => processesNaming(base))).toEqual([]);
      expect(readdirSync(dataFolder)).not.toContain('local.json');
      for (const base of databaseFolders(dataFolder)) rmSync(base, { recursive: true, force: true });
    },
  );
});

describe('npm run bridge -- --config FILE', () => {
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' });
  const place = (name: string, content: string): string => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), content, { mode: 0o600 });
    return join(folder, name);
  };
  const besideSandbox = (name: string, content: string): string => {
    mkdirSync(join(folder, 'sandbox'), { recursive: true });
    writeFileSync(join(folder, 'sandbox', 'sandbox-life'), '1');
    writeFileSync(join(folder, 'sandbox', name), content, { mode: 0o600 });
    return join(folder, 'sandbox', name);
  };
  const settings = () => ({
    THROUGHLINE_DATA_DIR: join(folder, 'never-made'),
    THROUGHLINE_TOKENS_FILE: place('tokens.json', JSON.stringify({ viewer: 'x'.repeat(32) })),
    THROUGHLINE_WEBHOOK_SECRET: `whsec_${'A'.repeat(40)}`,
    SALESFORCE_LOGIN_URL: 'https://127.0.0.1:1',
    SALESFORCE_ORG_ID: '00D000000000001EAA',
    SALESFORCE_CLIENT_ID: 'consumer-key',
    SALESFORCE_CLIENT_SECRET: 'consumer-secret',
    NETSUITE_ACCOUNT_ID: 'TSTDRV0001',
    NETSUITE_BASE_URL: 'https://127.0.0.1:1',
    NETSUITE_CLIENT_ID: 'integration-record',
    NETSUITE_CERTIFICATE_ID: 'certificate',
    NETSUITE_PRIVATE_KEY_FILE: place('key.pem', key.toString()),
  });
  const run = (changes: Readonly<Record<string, unknown>>, environment: Readonly<Record<string, string>> = {}) =>
    runToEnd('bridge', {
      flags: ['--config', place('bridge.json', JSON.stringify({ ...settings(), ...changes }))],
      environment,
    });
  const named = (output: string) =>
    [...output.matchAll(/^(?:The bridge cannot start: | {2})([A-Z_]+): /gm)].map(([, name]) => name);

  it.each([
    [
      "with the sandbox's own settings",
      {
        SALESFORCE_LOGIN_URL: 'http://127.0.0.1:1',
        NETSUITE_BASE_URL: 'http://127.0.0.1:1',
        SALESFORCE_CLIENT_ID: 'sandbox',
        SALESFORCE_CLIENT_SECRET: 'sandbox',
        NETSUITE_CLIENT_ID: 'throughline',
        NETSUITE_CERTIFICATE_ID: 'sandbox-cert',
      },
      [
        'SALESFORCE_LOGIN_URL',
        'NETSUITE_BASE_URL',
        'SALESFORCE_CLIENT_ID',
        'SALESFORCE_CLIENT_SECRET',
        'NETSUITE_CLIENT_ID',
        'NETSUITE_CERTIFICATE_ID',
      ],
    ],
    ['as a local bridge', { THROUGHLINE_MODE: 'local' }, ['THROUGHLINE_MODE']],
    [
      "with a sandbox's own keys",
      { NETSUITE_PRIVATE_KEY_FILE: besideSandbox('key.pem', key.toString()) },
      ['NETSUITE_PRIVATE_KEY_FILE'],
    ],
    [
      'without two settings',
      { SALESFORCE_ORG_ID: undefined, NETSUITE_CLIENT_ID: undefined },
      ['SALESFORCE_ORG_ID', 'NETSUITE_CLIENT_ID'],
    ],
    ['with a setting that is none', { NETSUITE_CONCURENCY: 3 }, ['NETSUITE_CONCURENCY']],
    [
      'with files that are not there',
      { THROUGHLINE_TOKENS_FILE: '/absent', NETSUITE_PRIVATE_KEY_FILE: '/absent' },
      ['THROUGHLINE_TOKENS_FILE', 'NETSUITE_PRIVATE_KEY_FILE'],
    ],
    [
      'with a key that is none',
      { NETSUITE_PRIVATE_KEY_FILE: place('no-key.pem', 'canary') },
      ['NETSUITE_PRIVATE_KEY_FILE'],
    ],
    [
      'with a token for no role',
      { THROUGHLINE_TOKENS_FILE: place('no-role.json', '{"canary":"canary"}') },
      ['THROUGHLINE_TOKENS_FILE'],
    ],
    [
      'with a database that is not there',
      { DATABASE_URL: 'postgresql://canary:canary@127.0.0.1:1/canary' },
      ['DATABASE_URL'],
    ],
  ])('refuses to start %s, and names each', async (_name, changes, names) => {
    const { code, output } = await run(changes);
    expect(code).toBe(1);
    expect(named(output)).toEqual(names);
    expect(output).not.toContain('canary');
    expect(readdirSync(folder)).not.toContain('never-made');
  });

  it('lets the environment win over the file', async () => {
    expect(named((await run({ PORT: 7070 }, { PORT: 'http' })).output)).toEqual(['PORT']);
  });
});
