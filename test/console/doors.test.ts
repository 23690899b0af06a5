import { ProvisioningAct } from 'shared-model/events.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { engagement, event, run } from '../store/sample.ts';
import type { Answer } from '../api/open-doors.ts';
import type { OpenDesk } from './open-desk.ts';
import { openDesk } from './open-desk.ts';

let desk: OpenDesk;
let cookie: string;
let secret: string;
/** Its one command is held, so that trying again lets it go. */
const heldRun = engagement(4).runId;

beforeAll(async () => {
  desk = await openDesk([1, 4, 7, 8]);
  ({ cookie, secret } = await signIn('operator'));
});
afterAll(() => desk.close());

async function signIn(role: 'viewer' | 'operator'): Promise<{ cookie: string; secret: string }> {
  const link = new URL(await desk.link(role));
  const { headers } = await desk.send({ path: `${link.pathname}${link.search}` });
  const given = headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  const { body } = await desk.send({ path: '/console', headers: { cookie: given } });
  const found = /name="secret" value="([0-9a-f]{64})"/.exec(String(body))?.[1] ?? '';
  return { cookie: given, secret: found };
}

type Form = Readonly<Record<string, string>>;
const formType = 'application/x-www-form-urlencoded';

function press(path: string, form: Form | string, headers: Form = {}): Promise<Answer> {
  const body = typeof form === 'string' ? form : new URLSearchParams(form).toString();
  return desk.send({ path, body, headers: { cookie, 'content-type': formType, ...headers } });
}

const waiting = async () =>
  (await desk.database.store.listCommands({ state: 'waiting', page: { limit: 50 } })).rows.length;
const retry = `/console/runs/${heldRun}/retry`;

describe('a form of the console does nothing', () => {
  const forms: readonly [string, () => Promise<Answer>, number][] = [
    ['without the session’s secret', () => press(retry, { version: '1', secret: '' }), 403],
    [
      'with the secret of another session',
      async () => press(retry, { version: '1', secret: (await signIn('operator')).secret }),
      403,
    ],
    ['without a cookie', () => press(retry, { version: '1', secret }, { cookie: '' }), 401],
    [
      'with a cookie that is nobody’s',
      () => press(retry, { version: '1', secret }, { cookie: `tl_session=${'0'.repeat(64)}` }),
      401,
    ],
    [
      'with a token instead of a cookie',
      () => press(retry, { version: '1', secret }, { cookie: '', authorization: 'Bearer operator-token-of-the-tests' }),
      401,
    ],
    ['from another site', () => press(retry, { version: '1', secret }, { origin: 'https://evil.example' }), 403],
    [
      'from another port of this machine',
      () => press(retry, { version: '1', secret }, { 'sec-fetch-site': 'same-site' }),
      403,
    ],
    [
      'as JSON',
      () => press(retry, JSON.stringify({ version: 1, secret }), { 'content-type': 'application/json' }),
      400,
    ],
    ['as plain text', () => press(retry, { version: '1', secret }, { 'content-type': 'text/plain' }), 400],
    ['on a version that is none', () => press(retry, { version: 'new', secret }), 400],
    ['with a field twice', () => press(retry, `version=1&version=1&secret=${secret}`), 400],
    ['with U+0000 in it', () => press(retry, `version=1&secret=${secret}&comment=a%00b`), 400],
    ['with half a character in it', () => press(retry, `version=1&secret=${secret}&comment=%ED%A0%80`), 400],
    ['with a very long comment', () => press(retry, { version: '1', secret, comment: 'x'.repeat(501) }), 400],
    ['of 20,000 characters', () => press(retry, { version: '1', secret, comment: 'x'.repeat(20_000) }), 400],
    ['on a version before the present one', () => press(retry, { version: '0', secret }), 409],
    [
      'on a run that is not there',
      () => press(`/console/runs/run_${'0'.repeat(26)}/retry`, { version: '1', secret }),
      409,
    ],
    ['for a cause without a comment', () => press('/console/causes/resolve', { ids: '1', secret }), 409],
    [
      'for a cause whose ids are none',
      () => press('/console/causes/resolve', { ids: "1'; drop", comment: 'x', secret }),
      400,
    ],
  ];

  it.each(forms)('%s, and says so on a page', async (_name, send, status) => {
    const before = await waiting();
    const answer = await send();
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toMatch(/^text\/html|^application\/problem\+json/);
    expect(await waiting()).toBe(before);
  });

  it('of a viewer', async () => {
    const viewer = await signIn('viewer');
    const before = await waiting();
    const answer = await press(retry, { version: '1', secret: viewer.secret }, { cookie: viewer.cookie });
    expect(answer.status).toBe(403);
    expect(String(answer.body)).toContain('ask for an operator’s link');
    expect(await waiting()).toBe(before);
  });
});

