import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';
import { createChance } from '../sandbox/control/chance.ts';
import { createSandboxClock } from '../sandbox/control/clock.ts';
import { serveSandbox } from '../sandbox/control/serve.ts';
import { pageRoutes } from '../sandbox/pages/routes.ts';
import { createOrg } from '../sandbox/salesforce/org.ts';

/** A Salesforce org with its pages and no bridge behind it, so that a picture can hold still at any state. */
export type SandboxOrg = {
  readonly url: string;
  /** Back to the seeds, with no disturbance left; record ids change, sessions end. */
  reset(): Promise<void>;
  /** The id of a seeded row by its key. */
  idOf(key: string): string;
  /** Writes a row as the bridge would: by external id, with the integration user. */
  upsert(object: string, key: string, fields: Fields): Promise<void>;
  /** Changes a record as the org's administrator. */
  change(object: string, id: string, fields: Fields): Promise<void>;
  remove(object: string, id: string): Promise<void>;
  /** Presses *Provision project* as somebody else, elsewhere. */
  request(as: string, opportunityId: string): Promise<void>;
  disturb(fault: Fields): Promise<void>;
  close(): Promise<void>;
};
type Fields = Readonly<Record<string, unknown>>;

const Token = z.object({ access_token: z.string() });
const data = '/services/data/v66.0';
/** The external id of an object, where it is not `Key__c`. */
const keyFields: Readonly<Record<string, string>> = { Customer_Match__c: 'Match_Key__c' };

export async function openSandboxOrg(): Promise<SandboxOrg> {
  const tree = fileURLToPath(new URL('../..', import.meta.url));
  const org = await createOrg({
    clock: createSandboxClock(),
    random: createChance(1),
    metadataFolder: `${tree}salesforce-ext/force-app/main/default`,
    seeds: `${tree}test/sandbox/seeds/salesforce.jsonl`,
  });
  org.app.route('/', pageRoutes({ orgId: org.orgId }));
  const served = await serveSandbox(org.app, { host: '127.0.0.1', port: 0 });
  const call = caller(served.url);
  const as = async (client: string) => `Bearer ${await tokenOf(served.url, client)}`;
  return {
    url: served.url,
    reset: async () => {
      org.faults.clear();
      await org.reset();
    },
    idOf: (key) => {
      const id = org.seedId(key);
      if (id === undefined) throw new Error(`There is no seeded row ${key}`);
      return id;
    },
    upsert: async (object, key, fields) =>
      call(
        'PATCH',
        `${data}/sobjects/${object}/${keyFields[object] ?? 'Key__c'}/${encodeURIComponent(key)}`,
        fields,
        await as('sandbox'),
      ),
    change: async (object, id, fields) =>
      call('PATCH', `${data}/sobjects/${object}/${id}`, fields, await as('sandbox-admin')),
    remove: async (object, id) =>
      call('DELETE', `${data}/sobjects/${object}/${id}`, undefined, await as('sandbox-admin')),
    request: (alias, opportunityId) => requestAs(served.url, alias, opportunityId),
    disturb: (fault) => call('POST', '/sandbox/faults', fault),
    close: () => served.close(),
  };
}

function caller(url: string) {
  return async (method: string, path: string, body?: Fields, authorization?: string): Promise<void> => {
    const answer = await fetch(url + path, {
      method,
      headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  };
}

async function tokenOf(url: string, client: string): Promise<string> {
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: client, client_secret: client });
  const answer = await fetch(`${url}/services/oauth2/token`, { method: 'POST', body: form });
  return Token.parse(await answer.json()).access_token;
}

async function requestAs(url: string, alias: string, opportunityId: string): Promise<void> {
  const session = await fetch(`${url}/sandbox/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ as: alias }),
  });
  const cookie = session.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  const answer = await fetch(`${url}${data}/ui-api/records`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify({ apiName: 'Provision_Request__c', fields: { Opportunity__c: opportunityId } }),
  });
  if (!answer.ok) throw new Error(`The request answered ${answer.status}: ${await answer.text()}`);
}
