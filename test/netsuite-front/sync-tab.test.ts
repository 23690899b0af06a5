import { JSDOM } from 'jsdom';
import type { ErpState } from 'shared-model/erp-state.ts';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';

import { pairing, wholeDeal } from '../connectors/batches.ts';
import { isMoving } from '../../netsuite-suiteapp/lib/tab/follow.ts';
import { erpState, tabStates } from './erp-states.ts';
import { openAccount, origin } from './open-account.ts';

const opened = await openAccount();
afterAll(async () => opened.account.close());
let project = '';
let customer = '';
let engagementId = '';
beforeEach(async () => {
  await opened.account.reset();
  const answer = await opened.call({ version: 1, operation: 'post', pairing, items: wholeDeal });
  const body: { items: readonly { ref?: { id: string } }[] } = await answer.json();
  customer = body.items[0]?.ref?.id ?? '';
  project = body.items[1]?.ref?.id ?? '';
  engagementId = String(select('select custrecord_tl_link_engagement as one from customrecord_tl_link order by id')[0]);
});

const projectPath = (): string => `/app/accounting/project/project.nl?id=${project}`;

describe('the tab says in one line', () => {
  test.each(tabStates)('what is true: $name', async ({ state, says }) => {
    await show(state);
    expect(textOf(await open(projectPath()))).toContain(says);
  });

  test('that nothing was shown yet', async () => {
    expect(textOf(await open(projectPath()))).toContain('Set-up is under way.');
  });

  test('what somebody asked for and the bridge has not read', async () => {
    await show(erpState('done'));
    await press('hold');
    expect(textOf(await open(projectPath()))).toContain('Asked to hold by Dana Weiss');
  });

  test('that the role may not see it', async () => {
    await show(erpState('done'));
    const text = textOf(await open(projectPath(), 'sales1'));
    expect(text).toContain('Your role may not see the sync status.');
    expect(text).not.toContain('In step with Salesforce');
  });
});

describe('the tab shows', () => {
  test('the newest version, also when an older one comes late, and says which it is', async () => {
    await show(erpState('done', { version: 8 }));
    const late = { ...erpState('in-progress', { version: 7, text: 'Too late' }), engagementId };
    const answer = await opened.call({ version: 1, operation: 'state', pairing, states: [late] });
    expect(await answer.json()).toMatchObject({ items: [{ engagementId, result: 'superseded', heldVersion: 8 }] });
    await show(erpState('done', { version: 8, text: 'The same once more' }));
    expect(textOf(await open(projectPath()))).toContain('The same once more');
  });

  test('names and links, never a key', async () => {
    await show(erpState('done'));
    const page = await open(projectPath());
    const tab = page.querySelector('#panel-custpage_tl_sync');
    expect(linkIn(tab, 'Halden Outdoor – store platform')).toBe(
      'http://127.0.0.1:7071/lightning/r/Opportunity/006000000000001AAA/view',
    );
    expect(textOf(tab)).not.toMatch(/tl1:|eng_/);
    expect(textOf(tab)).toContain('Customer C-10');
    expect(textOf(tab)).toContain('Project manager');
  });

  test('all seven steps in the words of the card', async () => {
    await show(erpState('done'));
    const labels = [...(await open(projectPath())).querySelectorAll('.tl-steps li > span:first-of-type')];
    expect(labels.map((label) => label.textContent)).toEqual([
      'Check',
      'Customer',
      'Project',
      'Tasks and budget',
      'Billing rules',
      'Staffing demand',
      'Open for time',
    ]);
  });

  test('a field that Salesforce owns and that stands otherwise, as an open item of finance', async () => {
    await show(erpState('done', { wanted: { endOn: '2030-01-31' } }));
    const text = textOf(await open(projectPath()));
    expect(text).toContain('Salesforce says 31-Jan-2030');
    expect(text).toMatch(/Open items \(1\).*End date is .* here and 31-Jan-2030 in Salesforce Finance operations/);
  });

  test('the engagements of a customer, and that finance owns its fields', async () => {
    await show(erpState('done'));
    const text = textOf(await open(`/app/common/entity/custjob.nl?id=${customer}&selectedtab=custpage_tl_sync`));
    expect(text).toContain('Engagements of this customer (1)');
    expect(text).toContain('Tax reg. number');
    expect(text).not.toContain('Salesforce owns');
  });

  test('no value as markup, and no script as a link', async () => {
    const evil = '<img src=x onerror=alert(1)>';
    const origin = {
      opportunityId: '006000000000001AAA',
      opportunityName: evil,
      opportunityUrl: 'javascript:alert(1)',
    };
    await show(erpState('done', { origin, text: evil }));
    const page = await open(projectPath());
    expect(page.querySelector('img,[href^="javascript"]')).toBeNull();
    expect(textOf(page)).toContain(evil);
  });
});

