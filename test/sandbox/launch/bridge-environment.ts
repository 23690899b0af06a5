import type { LocalFile } from './local-file.ts';
import { writePrivate } from './local-file.ts';
import type { SandboxReady } from './ready.ts';

/** What a bridge that works with a sandbox is started with. */
export type BridgeSettings = {
  readonly host: string;
  readonly bridgePort: number;
  readonly dataFolder: string;
  readonly databaseUrl: string | undefined;
  readonly ready: SandboxReady;
  readonly secrets: Pick<LocalFile, 'tokens' | 'webhookSecret'>;
};

/** The settings of a bridge beside a sandbox; what is secret is written into the data folder. */
export function bridgeEnvironment(settings: BridgeSettings): Record<string, string> {
  const { host, bridgePort, dataFolder, databaseUrl, ready, secrets } = settings;
  const certificateFile = writePrivate(dataFolder, 'sandbox-certificate.pem', ready.certificatePem);
  // For whoever wants to sign in by JWT bearer: the client `sandbox-jwt` as the integration user.
  writePrivate(dataFolder, 'salesforce-key.pem', ready.salesforceKeyPem);
  return {
    HOST: host,
    PORT: String(bridgePort),
    THROUGHLINE_MODE: 'local',
    THROUGHLINE_DATA_DIR: dataFolder,
    THROUGHLINE_TOKENS_FILE: writePrivate(dataFolder, 'tokens.json', JSON.stringify(secrets.tokens)),
    THROUGHLINE_WEBHOOK_SECRET: secrets.webhookSecret,
    THROUGHLINE_SWEEP_MS: process.env.THROUGHLINE_SWEEP_MS ?? '500',
    SALESFORCE_LOGIN_URL: ready.salesforceUrl,
    SALESFORCE_ORG_ID: ready.orgId,
    SALESFORCE_CLIENT_ID: 'sandbox',
    SALESFORCE_CLIENT_SECRET: 'sandbox',
    SALESFORCE_PUBSUB_ADDRESS: ready.pubsubAddress,
    SALESFORCE_PUBSUB_CA_FILE: certificateFile,
    ...(ready.salesforceUrl.startsWith('https:') ? { NODE_EXTRA_CA_CERTS: certificateFile } : {}),
    NETSUITE_ACCOUNT_ID: ready.accountId,
    NETSUITE_BASE_URL: ready.netsuiteUrl,
    NETSUITE_CLIENT_ID: ready.clientId,
    NETSUITE_CERTIFICATE_ID: ready.certificateId,
    NETSUITE_PRIVATE_KEY_FILE: writePrivate(dataFolder, 'netsuite-key.pem', ready.privateKeyPem),
    NETSUITE_CONCURRENCY: '5',
    NETSUITE_RESERVE: '1',
    ...(process.env.ACTIVATION === undefined ? {} : { ACTIVATION: process.env.ACTIVATION }),
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
  };
}
