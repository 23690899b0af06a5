import { importPKCS8, SignJWT } from 'jose';
import { createSandboxClock } from '../sandbox/control/clock.ts';
import { createChance } from '../sandbox/control/chance.ts';
import { fetchInMemory } from '../sandbox/control/connection-dropped.ts';
import { createAccount } from '../sandbox/netsuite/account.ts';
import type { Account, AccountOptions } from '../sandbox/netsuite/account.ts';

export const origin = 'http://127.0.0.1:7072';
export const tokenUrl = `${origin}/services/rest/auth/oauth2/v1/token`;
const restletUrl = `${origin}/app/site/hosting/restlet.nl?script=customscript_tl_bridge&deploy=customdeploy_tl_bridge`;

/** An account of its own for one test file, with a client that talks to it in memory. */
export type OpenAccount = {
  account: Account;
  fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** A token of the seeded client, for the scopes asked for. */
  token(scope?: readonly string[]): Promise<string>;
  /** Calls our RESTlet with this body; headers and address can be bent. */
  call(body: unknown, bent?: { url?: string; method?: string; headers?: Record<string, string> }): Promise<Response>;
};

/** Opens the account with the built SuiteApp. */
export async function openAccount(options: Partial<AccountOptions> = {}): Promise<OpenAccount> {
  const account = await createAccount({ clock: createSandboxClock(), random: createChance(1), ...options });
  const fetch = fetchInMemory(account.app);

  async function token(scope: readonly string[] = ['restlets']): Promise<string> {
    const answer = await fetch(tokenUrl, { method: 'POST', body: form(await assertionOf(account, { scope })) });
    const { access_token: text }: { access_token?: unknown } = await answer.json();
    return String(text);
  }

  return {
    account,
    fetch,
    token,
    call: async (body, bent = {}) =>
      fetch(bent.url ?? restletUrl, {
        method: bent.method ?? 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${await token()}`, ...bent.headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
  };
}

/** What can be wrong with an assertion. */
export type Bent = {
  scope?: unknown;
  issuer?: string;
  audience?: string;
  certificateId?: string;
  typ?: string;
  issuedAt?: number;
  lifeSeconds?: number;
  privateKeyPem?: string;
};

/** A signed assertion of the seeded client, bent as a test wants it. */
export async function assertionOf({ client }: Pick<Account, 'client'>, bent: Bent = {}): Promise<string> {
  const issuedAt = bent.issuedAt ?? Math.floor(Date.now() / 1000);
  return new SignJWT({ scope: bent.scope ?? ['restlets'] })
    .setProtectedHeader({ typ: bent.typ ?? 'JWT', alg: 'ES256', kid: bent.certificateId ?? client.certificateId })
    .setIssuer(bent.issuer ?? client.clientId)
    .setAudience(bent.audience ?? tokenUrl)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + (bent.lifeSeconds ?? 300))
    .sign(await importPKCS8(bent.privateKeyPem ?? client.privateKeyPem, 'ES256'));
}

/** The form of a token request around an assertion. */
export function form(assertion: string, bent: Record<string, string> = {}): URLSearchParams {
  return new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
    ...bent,
  });
}