describe('the tab alone, for the page that shows it', () => {
  const tabPath = (id: string, type = 'job') =>
    `/app/site/hosting/scriptlet.nl?script=customscript_tl_tab&deploy=customdeploy_tl_tab&type=${type}&id=${id}`;

  test('is what stands on the form, where the form says', async () => {
    await show(erpState('done'));
    const onForm = (await open(projectPath())).querySelector('.tl');
    const alone = (await open(onForm?.getAttribute('data-tl-from') ?? '')).querySelector('.tl');
    expect(alone?.outerHTML).toBe(onForm?.outerHTML);
    expect(textOf((await open(tabPath(customer, 'customer'))).querySelector('.tl'))).toContain('Engagements of this');
  });

  test.each([
    ...(['queued', 'in-progress', 'waiting', 'erp-unreachable'] as const).map((state) => ({ state, moves: true })),
    ...(['done', 'failed', 'not-ready', 'ready'] as const).map((state) => ({ state, moves: false })),
  ])('moves or stands: $state', async ({ state, moves }) => {
    await show(erpState(state));
    expect((await open(tabPath(project))).querySelector('.tl')?.hasAttribute('data-tl-moving')).toBe(moves);
  });

  test('moves before its first state and while an act is unread, and stands while it is held', async () => {
    const moves = async () =>
      (await open(tabPath(project))).querySelector('.tl')?.hasAttribute('data-tl-moving') ?? false;
    const before = await moves();
    await show(erpState('in-progress', { hold: { by: 'Dana Weiss', at: '2026-11-27T13:02:00Z' } }));
    const held = await moves();
    await press('release');
    expect([before, held, await moves()]).toEqual([true, false, true]);
  });

  test('moves for a customer while an older engagement does', () => {
    const seen = { mayRead: true, isLinked: true, state: erpState('done'), others: [erpState('failed')], pending: [] };
    expect(isMoving(seen)).toBe(false);
    expect(isMoving({ ...seen, others: [erpState('failed'), erpState('in-progress')] })).toBe(true);
  });

  test('has no way to be read again where there is nothing of ours to see', async () => {
    await show(erpState('done'));
    const [stranger = ''] = select("select id as one from customer where entityid = 'C-1003' order by id");
    const onStranger = await open(`/app/common/entity/custjob.nl?id=${stranger}`);
    const asSales = await open(projectPath(), 'sales1');
    for (const page of [onStranger, asSales]) {
      expect(page.querySelector('.tl')).not.toBeNull();
      expect(page.querySelector('[data-tl-from]')).toBeNull();
    }
  });

  test('says no more than the role may see', async () => {
    await show(erpState('done'));
    const text = textOf(await open(tabPath(project), 'sales1'));
    expect(text).toContain('Your role may not see the sync status.');
    expect(text).not.toContain('In step with Salesforce');
  });

  test('is refused to who may read our rows but not open the record', async () => {
    await show(erpState('done'));
    for (const path of [tabPath(project), projectPath()]) {
      const answer = await opened.fetch(`${origin}${path}&as=analyst`);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(await answer.text()).not.toContain('In step with Salesforce');
    }
  });

  test.each([
    ['another type', 'employee', '1'],
    ['no number', 'job', '1 or 1'],
    ['no such record', 'job', '999999'],
  ])('is refused for %s', async (_name, type, id) => {
    expect((await opened.fetch(`${origin}${tabPath(encodeURIComponent(id), type)}&as=finance`)).status).toBe(400);
  });
});

