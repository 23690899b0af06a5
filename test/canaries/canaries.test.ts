import { mkdir, rm, writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { openBrowser } from '../e2e/browser.ts';
import { applyPlanted } from '../planted/apply.ts';
import type { TestServer } from '../support/database-server.ts';
import { startTestServer } from '../support/database-server.ts';
import { costRates, formsOf } from './rates.ts';
import type { RecordedLine } from './recorded-line.ts';
import type { CanaryReport } from './run.ts';
import { runCanaries } from './run.ts';
import { createScan } from './scan.ts';

const artifacts = fileURLToPath(new URL('../../.artifacts/', import.meta.url));
const run = promisify(execFile);
let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startTestServer(), openBrowser()]);
});

afterAll(async () => {
  await browser.close();
  await server.stop();
});

it('has a rate of its own for each employee, which stands nowhere else in the seeds', async () => {
  const rates = costRates();
  expect(rates.length).toBeGreaterThan(5);
  const forms = rates.flatMap(({ rate }) => formsOf(rate));
  expect(new Set(forms).size).toBe(forms.length);
  // Four digits alone occur by chance: in a duration, in a count, in an id.
  expect(forms.filter((form) => /^\d{1,4}$/.test(form))).toEqual([]);
});

it.each([
  ['plainly', (rate: string) => `cost ${rate}.`],
  ['with a comma', (rate: string) => `cost ${rate.replace('.', ',')} EUR`],
  ['in cents', (rate: string) => `{"cents":${Math.round(Number(rate) * 100)}}`],
  ['by the day', (rate: string) => `a day costs ${(Number(rate) * 8).toFixed(2)}`],
  ['in base64', (rate: string) => Buffer.from(`the cost is ${rate} an hour`).toString('base64')],
])('finds a rate that is written %s', (_, leak) => {
  const rates = costRates();
  const scan = createScan(rates);
  for (const { rate } of rates) scan.add('sink', leak(rate));
  expect(scan.report()[0]?.hits.map(({ key }) => key)).toEqual(rates.map(({ key }) => key));
});

it('takes a longer number for another one', () => {
  const scan = createScan([{ key: 'somebody', rate: '158.43' }]);
  scan.add('sink', '1158.43 158.435 2.158.43 158.43.1 7158431 #15843e eng_15843');
  expect(scan.report()[0]?.hits).toEqual([]);
});

it('takes no part of a UUID for a number, and reads on behind it', () => {
  const scan = createScan([{ key: 'somebody', rate: '96.37' }]);
  scan.add('sink', '"correlationId":"237bdaca-bf59-416e-9637-f79705b6a8d3"');
  expect(scan.report()[0]?.hits).toEqual([]);
  scan.add('sink', '"237bdaca-bf59-416e-9637-f79705b6a8d3","cents":9637');
  expect(scan.report()[0]?.hits).toEqual([{ key: 'somebody', form: '9637', around: '"(a UUID)","cents":9637' }]);
});

/** Everything that somebody outside of the account can read. */
const sinks = [
  'API answers',
  'CRM ground truth',
  'NetSuite pages',
  'RESTlet answers',
  'answers of Salesforce',
  'bridge database',
  'bridge log',
  'ledger and outbox rows',
  'pages in the browser',
  'platform events',
  'requests to Salesforce',
  'requests to the RESTlet',
];

it(
  'lets no cost rate out of the account, whatever happens to a deal and whatever the platforms say',
  { timeout: 400_000 },
  async () => {
    const report = await runCanaries(server.connectionString, { look: lookInBrowser });
    await mkdir(artifacts, { recursive: true });
    await writeFile(join(artifacts, 'canaries.json'), `${JSON.stringify(report, undefined, 2)}\n`);
    expect(hitsOf(report)).toBe('');
    expect(report.sinks.map(({ sink }) => sink)).toEqual(expect.arrayContaining(sinks));
    expect(report.sinks.filter(({ bytes }) => bytes < 1_000)).toEqual([]);
    expect(report.quoted).toBeGreaterThanOrEqual(6);
  },
);

it('is told of a SuiteApp and a connector that pass on what the platform said', { timeout: 400_000 }, async () => {
  const root = await applyPlanted('20-words-of-the-vendor-are-passed-on');
  const own = await startTestServer();
  try {
    const { stdout } = await run(process.execPath, [join(root, 'test/canaries/run-disturbed.ts')], {
      cwd: root,
      env: { ...process.env, TEST_DATABASE_URL: own.connectionString },
      maxBuffer: 2 ** 26,
    });
    const report: CanaryReport = JSON.parse(stdout);
    const leaking = new Set(report.sinks.filter(({ hits }) => hits.length > 0).map(({ sink }) => sink));
    expect([...leaking]).toEqual(expect.arrayContaining(['RESTlet answers', 'bridge database', 'API answers']));
  } finally {
    await own.stop();
    await rm(root, { recursive: true });
  }
});

/** One text, so that what is said first of a failure says where the rate stood. */
function hitsOf(report: CanaryReport): string {
  return report.sinks
    .flatMap(({ sink, hits }) => hits.map(({ key, around }) => `${sink}: ${key} in ${around}`))
    .join('\n');
}

/** What a person sees: the card of a deal that went through and of one that was refused, and the project in NetSuite. */
async function lookInBrowser(line: RecordedLine, add: (sink: string, text: string) => void): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const requests = line.org.groundTruth
    .after(0)
    .filter(({ type, operation }) => type === 'provision_request__c' && operation === 'create');
  const opportunities = requests.map(({ values }) => String(values.Opportunity__c));
  const job = line.account.groundTruth.after(0).find(({ type }) => type === 'job');
  const cards = [opportunities[0], ...opportunities.slice(-11, -8)];
  for (const id of cards) {
    await page.goto(`${line.urls.salesforce}/lightning/r/Opportunity/${id ?? ''}/view?as=finance`);
    await page.getByRole('heading', { name: 'Project handoff' }).waitFor({ timeout: 60_000 });
    add('pages in the browser', await page.evaluate(() => document.body.innerText));
    add('pages in the browser', await page.content());
  }
  await page.goto(`${line.urls.netsuite}/app/accounting/project/project.nl?id=${job?.id ?? ''}`);
  add('pages in the browser', await page.content());
  await context.close();
}
