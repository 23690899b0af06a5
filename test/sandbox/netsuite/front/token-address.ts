import { Hono } from 'hono';
import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { CryptoKey } from 'jose';
import * as z from 'zod/mini';

import { tokenLifeSeconds } from './access-tokens.ts';
import type { AccessTokens } from './access-tokens.ts';

/** One row of the account's mapping of applications: who signs with which certificate, and in which role. */
export type ClientMapping = {
  readonly clientId: string;
  readonly certificateId: string;
  readonly role: string;
  readonly publicKey: CryptoKey;
};

export const tokenPath = '/services/rest/auth/oauth2/v1/token';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** RSA PKCS #1 v1.5 is out. Source: section_162790605110. */
const algorithms = ['PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'];
const knownScopes: ReadonlySet<string> = new Set(['restlets', 'rest_webservices', 'suite_analytics']);
const longestLifeSeconds = 3600;

const Claims = z.object({
  iat: z.int(),
  exp: z.int(),
  scope: z.union([z.string(), z.array(z.string())]),
});

type Refusal = 'invalid_request' | 'invalid_grant' | 'invalid_scope' | 'unsupported_grant_type';

/**
 * The token endpoint of the client credentials flow: a signed assertion in, an access token of an hour out.
 *
 * Sources: NetSuite Help section_162790605110 (the assertion), section_162755359851 (request and answer); that a bad assertion
 * answers 400 with `{"error": "invalid_grant"}` is what RFC 6749 5.2 says and integrators report.
 */
export function tokenAddress(account: {
  mappings: readonly ClientMapping[];
  tokens: AccessTokens;
  realNow: () => number;
}): Hono {
  const routes = new Hono();
  routes.post(tokenPath, async (context) => {
    const type = context.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
    if (type !== 'application/x-www-form-urlencoded') return context.json({ error: 'invalid_request' }, 400);
    const form = new URLSearchParams(await context.req.text());
    // RFC 6749 3.2: a parameter must not stand twice.
    if (new Set(form.keys()).size !== [...form.keys()].length) return context.json({ error: 'invalid_request' }, 400);
    const audience = new URL(tokenPath, context.req.url).href;
    const granted = await readAssertion(form, { ...account, audience });
    if ('refusal' in granted) return context.json({ error: granted.refusal }, 400);
    const token = account.tokens.issue(granted);
    return context.json({ access_token: token, expires_in: String(tokenLifeSeconds), token_type: 'Bearer' });
  });
  routes.all(tokenPath, (context) => context.json({ error: 'invalid_request' }, 405));
  return routes;
}

type Granted = { role: string; scopes: readonly string[] } | { refusal: Refusal };

async function readAssertion(
  form: URLSearchParams,
  account: { mappings: readonly ClientMapping[]; realNow: () => number; audience: string },
): Promise<Granted> {
  const grantType = form.get('grant_type');
  const assertion = form.get('client_assertion');
  if (grantType === null || assertion === null) return { refusal: 'invalid_request' };
  if (grantType !== 'client_credentials') return { refusal: 'unsupported_grant_type' };
  if (form.get('client_assertion_type') !== assertionType) return { refusal: 'invalid_request' };
  const mapping = mappingOf(assertion, account.mappings);
  if (!mapping) return { refusal: 'invalid_grant' };
  const claims = await verifiedClaims(assertion, mapping, account);
  if (!claims || claims.exp > claims.iat + longestLifeSeconds) return { refusal: 'invalid_grant' };
  const scopes = typeof claims.scope === 'string' ? claims.scope.split(/[ ,]+/) : claims.scope;
  if (scopes.length === 0 || scopes.some((scope) => !knownScopes.has(scope))) return { refusal: 'invalid_scope' };
  return { role: mapping.role, scopes };
}

function mappingOf(assertion: string, mappings: readonly ClientMapping[]): ClientMapping | undefined {
  try {
    const { kid } = decodeProtectedHeader(assertion);
    return mappings.find((one) => one.certificateId === kid);
  } catch {
    // Something that is no JWT has no certificate, so it is refused like an unknown one.
    return undefined;
  }
}

async function verifiedClaims(
  assertion: string,
  mapping: ClientMapping,
  account: { realNow: () => number; audience: string },
): Promise<z.infer<typeof Claims> | undefined> {
  try {
    const { payload } = await jwtVerify(assertion, mapping.publicKey, {
      algorithms,
      issuer: mapping.clientId,
      audience: account.audience,
      typ: 'JWT',
      currentDate: new Date(account.realNow()),
      clockTolerance: 5,
      requiredClaims: ['iat', 'exp', 'scope'],
    });
    const claims = Claims.safeParse(payload);
    return claims.success ? claims.data : undefined;
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined;
    throw error;
  }
}