describe('an act', () => {
  test.each([
    ['send-again', 'Send again', 'no field that somebody changed here is written over'],
    ['hold', 'Hold writes', 'writes nothing more for this engagement'],
    ['release', 'Release', 'goes on where it stopped'],
    ['activate', 'Open for time', 'opens for time'],
  ])('%s asks once more, and only the press writes', async (act, button, says) => {
    const page = await open(actPath(act));
    expect(textOf(page)).toContain(says);
    expect(page.querySelector('form button')?.textContent).toBe(button);
    expect(outbox()).toEqual([]);
    const answer = await press(act, 'Because of the audit');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, projectPath()]);
    expect(outbox()).toEqual([`${act} job ${project} Dana Weiss ${engagementId} Because of the audit`]);
  });

  test('is refused to who may only look', async () => {
    await show(erpState('done'));
    const page = await open(projectPath(), 'viewer');
    expect(page.querySelector('.tl-acts')).toBeNull();
    expect(textOf(page)).toContain('To act here, a role needs edit rights');
    const answer = await press('hold', '', 'viewer');
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('your role needs to edit projects');
    expect(outbox()).toEqual([]);
  });

  test.each(['act=drop', 'id=abc', 'id=999999', 'type=employee&id=1'])('is refused for %s', async (bent) => {
    const base = new URL(`${origin}${actPath('hold')}`);
    for (const [name, value] of new URLSearchParams(bent)) base.searchParams.set(name, value);
    const answer = await opened.fetch(base);
    expect(answer.status).toBe(400);
    expect(outbox()).toEqual([]);
  });

  test('from a foreign page changes nothing', async () => {
    const answer = await opened.fetch(`${origin}${actPath('hold')}`, {
      method: 'POST',
      headers: { origin: 'http://evil.example' },
      body: new URLSearchParams({ custpage_act: 'hold', custpage_type: 'job', custpage_id: project }),
    });
    expect(answer.status).toBe(403);
    expect(outbox()).toEqual([]);
  });
});

describe('the bell', () => {
  test('rings when a person edits the project, with the key and the name, and calls nobody', async () => {
    await edit({ companyname: 'Renamed here' });
    const [row] = outbox();
    expect(row).toMatch(new RegExp(`^changed job ${project} Dana Weiss`));
  });

  test('does not ring for what our own RESTlet makes', () => {
    expect(outbox()).toEqual([]);
  });

  test('does not ring for a customer that is none of ours', async () => {
    const [stranger = ''] = select("select id as one from customer where entityid = 'C-1003' order by id");
    await edit({ phone: '1' }, `/app/common/entity/custjob.nl?id=${stranger}`);
    expect(outbox()).toEqual([]);
  });
});

async function show(state: ErpState): Promise<void> {
  const answer = await opened.call({ version: 1, operation: 'state', pairing, states: [{ ...state, engagementId }] });
  expect(await answer.json()).toMatchObject({ items: [{ engagementId, result: 'written' }] });
}

function actPath(act: string): string {
  return `/app/site/hosting/scriptlet.nl?script=customscript_tl_act&deploy=customdeploy_tl_act&act=${act}&type=job&id=${project}`;
}

async function press(act: string, note = '', as = 'finance'): Promise<Response> {
  const body = new URLSearchParams({
    custpage_act: act,
    custpage_type: 'job',
    custpage_id: project,
    custpage_note: note,
  });
  return opened.fetch(`${origin}${actPath(act)}&as=${as}`, { method: 'POST', body, redirect: 'manual' });
}

async function edit(values: Record<string, string>, path = projectPath()): Promise<void> {
  const answer = await opened.fetch(`${origin}${path}`, { method: 'POST', body: new URLSearchParams(values) });
  expect(answer.status).toBe(303);
}

function outbox(): readonly string[] {
  const names = ['kind', 'type', 'record', 'by', 'engagement', 'note'].map((name) => `custrecord_tl_outbox_${name}`);
  const answer = opened.account.query(`select ${names.join(', ')} from customrecord_tl_outbox order by id`);
  if (!('rows' in answer)) throw new Error(answer.refusal.message);
  return answer.rows.map((row) => names.flatMap((name) => row[name] ?? []).join(' '));
}

function select(sql: string): readonly string[] {
  const answer = opened.account.query(sql);
  return 'rows' in answer ? answer.rows.map((row) => String(row['one'])) : [];
}

async function open(path: string, as = 'finance'): Promise<Document> {
  const answer = await opened.fetch(`${origin}${path}&as=${as}`);
  expect(answer.status).toBe(200);
  return new JSDOM((await answer.text()).replaceAll('><', '> <')).window.document;
}

function textOf(part: Document | Element | null): string {
  const text = part !== null && 'body' in part ? part.body.textContent : (part?.textContent ?? '');
  return (text ?? '').replaceAll(/\s+/g, ' ');
}

function linkIn(part: Element | null, text: string): string | null | undefined {
  return [...(part?.querySelectorAll('a') ?? [])].find((link) => link.textContent === text)?.getAttribute('href');
}
