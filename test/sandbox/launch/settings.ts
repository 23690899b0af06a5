import { resolve } from 'node:path';

/** Where one sandbox with its bridge listens and keeps what it must remember. */
export type LaunchSettings = {
  readonly host: string;
  readonly bridgePort: number;
  readonly salesforcePort: number;
  readonly netsuitePort: number;
  readonly pubsubPort: number;
  readonly isTls: boolean;
  readonly dataFolder: string;
  readonly databaseUrl: string | undefined;
};

/** Reads the settings of `npm start`; a wrong one is named in a sentence. */
export function readLaunchSettings(environment: NodeJS.ProcessEnv): LaunchSettings {
  const host = environment.HOST ?? '127.0.0.1';
  if (!['127.0.0.1', 'localhost', '::1'].includes(host)) {
    throw new Error(`HOST: the sandbox has known secrets, so it listens on loopback only, not on ${host}`);
  }
  return {
    host,
    bridgePort: portOf(environment, 'PORT', 7070),
    salesforcePort: portOf(environment, 'SANDBOX_SALESFORCE_PORT', 7071),
    netsuitePort: portOf(environment, 'SANDBOX_NETSUITE_PORT', 7072),
    pubsubPort: portOf(environment, 'SANDBOX_PUBSUB_PORT', 7073),
    isTls: isOn(environment, 'SANDBOX_TLS'),
    dataFolder: resolve(environment.THROUGHLINE_DATA_DIR ?? '.throughline'),
    databaseUrl: environment.DATABASE_URL,
  };
}

function portOf(environment: NodeJS.ProcessEnv, name: string, standard: number): number {
  const text = environment[name];
  if (text === undefined || text === '') return standard;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`${name}: ${text} is not a port`);
  return port;
}

function isOn(environment: NodeJS.ProcessEnv, name: string): boolean {
  const text = environment[name] ?? '0';
  if (text !== '0' && text !== '1') throw new Error(`${name}: must be 1 or 0, not ${text}`);
  return text === '1';
}
