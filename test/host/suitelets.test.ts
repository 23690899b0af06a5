import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { ids, openRoom } from './room.ts';
import type { Room } from './room.ts';

const projectFolder = fileURLToPath(new URL('./fixtures/events', import.meta.url));
let room: Room;
beforeAll(async () => {
  room = await openRoom({ projectFolder });
});
afterAll(() => room.host.close());

const page = {
  script: 'customscript_fx_page',
  deploy: 'customdeploy_fx_page',
  method: 'GET',
  user: 'finance',
} as const;
const id = String(ids.halden);

describe('a Suitelet', () => {
  test('shows the form that it built, with the level of the person', async () => {
    expect(await room.host.runSuitelet({ ...page, parameters: { id } })).toMatchObject({
      kind: 'page',
      page: {
        title: `Rename ${id}`,
        submit: 'Rename',
        fields: [{ id: 'custpage_name', type: 'TEXT', value: '3', isMandatory: true }],
        sublists: [{ label: 'List', rows: [{ custpage_one: '/app/accounting/project/project.nl?id=7' }] }],
      },
    });
  });

  test('may write text instead', async () => {
    const answer = await room.host.runSuitelet({ ...page, parameters: {} });
    expect(answer).toEqual({ kind: 'text', text: 'nothing to show', contentType: 'text/html' });
  });

  test('takes a form, writes as the person with user events, and leads on', async () => {
    const parameters = { id, custpage_name: 'Halden AG' };
    const answer = await room.host.runSuitelet({ ...page, method: 'POST', parameters });
    expect(answer).toEqual({ kind: 'redirect', to: `/app/common/entity/custjob.nl?id=${id}` });
    const told = room.host.query('SELECT custrecord_fx_what FROM customrecord_fx_told');
    expect(JSON.stringify(told)).toContain('in SUITELET, customrole_corvane_finance Dana Weiss');
  });

  test('may write no more than the person may', async () => {
    const answer = await room.host.runSuitelet({ ...page, method: 'POST', user: 'viewer', parameters: { id } });
    expect(answer).toMatchObject({ kind: 'refused', status: 400, refusal: { name: 'SSS_MISSING_REQD_ARGUMENT' } });
    const named = await room.host.runSuitelet({
      ...page,
      ...{ method: 'POST', user: 'viewer', parameters: { id, custpage_name: 'X' } },
    });
    expect(named).toMatchObject({ kind: 'refused', refusal: { name: 'INSUFFICIENT_PERMISSION' } });
  });

  test('is for the roles of its deployment, and runs in the role that it names', async () => {
    const admin = { ...page, deploy: 'customdeploy_fx_page_admin', parameters: { id } };
    expect(await room.host.runSuitelet(admin)).toMatchObject({ kind: 'refused', status: 403 });
    const seen = await room.host.runSuitelet({ ...admin, user: 'admin' });
    expect(seen).toMatchObject({ kind: 'page', page: { fields: [{ value: '3' }] } });
  });

  test('that is not there is not found', async () => {
    const answer = await room.host.runSuitelet({ ...page, script: 'customscript_fx_try', parameters: {} });
    expect(answer).toMatchObject({ kind: 'refused', status: 404 });
  });
});
