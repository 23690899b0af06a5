import { OAuth2 } from '@jsforce/jsforce-node';
import type { Transport } from '@jsforce/jsforce-node/lib/transport.js';
import { importPKCS8, SignJWT } from 'jose';

import type { ConnectorSeams, Token } from '#connectors/connector.ts';

/**
 * How the bridge signs in to an org: with the secret of its client, or with a signed assertion for a user.
 *
 * @property loginUrl the org's own My Domain address; it is the only host we ever call
 */
export type SignInSettings = {
  readonly loginUrl: string;
  readonly clientId: string;
} & ({ readonly clientSecret: string } | { readonly username: string; readonly privateKeyPem: string });

/** The session of all nodes with one org. */
export type SalesforceSession = {
  readonly instanceUrl: string;
  token(): Promise<Token>;
  /** Forgets a token that the org has refused. */
  discard(accessToken: string): Promise<void>;
};

/** A session is thought valid for this long; Salesforce tells no time, and ends idle ones after two hours by default. */
const sessionMs = 90 * 60_000;

/** The assertion may live for three minutes. Source: Salesforce Help, "OAuth 2.0 JWT Bearer Flow". */
const assertionSeconds = 180;
/** A clock of ours that is ahead must not make an assertion that lives too long. */
const marginSeconds = 30;
const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** Opens the session on the tokens that all nodes share. */
export function salesforceSession(
  settings: SignInSettings,
  transport: Transport,
  { tokens, now }: Pick<ConnectorSeams, 'tokens' | 'now'>,
): SalesforceSession {
  const fetchToken = async (): Promise<Token> => {
    const oauth = new OAuth2({
      loginUrl: settings.loginUrl,
      clientId: settings.clientId,
      ...('clientSecret' in settings ? { clientSecret: settings.clientSecret } : {}),
    });
    oauth._transport = transport;
    const grant = await grantOf(settings, now).catch(throwWithCode);
    const answer = await oauth.requestToken(grant).catch(throwWithCode);
    return { accessToken: answer.access_token, expiresAt: now() + sessionMs };
  };
  return {
    instanceUrl: settings.loginUrl,
    token: () => tokens.current('salesforce', fetchToken),
    discard: (accessToken) => tokens.discard('salesforce', accessToken),
  };
}

type Grant = { grant_type: string } & Record<string, string>;

async function grantOf(settings: SignInSettings, now: () => number): Promise<Grant> {
  if ('clientSecret' in settings) return { grant_type: 'client_credentials' };
  const key = await importPKCS8(settings.privateKeyPem, 'RS256');
  const assertion = await new SignJWT()
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(settings.clientId)
    .setSubject(settings.username)
    .setAudience(audienceOf(settings.loginUrl))
    .setExpirationTime(Math.floor(now() / 1000) + assertionSeconds - marginSeconds)
    .sign(key);
  return { grant_type: jwtBearer, assertion };
}

/**
 * Who must accept the assertion: Salesforce's log-in for production orgs or the one for vendor sandboxes, whose My
 * Domain names have `--` or `.sandbox.` in them; any other host is asked in its own name.
 *
 * Source: Salesforce Help, "OAuth 2.0 JWT Bearer Flow" and "My Domain URL Formats".
 */
export function audienceOf(loginUrl: string): string {
  const { hostname, origin } = new URL(loginUrl);
  if (!hostname.endsWith('.my.salesforce.com')) return origin;
  const isVendorSandbox = hostname.includes('--') || hostname.endsWith('.sandbox.my.salesforce.com');
  return isVendorSandbox ? 'https://test.salesforce.com' : 'https://login.salesforce.com';
}

/** jsforce gives the code of a refused sign-in, `invalid_client`, as the error's name. */
function throwWithCode(error: unknown): never {
  if (!(error instanceof Error)) throw new TypeError('the sign-in failed', { cause: error });
  const isCode = /^([a-z_]{1,60}|ERROR_HTTP_\d{3})$/.test(error.name);
  throw isCode ? Object.assign(error, { errorCode: error.name }) : error;
}
