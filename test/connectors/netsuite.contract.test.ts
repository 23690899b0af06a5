import { describe } from 'vitest';
import { createNetsuiteConnector } from '#connectors/netsuite/connector.ts';
import { createChance } from '../sandbox/control/chance.ts';
import { createSandboxClock } from '../sandbox/control/clock.ts';
import { fetchInMemory } from '../sandbox/control/connection-dropped.ts';
import { serveSandbox } from '../sandbox/control/serve.ts';
import { accountId, createAccount } from '../sandbox/netsuite/account.ts';
import type { Account } from '../sandbox/netsuite/account.ts';
import { pairing, wholeDeal } from './batches.ts';
import { connectorContract } from './contract.ts';
import type { Bench } from './contract.ts';
import { seamsOf } from './seams.ts';

/** Each of these makes a record; the activation only changes one. */
const items = wholeDeal.filter(({ command }) => command !== 'project.activate');

describe('the NetSuite connector in memory', async () => {
  const account = await openAccount();
  const close = async () => account.close();
  connectorContract(benchOf(account, fetchInMemory(account.app), 'http://127.0.0.1:7072', close));
});

describe('the NetSuite connector over a socket', async () => {
  const account = await openAccount();
  const served = await serveSandbox(account.app, { host: '127.0.0.1', port: 0 });
  const close = async (): Promise<void> => {
    await served.close();
    await account.close();
  };
  connectorContract(benchOf(account, fetch, served.url, close));
});

async function openAccount(): Promise<Account> {
  return createAccount({ clock: createSandboxClock(), random: createChance(1) });
}

function benchOf(account: Account, fetch: typeof globalThis.fetch, baseUrl: string, close: Bench['close']): Bench {
  const { clientId, certificateId, privateKeyPem } = account.client;
  const settings = { accountId, baseUrl, clientId, certificateId, privateKeyPem };
  let begin = 0;
  return {
    connector: createNetsuiteConnector(settings, seamsOf(fetch)),
    pairing,
    items,
    disturb: (fault) => account.faults.add(fault),
    created: () => {
      const documents = account.groundTruth.after(begin).filter(({ type }) => !type.startsWith('customrecord_'));
      const made = documents.filter(({ operation }) => operation === 'create');
      return items.map(({ key }) => made.filter(({ externalId }) => externalId === key).length);
    },
    reset: async () => {
      account.faults.clear();
      await account.reset();
      begin = account.groundTruth.after(0).length;
    },
    close,
  };
}