describe('a press', () => {
  it('counts once, however often it is sent, and stands in the record with who, what and why', async () => {
    const before = await waiting();
    const form = { version: '1', secret, comment: 'the entity is there now' };
    const answers = await Promise.all([press(retry, form), press(retry, form), press(retry, form)]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect(answers[0]?.headers.location).toBe(`/console?run=${heldRun}&told=retry`);
    expect(await waiting()).toBe(before + 1);
    const sql = await desk.database.connect();
    const { rows } = await sql.query('select kind, run_id, actor, comment, detail from act');
    expect(rows).toEqual([
      {
        kind: 'retry',
        run_id: heldRun,
        actor: expect.stringMatching(/^operator at the console, session [0-9a-f]{8}$/),
        comment: 'the entity is there now',
        detail: { version: 1 },
      },
    ]);
  });
});

describe('an act that the run’s own rules decide about', () => {
  it.each([
    ['retry', 1, 'provisioning.retried'],
    ['give-up', 7, 'provisioning.given-up'],
    ['cancel', 8, 'provisioning.cancelled'],
  ])('%s tells the run, once, as one event that names the person', async (act, number, type) => {
    const { runId } = engagement(number);
    const answers = [await press(`/console/runs/${runId}/${act}`, { version: '1', secret })];
    answers.push(await press(`/console/runs/${runId}/${act}`, { version: '1', secret }));
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    const work = (await desk.database.store.runsWithWork(100)).find((found) => found.runId === runId);
    const told = work?.events.filter((event) => event.type === type);
    expect(told).toHaveLength(1);
    expect(ProvisioningAct.parse(told?.[0]?.data)).toMatchObject({
      actor: expect.stringMatching(/^operator at the console/),
    });
  });

  it.each([
    ['cancel', 7, 'It has begun: give it up'],
    ['retry', 8, 'nothing waits for your word'],
  ])('%s of run %i is not possible, and says why', async (act, number, reason) => {
    const answer = await press(`/console/runs/${engagement(number).runId}/${act}`, { version: '1', secret });
    expect(answer.status).toBe(409);
    expect(String(answer.body)).toContain(reason);
  });
});

describe('a session', () => {
  it('opens the console and nothing of the API', async () => {
    expect((await desk.send({ path: '/console', headers: { cookie } })).status).toBe(200);
    expect((await desk.send({ path: '/v1/commands', headers: { cookie } })).status).toBe(401);
  });

  it('ends after its time, and a link that was not used in five minutes opens none', async () => {
    const sql = await desk.database.connect();
    const old = await signIn('viewer');
    await sql.query(`update session set expires_at = throughline_now() where role = 'viewer'`);
    expect((await desk.send({ path: '/console', headers: { cookie: old.cookie } })).status).toBe(401);
    const link = new URL(await desk.link());
    const { rows } = await sql.query(
      `update sign_in_key set expires_at = throughline_now() where used_at is null returning expires_at - made_at < interval '5 minutes' as is_short`,
    );
    expect(rows).toEqual([{ is_short: true }]);
    expect((await desk.send({ path: `${link.pathname}${link.search}` })).status).toBe(401);
  });

  it('is kept as a hash only', async () => {
    const sql = await desk.database.connect();
    const { rows } = await sql.query<{ kept: string }>(
      `select string_agg(session_hash, ' ') || (select string_agg(key_hash, ' ') from sign_in_key) as kept from session`,
    );
    expect(rows[0]?.kept).not.toContain(cookie.split('=')[1]);
  });
});

describe('what others wrote', () => {
  const evil = '<img src=x onerror=alert(1)>"\'&</th><script>alert(2)</script>';

  it('is shown as text and never run', async () => {
    const { store } = desk.database;
    await store.acceptEvents([event(desk.pairing, 90)]);
    const state = { step: 'project', request: { deal: { name: evil, customer: { name: evil } } } };
    const exceptions = [{ about: 'x', code: 'erp.refused', text: evil, owner: 'admin' }] as const;
    await store.saveRun(run(desk.pairing, 90, { state, exceptions, status: 'failed' }));
    for (const path of ['/console', `/console?run=${engagement(90).runId}`, `/console?q=${encodeURIComponent(evil)}`]) {
      const page = String((await desk.send({ path, headers: { cookie } })).body);
      expect(page).toContain('&lt;img src=x');
      expect(page).not.toContain('<img');
      expect(page).not.toContain('<script>');
    }
  });

  it('could load nothing even if it were', async () => {
    const { headers } = await desk.send({ path: '/console', headers: { cookie } });
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    expect(headers).toMatchObject({ 'referrer-policy': 'same-origin', 'cache-control': 'no-store' });
  });
});
