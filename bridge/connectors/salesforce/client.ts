import { Connection, OAuth2 } from '@jsforce/jsforce-node';
import type { HttpRequest } from '@jsforce/jsforce-node';

import type { ConnectorSeams, Token } from '#connectors/connector.ts';

import { withNamespace, withoutNamespace } from './names.ts';
import { errorCodeOf, sessionEnded } from './replies.ts';
import { fetchTransport } from './transport.ts';

/** @property loginUrl the org's own My Domain address; it is the only host we ever call */
export type SalesforceSettings = {
  readonly loginUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly apiVersion: string;
  readonly namespace: string;
};

/** A session is thought valid for this long; Salesforce tells no time, and ends idle ones after two hours by default. */
const sessionMs = 90 * 60_000;

export type SalesforceRequest = {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly body?: unknown;
};

/** @property path below `/services/data/vNN.0`; it and the body carry names as `named` gives them */
export type SalesforceClient = {
  request(request: SalesforceRequest): Promise<unknown>;
  /** A text with the names of our package as this org knows them. */
  named(text: string): string;
  readonly version: string;
};

/**
 * One org over REST, signed in by client credentials.
 *
 * Throws what jsforce throws; a session that has ended is renewed once, which is safe, since a refused call did nothing.
 */
export function salesforceClient(settings: SalesforceSettings, seams: ConnectorSeams): SalesforceClient {
  const transport = fetchTransport(seams.fetch);
  const fetchToken = () => signIn(settings, transport, seams.now);
  const callWith = async (request: SalesforceRequest): Promise<unknown> => {
    const { accessToken } = await seams.tokens.current('salesforce', fetchToken);
    const connection = new Connection({
      instanceUrl: settings.loginUrl,
      accessToken,
      version: settings.apiVersion,
      callOptions: { client: 'throughline' },
    });
    connection._transport = transport;
    try {
      return withoutNamespace(await connection.request<unknown>(asHttp(request, settings)), settings.namespace);
    } catch (error) {
      if (errorCodeOf(error) === sessionEnded) await seams.tokens.discard('salesforce', accessToken);
      throw error;
    }
  };
  return {
    version: settings.apiVersion,
    named: (text) => withNamespace(text, settings.namespace),
    request: async (request) => {
      try {
        return await callWith(request);
      } catch (error) {
        if (errorCodeOf(error) !== sessionEnded) throw error;
        return await callWith(request);
      }
    },
  };
}

function asHttp({ method, path, body }: SalesforceRequest, settings: SalesforceSettings): HttpRequest {
  const url = `/services/data/v${settings.apiVersion}${path}`;
  if (body === undefined) return { method, url };
  return {
    method,
    url,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  };
}

async function signIn(
  settings: SalesforceSettings,
  transport: ReturnType<typeof fetchTransport>,
  now: () => number,
): Promise<Token> {
  const oauth = new OAuth2({
    loginUrl: settings.loginUrl,
    clientId: settings.clientId,
    clientSecret: settings.clientSecret,
  });
  oauth._transport = transport;
  const answer = await oauth.requestToken({ grant_type: 'client_credentials' }).catch(throwWithCode);
  return { accessToken: answer.access_token, expiresAt: now() + sessionMs };
}

/** jsforce gives the code of a refused sign-in, `invalid_client`, as the error's name. */
function throwWithCode(error: unknown): never {
  if (!(error instanceof Error)) throw new TypeError('the sign-in failed', { cause: error });
  const isCode = /^([a-z_]{1,60}|ERROR_HTTP_\d{3})$/.test(error.name);
  throw isCode ? Object.assign(error, { errorCode: error.name }) : error;
}
