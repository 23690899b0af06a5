import { generateKeyPairSync } from 'node:crypto';
import { Hono } from 'hono';
import { fetchInMemory } from '../sandbox/control/connection-dropped.ts';
import type { NetsuiteSettings } from '#connectors/netsuite/settings.ts';

export const baseUrl = 'http://127.0.0.1:9';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** Settings of an account whose sign-in asks nothing of the signature. */
export const vendorSettings: NetsuiteSettings = {
  accountId: 'TSTDRV0001',
  baseUrl,
  clientId: 'throughline',
  certificateId: 'sandbox-cert',
  privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
};

/**
 * A vendor that says exactly what a test wants, whatever it is asked: the sandbox never lies like this.
 *
 * @param restlet what the RESTlet's address answers
 * @param token what the token endpoint answers; by default a token of an hour
 */
export function vendorThatAnswers(
  restlet: () => Response | Promise<Response>,
  token: () => Response = () => Response.json({ access_token: 'token', expires_in: '3600', token_type: 'Bearer' }),
): typeof fetch {
  const app = new Hono();
  app.post('/services/rest/auth/oauth2/v1/token', () => token());
  app.post('/app/site/hosting/restlet.nl', () => restlet());
  return fetchInMemory(app);
}

/** A vendor whose socket fails with this code before anything was sent, or while the answer was awaited. */
export function vendorThatFails(code: string): typeof fetch {
  const signIn = vendorThatAnswers(() => new Response());
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (url.includes('/token')) return signIn(input, init);
    throw new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
  };
}
