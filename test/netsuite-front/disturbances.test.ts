import { afterAll, beforeEach, expect, test } from 'vitest';
import { customer, pairing, wholeDeal } from '../connectors/batches.ts';
import { accountFaults } from '../sandbox/netsuite/front/account-routes.ts';
import { faultKinds } from '../sandbox/control/faults.ts';
import { openAccount, origin } from './open-account.ts';

const opened = await openAccount();
const { account, fetch } = opened;
afterAll(async () => account.close());
beforeEach(async () => {
  account.faults.clear();
  await account.reset();
});

const deal = { version: 1, operation: 'post', pairing, items: wholeDeal };
const [, project] = wholeDeal;
const recordTypes = ['customer', 'job', 'projecttask'] as const;
const seededCounts = recordTypes.map((type) => countOf(type));
/** How many records there are beyond the seeds. */
const types = () =>
  recordTypes.map((type, place) => `${countOf(type) - (seededCounts[place] ?? 0)} ${type}`).join(', ');
const seeded = '0 customer, 0 job, 0 projecttask';
const whole = '1 customer, 1 job, 3 projecttask';

test('refuse: the limit’s own code, and nothing written', async () => {
  account.faults.add({ kind: 'refuse' });
  expect(await codeOf(await opened.call(deal))).toBe('400 SSS_REQUEST_LIMIT_EXCEEDED');
  expect(types()).toBe(seeded);
});

test('expire-token: one call answers 401, the next is taken', async () => {
  account.faults.add({ kind: 'expire-token' });
  expect(await codeOf(await opened.call(deal))).toBe('401 INVALID_LOGIN_ATTEMPT');
  expect((await opened.call(deal)).status).toBe(200);
});

test('drop-before: the socket closes and nothing ran', async () => {
  account.faults.add({ kind: 'drop-before' });
  await expect(opened.call(deal)).rejects.toThrow('fetch failed');
  expect(types()).toBe(seeded);
});

test('drop-after: everything is committed and the socket closes', async () => {
  account.faults.add({ kind: 'drop-after' });
  await expect(opened.call(deal)).rejects.toThrow('fetch failed');
  expect(types()).toBe(whole);
});

test('kill-script: what was saved before the nth call stays, nothing comes after', async () => {
  account.faults.add({ kind: 'kill-script', call: 12 });
  expect(await codeOf(await opened.call(deal))).toBe('500 UNEXPECTED_ERROR');
  const written = account.groundTruth.after(0).length;
  expect(types()).not.toBe(whole);
  expect(await answersOf(await opened.call(deal))).toContain('applied');
  expect(account.groundTruth.after(written).length).toBeGreaterThan(0);
  expect(types()).toBe(whole);
});

test('partial: the account refuses the nth record, and the script says so of that item', async () => {
  account.faults.add({ kind: 'partial', item: 3 });
  expect(await answersOf(await opened.call(deal))).toEqual([
    'applied',
    'applied',
    'rejected',
    'applied',
    'applied',
    'applied',
  ]);
  expect(types()).toBe('1 customer, 1 job, 2 projecttask');
});

test('partial: without a number the account refuses the record that the key names, wherever it stands', async () => {
  account.faults.add({ kind: 'partial', match: { key: project?.key ?? '' } });
  const answers = await answersOf(await opened.call({ ...deal, items: [customer, project] }));
  expect(answers).toEqual(['applied', 'rejected']);
});

test('busy: the account says that the record has changed, and the item is busy', async () => {
  account.faults.add({ kind: 'busy', match: { key: project?.key ?? '' } });
  expect(await answersOf(await opened.call({ ...deal, items: [customer] }))).toEqual(['applied']);
  expect(await answersOf(await opened.call({ ...deal, items: [project] }))).toEqual(['busy']);
  expect(await answersOf(await opened.call({ ...deal, items: [project] }))).toEqual(['applied']);
});

test('lag: look-ups miss what was committed since the lag began', async () => {
  const find = { version: 1, operation: 'find', pairing, keys: [customer.key] };
  const found = async () => (await opened.call(find)).json();
  account.faults.add({ kind: 'lag', ms: 60_000, count: 2 });
  await opened.call({ ...deal, items: [customer] });
  expect(await found()).toMatchObject({ items: [{ found: 'absent' }] });
  expect(await found()).toMatchObject({ items: [{ found: 'posted' }] });
});

test('delay: the call counts while it waits', async () => {
  account.faults.add({ kind: 'delay', ms: 20 });
  const call = opened.call(deal);
  expect((await call).status).toBe(200);
  const entry = account.calls.after(0).at(-1);
  expect(Date.parse(entry?.endedAt ?? '') - Date.parse(entry?.startedAt ?? '')).toBeGreaterThanOrEqual(19);
});

test('skew: what is saved bears a time that has not come, and ground truth does not', async () => {
  account.faults.add({ kind: 'skew', ms: 600_000 });
  await opened.call(deal);
  const ledger = account.query(
    "SELECT TO_CHAR(lastmodified, 'YYYY-MM-DD HH24:MI:SS') AS at FROM customrecord_tl_posting",
  );
  const at = 'rows' in ledger ? String(ledger.rows[0]?.['at']) : '';
  expect(Date.parse(`${at.replace(' ', 'T')}Z`) - Date.now()).toBeGreaterThan(500_000);
  expect(Date.parse(account.groundTruth.after(0).at(-1)?.time ?? '') - Date.now()).toBeLessThan(60_000);
});

test.each([
  ['close-period', 'closed'],
  ['lock-period', 'arlocked'],
] as const)('%s: the month of today is shut while it stands, and open again after it', async (kind, field) => {
  const name = new Date().toLocaleDateString('en-US', { month: 'short', year: 'numeric', timeZone: 'UTC' });
  const shut = async (): Promise<unknown> => {
    await fetch(`${origin}/sandbox/ready`);
    const answer = account.query(`SELECT ${field} AS shut FROM accountingperiod WHERE periodname = ?`, [name]);
    return 'rows' in answer ? answer.rows[0]?.['shut'] : undefined;
  };
  expect(await shut()).toBe('F');
  account.faults.add({ kind, durationMs: 60_000 });
  expect(await shut()).toBe('T');
  account.faults.clear();
  expect(await shut()).toBe('F');
});

test.each(faultKinds.filter((kind) => !accountFaults.includes(kind)))('says that %s is not built', async (kind) => {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${origin}/sandbox/faults`, { method: 'POST', headers, body: JSON.stringify({ kind }) });
  expect([answer.status, await answer.json()]).toMatchObject([501, { kind }]);
});

function countOf(type: string): number {
  const answer = account.query(`SELECT id FROM ${type} ORDER BY id`);
  return 'rows' in answer ? answer.rows.length : -1;
}

async function codeOf(answer: Response): Promise<string> {
  const { error }: { error?: { code?: string } } = await answer.json();
  return `${answer.status} ${error?.code ?? ''}`;
}

async function answersOf(answer: Response): Promise<readonly (string | undefined)[]> {
  const { items = [] }: { items?: readonly { answer?: string }[] } = await answer.json();
  return items.map((item) => item.answer);
}
