import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import * as z from 'zod/mini';

import type { OpenDesk } from '../console/open-desk.ts';
import { openDesk } from '../console/open-desk.ts';
import { eventOf, tokens, webhookKey } from '../api/open-doors.ts';
import { assertionOf, form } from '../netsuite-front/open-account.ts';
import { createChance } from '../sandbox/control/chance.ts';
import { createSandboxClock } from '../sandbox/control/clock.ts';
import { serveSandbox } from '../sandbox/control/serve.ts';
import type { ServedSandbox } from '../sandbox/control/serve.ts';
import type { Account } from '../sandbox/netsuite/account.ts';
import { createAccount } from '../sandbox/netsuite/account.ts';
import type { Org } from '../sandbox/salesforce/org.ts';
import { createOrg } from '../sandbox/salesforce/org.ts';
import { engagement } from '../store/sample.ts';

export type System = 'bridge' | 'salesforce' | 'netsuite';

/** One way in: where it is, who may come, and a body that it would take. */
export type Door = {
  readonly name: string;
  readonly system: System;
  readonly kind: 'json' | 'form';
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: () => string;
  readonly headers: () => Readonly<Record<string, string>>;
  /** The text MARK stands in it, as a text of its own. */
  readonly good: () => string;
};

export type Answer = { readonly status: number; readonly headers: IncomingMessage['headers']; readonly body: string };

/** All three systems on ports of their own, and every door of theirs that takes a body. */
export type House = {
  readonly desk: OpenDesk;
  readonly doors: readonly Door[];
  send(door: Door, body: string | Uint8Array, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Everything that each system has written so far, as one number. */
  written(): Promise<number>;
  close(): Promise<void>;
};

const data = '/services/data/v66.0';
const json = { 'content-type': 'application/json' };
const formType = { 'content-type': 'application/x-www-form-urlencoded' };

export async function openHouse(): Promise<House> {
  const desk = await openDesk([1, 4]);
  const clock = createSandboxClock();
  const org = await createOrg({
    clock,
    random: createChance(1),
    metadataFolder: inTree('salesforce-ext/force-app/main/default'),
    seeds: inTree('test/sandbox/seeds/salesforce.jsonl'),
  });
  const account = await createAccount({ clock, random: createChance(2) });
  const [crm, erp] = [await serveSandbox(org.app, loopback), await serveSandbox(account.app, loopback)];
  const keys = { ...(await crmKeys(crm)), ...(await erpKeys(erp, account)), ...(await consoleKeys(desk)) };
  const urls = { bridge: desk.server.url, salesforce: crm.url, netsuite: erp.url };
  return {
    desk,
    doors: [...bridgeDoors(desk, keys), ...crmDoors(keys), ...erpDoors(desk, keys)],
    send: (door, body, headers = {}) => send(urls[door.system], door, body, headers),
    written: async () => (await storedRows(desk)) + truthOf(org) + truthOf(account),
    close: async () => {
      await Promise.all([desk.close(), crm.close(), erp.close()]);
      await account.close();
    },
  };
}

const loopback = { host: '127.0.0.1', port: 0 };

function inTree(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

function truthOf({ groundTruth }: Pick<Org | Account, 'groundTruth'>): number {
  return groundTruth.after(0).length;
}

async function storedRows({ database }: OpenDesk): Promise<number> {
  const sql = await database.connect();
  const { rows } = await sql.query<{ count: string }>(
    `select (select count(*) from identity) + (select count(*) from act) + (select count(*) from sign_in_key)
      + (select count(*) from exception where resolved_at is not null) + (select count(*) from exception) as count`,
  );
  await sql.end();
  return Number(rows[0]?.count);
}

type Keys = Readonly<
  Record<'crmToken' | 'crmCookie' | 'accountId' | 'erpToken' | 'erpForm' | 'cookie' | 'secret', string>
>;

async function crmKeys({ url }: ServedSandbox): Promise<Pick<Keys, 'crmToken' | 'crmCookie' | 'accountId'>> {
  const client = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: 'sandbox-admin',
    client_secret: 'sandbox-admin',
  });
  const answer = await fetch(`${url}/services/oauth2/token`, { method: 'POST', body: client });
  const { access_token: crmToken } = z.object({ access_token: z.string() }).parse(await answer.json());
  const session = await fetch(`${url}/sandbox/session`, { method: 'POST', headers: json, body: '{"as":"sales1"}' });
  const made = await fetch(`${url}${data}/sobjects/Account`, {
    method: 'POST',
    headers: { ...json, authorization: `Bearer ${crmToken}` },
    body: '{"Name":"Doorstep"}',
  });
  const { id: accountId } = z.object({ id: z.string() }).parse(await made.json());
  return {
    crmToken,
    accountId,
    crmCookie: session.headers
      .getSetCookie()
      .map((each) => each.split(';')[0])
      .join('; '),
  };
}

async function erpKeys({ url }: ServedSandbox, account: Account): Promise<Pick<Keys, 'erpToken' | 'erpForm'>> {
  const audience = `${url}/services/rest/auth/oauth2/v1/token`;
  const erpForm = form(await assertionOf(account, { audience })).toString();
  const answer = await fetch(audience, { method: 'POST', headers: formType, body: erpForm });
  const { access_token: erpToken } = z.object({ access_token: z.string() }).parse(await answer.json());
  return { erpToken, erpForm };
}

async function consoleKeys(desk: OpenDesk): Promise<Pick<Keys, 'cookie' | 'secret'>> {
  const link = new URL(await desk.link());
  const { headers } = await desk.send({ path: `${link.pathname}${link.search}` });
  const cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  const { body } = await desk.send({ path: '/console', headers: { cookie } });
  return { cookie, secret: /name="secret" value="([0-9a-f]{64})"/.exec(String(body))?.[1] ?? '' };
}

