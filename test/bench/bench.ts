import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { fileURLToPath } from 'node:url';

import pg from 'pg';
import * as prettier from 'prettier';

import { createStore } from '#store/create-store.ts';

import { assertNode } from '../checks/node-version.ts';
import { startProduct } from '../e2e/product.ts';
import { startTestServer } from '../support/database-server.ts';
import { measureAccept } from './accept.ts';
import { measureClicks } from './clicks.ts';
import type { Measured, Place } from './report.ts';
import { reportOf } from './report.ts';

const reportFile = fileURLToPath(new URL('./FIGURES.md', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

/** `npm run bench`: measures, prints and writes `FIGURES.md`; about ten minutes on two cores. */
async function bench(): Promise<void> {
  const [loadBefore = 0] = loadavg();
  const { accept, postgres } = await acceptFigures();
  const clicks = await clickFigures();
  const text = await prettier.format(reportOf({ place: { ...placeOf(postgres), loadBefore }, accept, clicks }), {
    parser: 'markdown',
  });
  await writeFile(reportFile, text);
  process.stdout.write(`\n${text}`);
}

async function acceptFigures(): Promise<{ accept: Measured['accept']; postgres: string }> {
  const server = await startTestServer({ isSafe: true });
  try {
    const { connectionString } = server;
    const store = createStore({ connectionString });
    await store.migrate();
    await store.close();
    const load = { connectionString, rounds: 5, ms: 2_000, say };
    say('Accept, one event a request, 32 connections');
    const single = await measureAccept({ ...load, connections: 32, eventsPerRequest: 1, mostRequests: 40_000 });
    say('Accept, 100 events a request, 4 connections');
    const batch = await measureAccept({ ...load, connections: 4, eventsPerRequest: 100, mostRequests: 1_000 });
    return {
      postgres: await versionOf(connectionString),
      accept: [
        { title: 'One event a request, 32 connections, 5 rounds of 2 s', figures: single },
        { title: '100 events a request, 4 connections, 5 rounds of 2 s', figures: batch },
      ],
    };
  } finally {
    await server.stop();
  }
}

const clickRuns = [
  { title: 'none, one after the other', latency: 'none', clicks: 30, atOnce: 1 },
  { title: 'none, ten at once', latency: 'none', clicks: 30, atOnce: 10 },
  { title: 'realistic, one after the other', latency: 'realistic', clicks: 8, atOnce: 1 },
  { title: 'realistic, ten at once', latency: 'realistic', clicks: 10, atOnce: 10 },
] as const;

async function clickFigures(): Promise<Measured['clicks']> {
  const rows: Measured['clicks'][number][] = [];
  for (const { title, latency, clicks, atOnce } of clickRuns) {
    say(`Click to done, vendor latency ${title}`);
    const product = await startProduct({ SANDBOX_LATENCY: latency });
    try {
      rows.push({ title, figures: await measureClicks(product, { deal: 'd1', clicks, atOnce }) });
    } finally {
      await product.stop();
    }
  }
  return rows;
}

async function versionOf(connectionString: string): Promise<string> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const { rows } = await client.query<{ server_version: string }>('show server_version');
  await client.end();
  return rows[0]?.server_version ?? 'unknown';
}

function placeOf(postgres: string): Omit<Place, 'loadBefore'> {
  const processors = cpus();
  return {
    at: new Date().toISOString(),
    commit: commitOf(),
    processor: processors[0]?.model ?? 'unknown processor',
    cores: processors.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release().split('-')[0]}`,
    node: process.versions.node,
    postgres,
  };
}

function commitOf(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], { cwd: root, encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

assertNode();
await bench();
