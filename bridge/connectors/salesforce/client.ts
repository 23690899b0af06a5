import { Connection } from '@jsforce/jsforce-node';
import type { HttpRequest } from '@jsforce/jsforce-node';

import type { ConnectorSeams, CrmQuota } from '#connectors/connector.ts';

import { withNamespace, withoutNamespace } from './names.ts';
import { createQuota } from './quota.ts';
import { errorCodeOf, sessionEnded } from './replies.ts';
import type { SignInSettings } from './session.ts';
import { salesforceSession } from './session.ts';
import { fetchTransport } from './transport.ts';

export type SalesforceSettings = SignInSettings & {
  readonly apiVersion: string;
  readonly namespace: string;
};

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
  quota(): CrmQuota | undefined;
  readonly version: string;
};

/**
 * One org over REST.
 *
 * Throws what jsforce throws; a session that has ended is renewed once, which is safe, since a refused call did nothing.
 */
export function salesforceClient(settings: SalesforceSettings, seams: ConnectorSeams): SalesforceClient {
  const quota = createQuota(seams.now);
  const transport = fetchTransport(seams.fetch, { heard: (headers) => quota.hear(headers['sforce-limit-info']) });
  const session = salesforceSession(settings, transport, seams);
  const callWith = async (request: SalesforceRequest): Promise<unknown> => {
    const { accessToken } = await session.token();
    const connection = new Connection({
      instanceUrl: session.instanceUrl,
      accessToken,
      version: settings.apiVersion,
      callOptions: { client: 'throughline' },
    });
    connection._transport = transport;
    try {
      return withoutNamespace(await connection.request<unknown>(asHttp(request, settings)), settings.namespace);
    } catch (error) {
      if (errorCodeOf(error) === sessionEnded) await session.discard(accessToken);
      throw error;
    }
  };
  return {
    version: settings.apiVersion,
    named: (text) => withNamespace(text, settings.namespace),
    quota: quota.read,
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
