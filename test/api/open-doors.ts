import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';

import type { Json } from 'shared-model/canonical-json.ts';

import { playable } from '#engine/play.ts';
import { createRestingRuns } from '#engine/resting.ts';
import { createMetrics } from '#api/metrics.ts';
import { enginePass } from '#engine/engine.ts';
import type { LogFields } from '#log.ts';
import { provisioning } from '#workflows/provisioning.ts';
import { realWorld } from '#world.ts';
import type { RunningServer, ServerSeams } from '../../bridge/server.ts';
import { startServer } from '../../bridge/server.ts';
import type { TestDatabase } from '../support/database.ts';
import { openTestDatabase } from '../support/database.ts';
import { accountId, d1, noon, orgId, requestFor } from '../workflows/deals.ts';

export const webhookKey = Buffer.alloc(32, 7);
export const tokens = {
  viewer: 'viewer-token-of-the-tests',
  operator: 'operator-token-of-the-tests',
  admin: 'admin-token-of-the-tests',
  producer: 'producer-token-of-the-tests',
};
export type RoleName = keyof typeof tokens;

/** The bridge's real server on a free port, over the real store. */
export type OpenDoors = {
  readonly server: RunningServer;
  readonly database: TestDatabase;
  readonly seams: ServerSeams;
  readonly facts: readonly { fact: string; fields?: LogFields }[];
  readonly pairing: string;
  /** Lets the engine work on what was accepted, so that there are runs to read. */
  decide(): Promise<void>;
  /** Sends raw bytes over a socket of its own; whatever header is given goes as it is. */
  send(call: Call): Promise<Answer>;
  close(): Promise<void>;
};

export type Call = {
  readonly method?: string;
  readonly path: string;
  readonly as?: RoleName;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};
export type Answer = { readonly status: number; readonly headers: IncomingMessage['headers']; readonly body: unknown };

/** @param changes other parts than the usual, such as a store that is full */
export async function openDoors(
  changes: (seams: ServerSeams) => Partial<ServerSeams> = () => ({}),
): Promise<OpenDoors> {
  const database = await openTestDatabase();
  const { store } = database;
  const pairing = await store.ensurePairing({ orgId, accountId });
  const facts: { fact: string; fields?: LogFields }[] = [];
  const usual: ServerSeams = {
    store,
    world: realWorld(),
    log: (fact, fields) => void facts.push({ fact, ...(fields === undefined ? {} : { fields }) }),
    pairings: [{ pairing, orgId, accountId }],
    ring: () => undefined,
    notReady: () => Promise.resolve(undefined),
    access: { tokens, webhookSecret: `whsec_${webhookKey.toString('base64')}` },
    metrics: createMetrics(),
    slots: { total: 5, reserve: 1 },
    isSandbox: true,
  };
  const seams = { ...usual, ...changes(usual) };
  const server = await startServer(seams, { host: '127.0.0.1', port: 0 });
  return {
    server,
    database,
    seams,
    facts,
    pairing,
    decide: async () => {
      const resting = createRestingRuns(performance.now.bind(performance));
      const workflows = [playable(provisioning)];
      await enginePass({ store, workflows, log: seams.log, resting, activation: 'automatic' });
    },
    send: (call) => send(server.url, call),
    close: async () => {
      await server.close();
      await database.close();
    },
  };
}

function send(url: string, { method, path, as, headers = {}, body }: Call): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const signedIn = as === undefined ? {} : { authorization: `Bearer ${tokens[as]}` };
    const call = request(
      `${url}${path}`,
      { method: method ?? (body === undefined ? 'GET' : 'POST'), headers: { ...signedIn, ...headers }, agent: false },
      (response) => {
        text(response).then((content) => resolve(answerOf(response, content)), reject);
      },
    );
    call.on('error', reject);
    call.end(body);
  });
}

function answerOf({ statusCode = 0, headers }: IncomingMessage, content: string): Answer {
  const isJson = headers['content-type']?.includes('json') === true && content !== '';
  return { status: statusCode, headers, body: isJson ? JSON.parse(content) : content };
}

/** A well-formed event for deal D1, with members changed as a test wants them. */
export function eventOf(pairing: string, id: string, changes: Readonly<Record<string, Json>> = {}) {
  const request = requestFor(d1);
  return {
    specversion: '1.0',
    id,
    source: `/pairings/${pairing}/salesforce`,
    type: 'provisioning.requested',
    subject: request.engagementId,
    time: noon,
    dataschema: '/v1/schemas/provisioning.requested/1',
    data: request,
    ...changes,
  };
}

/**
 * The headers of a Standard Webhooks message, made here from the specification alone: HMAC-SHA-256 over
 * `id.timestamp.body`, in base64, behind `v1,`.
 *
 * @param at seconds since 1970
 */
export function signed(body: string, at: number, options: { id?: string; key?: Uint8Array } = {}) {
  const { id = 'msg_1', key = webhookKey } = options;
  const signature = createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signature}` };
}