function bridgeDoors(desk: OpenDesk, { cookie, secret }: Keys): readonly Door[] {
  const bearer = (role: 'producer' | 'operator' | 'admin') => () => ({
    ...json,
    authorization: `Bearer ${tokens[role]}`,
  });
  const common = { system: 'bridge', kind: 'json', method: 'POST' } as const;
  const page = { ...common, kind: 'form', headers: () => ({ ...formType, cookie }) } as const;
  const run = engagement(4).runId;
  return [
    {
      ...common,
      name: 'POST /v1/events',
      path: () => '/v1/events',
      headers: bearer('producer'),
      good: () => JSON.stringify(eventOf(desk.pairing, 'MARK')),
    },
    {
      ...common,
      name: 'POST /v1/runs/{id}/retry',
      path: () => `/v1/runs/${run}/retry`,
      headers: bearer('operator'),
      good: () => '{"comment":"MARK"}',
    },
    {
      ...common,
      name: 'POST /v1/exceptions/{id}/resolve',
      path: () => '/v1/exceptions/1/resolve',
      headers: bearer('operator'),
      good: () => '{"comment":"MARK"}',
    },
    {
      ...common,
      name: 'POST /v1/sign-in-links',
      path: () => '/v1/sign-in-links',
      headers: bearer('admin'),
      good: () => '{"role":"MARK"}',
    },
    {
      ...page,
      name: 'console: act on a run',
      path: () => `/console/runs/${run}/retry`,
      good: () => `secret=${secret}&version=1&comment=MARK`,
    },
    {
      ...page,
      name: 'console: resolve a cause',
      path: () => '/console/causes/resolve',
      good: () => `secret=${secret}&ids=1&comment=MARK`,
    },
  ];
}

function crmDoors({ crmToken, crmCookie, accountId }: Keys): readonly Door[] {
  const common = { system: 'salesforce', kind: 'json', method: 'POST' } as const;
  const headers = () => ({ ...json, authorization: `Bearer ${crmToken}` });
  return [
    { ...common, name: 'REST: create', path: () => `${data}/sobjects/Account`, headers, good: () => '{"Name":"MARK"}' },
    {
      ...common,
      name: 'REST: change',
      method: 'PATCH',
      path: () => `${data}/sobjects/Account/${accountId}`,
      headers,
      good: () => '{"Name":"MARK"}',
    },
    {
      ...common,
      name: 'REST: collections',
      path: () => `${data}/composite/sobjects`,
      headers,
      good: () => '{"allOrNone":true,"records":[{"attributes":{"type":"Account"},"Name":"MARK"}]}',
    },
    {
      ...common,
      name: 'UI API: create',
      path: () => `${data}/ui-api/records`,
      headers: () => ({ ...json, cookie: crmCookie }),
      good: () => '{"apiName":"Provision_Request__c","fields":{"Opportunity__c":"MARK"}}',
    },
    {
      ...common,
      name: 'Salesforce: token',
      kind: 'form',
      path: () => '/services/oauth2/token',
      headers: () => formType,
      good: () => 'grant_type=client_credentials&client_id=MARK&client_secret=MARK',
    },
    ...controlDoors('salesforce'),
    {
      ...common,
      name: 'Salesforce: /sandbox/session',
      path: () => '/sandbox/session',
      headers: () => json,
      good: () => '{"as":"MARK"}',
    },
  ];
}

function erpDoors(desk: OpenDesk, { erpToken, erpForm }: Keys): readonly Door[] {
  const common = { system: 'netsuite', kind: 'json', method: 'POST' } as const;
  return [
    {
      ...common,
      name: 'RESTlet',
      path: () => '/app/site/hosting/restlet.nl?script=customscript_tl_bridge&deploy=customdeploy_tl_bridge',
      headers: () => ({ ...json, authorization: `Bearer ${erpToken}` }),
      good: () => JSON.stringify({ version: 1, operation: 'find', pairing: desk.pairing, keys: ['MARK'] }),
    },
    {
      ...common,
      name: 'NetSuite: token',
      kind: 'form',
      path: () => '/services/rest/auth/oauth2/v1/token',
      headers: () => formType,
      good: () => `${erpForm}&state=MARK`,
    },
    {
      ...common,
      name: 'NetSuite: /sandbox/suiteql',
      path: () => '/sandbox/suiteql',
      headers: () => json,
      good: () => '{"q":"MARK"}',
    },
    ...controlDoors('netsuite'),
  ];
}

function controlDoors(system: 'salesforce' | 'netsuite'): readonly Door[] {
  const common = { system, kind: 'json', method: 'POST', headers: () => json } as const;
  return [
    { ...common, name: `${system}: /sandbox/faults`, path: () => '/sandbox/faults', good: () => '{"kind":"MARK"}' },
    { ...common, name: `${system}: /sandbox/clock`, path: () => '/sandbox/clock', good: () => '{"at":"MARK"}' },
  ];
}

function send(
  url: string,
  door: Door,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request(
      `${url}${door.path()}`,
      { method: door.method, agent: false, headers: { ...door.headers(), ...headers } },
      (response) => {
        text(response).then(
          (content) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: content }),
          reject,
        );
      },
    );
    call.on('error', reject);
    call.end(body);
  });
}

/** The headers of a Standard Webhooks message. @param at seconds since 1970 */
export function signature(body: string, at: number, key: Uint8Array = webhookKey): Record<string, string> {
  const mac = createHmac('sha256', key).update(`msg_1.${at}.${body}`).digest('base64');
  return { 'webhook-id': 'msg_1', 'webhook-timestamp': String(at), 'webhook-signature': `v1,${mac}` };
}
