import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Deal } from 'shared-model/deal.ts';
import type { ProvisioningRequested } from 'shared-model/events.ts';
import type { Finding } from 'shared-model/finding.ts';
import { engagementIdOf } from 'shared-model/ids.ts';
import { checkKey } from 'shared-model/keys.ts';

import type { Connector, ConnectorSeams, CrmConnector, Token, TokenStore } from '#connectors/connector.ts';
import { createNetsuiteConnector } from '#connectors/netsuite/connector.ts';
import { salesforceConnector } from '#connectors/salesforce/connector.ts';

import { orgId } from '../sandbox/salesforce/bootstrap.ts';
import type { Product, Scenario } from './product.ts';

/** The seeded deals, as the Salesforce side lists them. */
export async function scenarios(product: Product): Promise<readonly Scenario[]> {
  const response = await fetch(`${product.local().addresses.salesforce}/sandbox/scenarios`);
  return await response.json();
}

/** The Opportunity of one seeded deal. */
export async function opportunityOf(product: Product, key: string): Promise<string> {
  const found = (await scenarios(product)).find((scenario) => scenario.key === key);
  if (found === undefined) throw new Error(`no scenario ${key}`);
  return found.id;
}

/** The bridge's own connector for the CRM, signed in by itself. */
export function crmOf(product: Product): CrmConnector {
  const { salesforce, netsuite } = product.local().addresses;
  const settings = {
    loginUrl: salesforce,
    clientId: 'sandbox',
    clientSecret: 'sandbox',
    apiVersion: '66.0',
    namespace: '',
    erpUrl: netsuite,
  };
  return salesforceConnector(settings, seams());
}

/** The bridge's own connector for the ERP; its key lies in the product's data folder. */
export function erpOf(product: Product, dataFolder: string): Connector {
  return createNetsuiteConnector(
    {
      accountId: 'TSTDRV0001',
      baseUrl: product.local().addresses.netsuite,
      clientId: 'throughline',
      certificateId: 'sandbox-cert',
      privateKeyPem: readFileSync(join(dataFolder, 'netsuite-key.pem'), 'utf8'),
    },
    seams(),
  );
}

function seams(): ConnectorSeams {
  return { fetch: (input, init) => fetch(input, init), now: () => Date.now(), tokens: tokensInMemory() };
}

function tokensInMemory(): TokenStore {
  let kept: Token | undefined;
  return {
    current: async (_system, refresh) => {
      kept ??= await refresh();
      return kept;
    },
    discard: () => {
      kept = undefined;
      return Promise.resolve();
    },
  };
}

/** A seeded deal as the bridge would read it. */
export async function dealOf(product: Product, key: string): Promise<Deal> {
  const result = await crmOf(product).readDeal(await opportunityOf(product, key), { correlationId: 'test' });
  if (result.kind !== 'answered') throw new Error(`the deal ${key} was not read: ${JSON.stringify(result)}`);
  return result.deal;
}

/** The event by which another producer asks for a deal's project. */
export function eventOf(product: Product, deal: Deal, eventId: string, generation = 1) {
  const { pairing } = product.local();
  const engagementId = engagementIdOf(orgId, deal.opportunityId);
  const at = new Date().toISOString();
  const data: ProvisioningRequested = { engagementId, generation, revision: 1, requestedAt: at, deal };
  return {
    specversion: '1.0',
    id: eventId,
    source: `/pairings/${pairing}/salesforce`,
    type: 'provisioning.requested',
    subject: engagementId,
    time: at,
    dataschema: '/v1/schemas/provisioning.requested/1',
    data,
  };
}

/** What the RESTlet itself finds in a deal, called as the bridge calls it. */
export async function findingsOfRestlet(product: Product, dataFolder: string, deal: Deal): Promise<readonly Finding[]> {
  const { pairing } = product.local();
  const legalEntity = deal.lines[0]?.legalEntity ?? 'NONE';
  const key = checkKey({ pairing, opportunityId: deal.opportunityId, legalEntity, generation: 1 });
  const items = [{ key, revision: 1, fence: 1, command: 'deal.check', payload: { deal } } as const];
  const result = await erpOf(product, dataFolder).send({ pairing, items }, { correlationId: 'test' });
  if (result.kind !== 'answered') throw new Error(`the RESTlet did not answer: ${JSON.stringify(result)}`);
  return result.items[0]?.findings ?? [];
}
