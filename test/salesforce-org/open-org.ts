import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { createChance } from '../sandbox/control/chance.ts';
import { createSandboxClock } from '../sandbox/control/clock.ts';
import type { OrgAssumptions } from '../sandbox/salesforce/assumptions.ts';
import { createOrg } from '../sandbox/salesforce/org.ts';

const metadataFolder = fileURLToPath(new URL('../../salesforce-ext/force-app/main/default', import.meta.url));
const seeds = fileURLToPath(new URL('../sandbox/seeds/salesforce.jsonl', import.meta.url));

export const now = Date.parse('2026-11-21T12:00:00Z');
export const base = '/services/data/v66.0';

export type Answer = { status: number; body: unknown; headers: Headers };
export type Caller = (
  method: string,
  address: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

/** An org at a fixed time, from the real package or from a copy of it with other files. */
export async function openOrg(
  options: { files?: Record<string, string>; assumptions?: Partial<OrgAssumptions>; clientCertificate?: string } = {},
) {
  const clock = createSandboxClock({ frozen: true, at: now });
  const folder = options.files ? await packageWith(options.files) : metadataFolder;
  try {
    const org = await createOrg({
      ...(options.assumptions ? { assumptions: options.assumptions } : {}),
      ...(options.clientCertificate ? { clientCertificate: options.clientCertificate } : {}),
      clock,
      random: createChance(7),
      metadataFolder: folder,
      seeds,
      sleep: async (ms) => clock.advance(ms),
    });
    const call: Caller = (method, address, body, headers = {}) => send(org.app, method, address, body, headers);
    return { org, clock, call, id: (key: string) => org.seedId(key) ?? '' };
  } finally {
    if (options.files) await rm(folder, { recursive: true, force: true });
  }
}

export type OpenOrg = Awaited<ReturnType<typeof openOrg>>;

/** A caller of the data services with the token of a client: `sandbox` is the integration user, `sandbox-admin` may everything. */
export async function signIn({ call }: OpenOrg, client: 'sandbox' | 'sandbox-admin'): Promise<Caller> {
  const form = `grant_type=client_credentials&client_id=${client}&client_secret=${client}`;
  const { body } = await call('POST', '/services/oauth2/token', form, {
    'content-type': 'application/x-www-form-urlencoded',
  });
  const token = textAt(body, 'access_token');
  return (method, address, sent, headers = {}) =>
    call(method, base + address, sent, { authorization: `Bearer ${token}`, ...headers });
}

/** A caller of the UI API with the page session of a user. */
export async function openPage({ call }: OpenOrg, as: string): Promise<Caller> {
  const { headers } = await call('POST', '/sandbox/session', { as });
  const cookie = headers.get('set-cookie')?.split(';')[0] ?? '';
  return (method, address, sent, more = {}) => call(method, `${base}/ui-api${address}`, sent, { cookie, ...more });
}

async function send(
  app: OpenOrg['org']['app'],
  method: string,
  address: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<Answer> {
  const content = typeof body === 'string' ? body : JSON.stringify(body);
  const init =
    body === undefined ? { headers } : { body: content, headers: { 'content-type': 'application/json', ...headers } };
  const response = await app.request(`http://127.0.0.1:7071${address}`, { method, ...init });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  const parsed: unknown = isJson ? JSON.parse(text) : text;
  return { status: response.status, body: parsed, headers: response.headers };
}

/** The text at a path such as `fields.Name.value`; empty when there is none. */
export function textAt(value: unknown, names: string): string {
  let at = value;
  for (const name of names.split('.')) {
    const entries: Record<string, unknown> = typeof at === 'object' && at !== null ? { ...at } : {};
    at = entries[name];
  }
  return typeof at === 'string' ? at : '';
}

async function packageWith(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tl-package-'));
  await cp(metadataFolder, folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    if (content === '') await rm(file);
    else await writeFile(file, content);
  }
  return folder;
}
