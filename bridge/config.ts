import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const url = z.url({ protocol: /^https?$/ });

/** Every setting of the bridge, read once at start; the environment wins over the file. */
const Config = z.strictObject({
  /** A PostgreSQL 14 or newer of your own; without it the bridge starts its embedded one. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(7070),
  /** Holds the embedded database's pointer, the sandbox's `local.json` and nothing else. */
  THROUGHLINE_DATA_DIR: z.string().default('.throughline'),
  /** Names this process among several; its slots and leases carry it. */
  THROUGHLINE_NODE: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,60}$/)
    .default('bridge-1'),
  /** `local` accepts the sandbox's tokens and plain http on loopback; anything real is `production`. */
  THROUGHLINE_MODE: z.enum(['production', 'local']).default('production'),
  /** JSON with the machine tokens: `{ "<role>": "<token>" }`, mode 0600. */
  THROUGHLINE_TOKENS_FILE: z.string(),
  /** Standard Webhooks secret `whsec_…` of the producer that may send events. */
  THROUGHLINE_WEBHOOK_SECRET: z.string().regex(/^whsec_[A-Za-z0-9+/=]{32,120}$/),
  /** Ends the process or its PostgreSQL at a named point, for tests of crash recovery only. */
  THROUGHLINE_KILL_AT: z
    .string()
    .regex(/^(bridge|postgres)@after-(claim|send|answer|commit)$/)
    .optional(),
  /** Who opens a complete project for time: `automatic`, or `finance` by *Activate* in the project's tab in NetSuite. */
  ACTIVATION: z.enum(['automatic', 'finance']).default('automatic'),
  /** Between two sweeps over the CRM's open requests, in milliseconds; each costs one of the org's daily calls. */
  THROUGHLINE_SWEEP_MS: whole(250, 3_600_000).default(30_000),
  /** Days that ended vendor calls are kept. */
  THROUGHLINE_KEEP_CALLS_DAYS: whole(1, 3_650).default(30),
  /** Days that the contents of events are kept once they were worked on; their headers and hashes stay. */
  THROUGHLINE_KEEP_BODIES_DAYS: whole(30, 3_650).default(400),
  /** Days that resolved exceptions are kept. */
  THROUGHLINE_KEEP_EXCEPTIONS_DAYS: whole(30, 3_650).default(400),
  SALESFORCE_LOGIN_URL: url,
  SALESFORCE_ORG_ID: z.string().regex(/^00D[0-9A-Za-z]{15}$/),
  SALESFORCE_CLIENT_ID: z.string().min(1),
  /** Signs in with client credentials; the other way is a user name with a private key. */
  SALESFORCE_CLIENT_SECRET: z.string().min(1).optional(),
  /** The integration user that a signed assertion is for (OAuth 2.0 JWT bearer). */
  SALESFORCE_USERNAME: z.string().min(1).optional(),
  /** The RSA key, PEM, whose certificate the org's client holds. */
  SALESFORCE_PRIVATE_KEY_FILE: z.string().min(1).optional(),
  /** Host and port of the Pub/Sub API; a local bridge without it hears no events and only sweeps. */
  SALESFORCE_PUBSUB_ADDRESS: z
    .string()
    .regex(/^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):\d{1,5}$/)
    .optional(),
  /** The certificate that the sandbox's Pub/Sub service has signed for itself. */
  SALESFORCE_PUBSUB_CA_FILE: z.string().min(1).optional(),
  SALESFORCE_API_VERSION: z
    .string()
    .regex(/^\d{2,3}\.0$/)
    .default('66.0'),
  /** The namespace of the installed package; empty for an unpackaged deployment. */
  SALESFORCE_NAMESPACE: z
    .string()
    .regex(/^[A-Za-z0-9_]{0,15}$/)
    .default(''),
  NETSUITE_ACCOUNT_ID: z.string().regex(/^[A-Z0-9_]{1,40}$/),
  /** The account's one address; without it the two hosts follow from the account id. */
  NETSUITE_BASE_URL: url.optional(),
  NETSUITE_CLIENT_ID: z.string().min(1),
  NETSUITE_CERTIFICATE_ID: z.string().min(1),
  NETSUITE_PRIVATE_KEY_FILE: z.string().min(1),
  /** Calls the ERP account allows at once for all its integrations together; unknown means 2. */
  NETSUITE_CONCURRENCY: whole(1, 100).default(2),
  /** Calls of those that we leave for others. */
  NETSUITE_RESERVE: whole(0, 99).default(0),
});
export type Config = z.infer<typeof Config>;

const Readable = Config.partial();
type Readable = z.infer<typeof Readable>;

export type ConfigResult =
  { readonly ok: true; readonly config: Config } | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Reads the settings from the environment and, beneath it, from a JSON file with the same names.
 *
 * Every wrong or missing setting is named, so that one start shows them all.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>, file?: string): ConfigResult {
  const fromFile = file === undefined ? { ok: true as const, values: {} } : readFile(file);
  if (!fromFile.ok) return { ok: false, problems: [fromFile.problem] };
  const known = Object.keys(Config.shape);
  const values: Record<string, unknown> = { ...fromFile.values };
  for (const name of known) {
    const value = environment[name];
    if (value !== undefined && value !== '') values[name] = value;
  }
  const parsed = Config.safeParse(values);
  const wrong = parsed.success ? [] : parsed.error.issues.map(problemText);
  const problems = [...wrong, ...unsafe(readable(values)), ...(file === undefined ? [] : onlyByStart(values))];
  return parsed.success && problems.length === 0 ? { ok: true, config: parsed.data } : { ok: false, problems };
}

/** The settings that can be read, so that an unsafe one is named beside those that cannot. */
function readable(values: Readonly<Record<string, unknown>>): Readable {
  const known = Object.entries(Config.shape).filter(([name, setting]) => setting.safeParse(values[name]).success);
  return Readable.parse(Object.fromEntries(known.map(([name]) => [name, values[name]])));
}

/** What lies in files of its own, since nobody but the bridge may read it. */
export type Secrets = {
  readonly tokens: Tokens;
  readonly netsuiteKeyPem: string;
  readonly salesforceKeyPem?: string;
  readonly pubsubCertificate?: string;
};
export type SecretsResult =
  { readonly ok: true; readonly secrets: Secrets } | { readonly ok: false; readonly problems: readonly string[] };

const token = z.string().min(20).max(4096).optional();
const Tokens = z.strictObject({ viewer: token, operator: token, admin: token, producer: token });
type Tokens = z.infer<typeof Tokens>;

/** Reads the files that settings name; a file that is absent or wrong is told by the name of its setting. */
export function readSecrets(config: Config): SecretsResult {
  const problems: string[] = [];
  const told = <Value>(name: keyof Config, read: () => Value): Value | undefined => {
    try {
      return read();
    } catch (error) {
      problems.push(`${name}: ${error instanceof z.ZodError ? 'has unknown roles or short tokens' : reasonOf(error)}`);
      return undefined;
    }
  };
  const tokens = told('THROUGHLINE_TOKENS_FILE', () =>
    Tokens.parse(JSON.parse(readFileSync(config.THROUGHLINE_TOKENS_FILE, 'utf8'))),
  );
  const netsuiteKeyPem = told('NETSUITE_PRIVATE_KEY_FILE', () => privateKey(config.NETSUITE_PRIVATE_KEY_FILE));
  const { SALESFORCE_PRIVATE_KEY_FILE: keyFile, SALESFORCE_PUBSUB_CA_FILE: certificateFile } = config;
  const salesforceKeyPem = keyFile && told('SALESFORCE_PRIVATE_KEY_FILE', () => privateKey(keyFile));
  const pubsubCertificate =
    certificateFile &&
    told('SALESFORCE_PUBSUB_CA_FILE', () => new X509Certificate(readFileSync(certificateFile)).toString());
  if (tokens === undefined || netsuiteKeyPem === undefined || problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    secrets: {
      tokens,
      netsuiteKeyPem,
      ...(salesforceKeyPem === undefined ? {} : { salesforceKeyPem }),
      ...(pubsubCertificate === undefined ? {} : { pubsubCertificate }),
    },
  };
}

function privateKey(file: string): string {
  const pem = readFileSync(file, 'utf8');
  createPrivateKey(pem);
  return pem;
}

/** Only the code of what went wrong: a parser's own words may repeat the secret. */
function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return `cannot be read (${code ?? 'it is malformed'})`;
}

const loopbackNames = ['127.0.0.1', 'localhost', '[::1]', '::1'];
const seededSecrets = ['sandbox', 'sandbox-admin', 'sandbox-cert', 'throughline'];
/** Lies in the data folder of every sandbox, beside its keys and tokens. */
const sandboxMark = 'sandbox-life';

const seededSettings = [
  'SALESFORCE_CLIENT_ID',
  'SALESFORCE_CLIENT_SECRET',
  'NETSUITE_CLIENT_ID',
  'NETSUITE_CERTIFICATE_ID',
] as const;

const keyFiles = ['THROUGHLINE_TOKENS_FILE', 'NETSUITE_PRIVATE_KEY_FILE', 'SALESFORCE_PRIVATE_KEY_FILE'] as const;

/** A settings file is for real systems; only `npm start`, which gives every setting itself, runs a local bridge. */
function onlyByStart(values: Readonly<Record<string, unknown>>): string[] {
  return values.THROUGHLINE_MODE === 'local'
    ? ['THROUGHLINE_MODE: local is not for a bridge with a settings file']
    : [];
}

/** What a production bridge must not be given: seeded clients, plain http, an open bind without a sign-in of people. */
function unsafe(config: Readable): string[] {
  const problems: string[] = [];
  if (config.HOST !== undefined && !loopbackNames.includes(config.HOST)) {
    problems.push('HOST: only a loopback address is allowed until OpenID Connect is set up');
  }
  const { NETSUITE_RESERVE: reserve = 0, NETSUITE_CONCURRENCY: concurrency } = config;
  if (concurrency !== undefined && reserve >= concurrency) {
    problems.push('NETSUITE_RESERVE: must leave at least one of the NETSUITE_CONCURRENCY calls');
  }
  problems.push(...signInProblems(config));
  if (config.THROUGHLINE_MODE === 'local') return [...problems, ...notLoopback(config)];
  if (config.SALESFORCE_PUBSUB_CA_FILE !== undefined) {
    problems.push('SALESFORCE_PUBSUB_CA_FILE: is for the sandbox only; Salesforce has a public certificate');
  }
  for (const name of ['SALESFORCE_LOGIN_URL', 'NETSUITE_BASE_URL'] as const) {
    if (config[name]?.startsWith('https://') === false) problems.push(`${name}: must begin with https://`);
  }
  for (const name of seededSettings) {
    if (seededSecrets.includes(config[name] ?? '')) problems.push(`${name}: is the sandbox's and known to everyone`);
  }
  for (const name of keyFiles) {
    const file = config[name];
    if (file !== undefined && existsSync(join(dirname(file), sandboxMark))) {
      problems.push(`${name}: lies in the data folder of a sandbox, whose keys are for nothing else`);
    }
  }
  if (config.THROUGHLINE_KILL_AT !== undefined) problems.push('THROUGHLINE_KILL_AT: is for tests only');
  return problems;
}

/** One way of signing in to Salesforce, and whole. */
function signInProblems(config: Readable): string[] {
  const isSigned = config.SALESFORCE_USERNAME !== undefined || config.SALESFORCE_PRIVATE_KEY_FILE !== undefined;
  if (isSigned && config.SALESFORCE_CLIENT_SECRET !== undefined) {
    return ['SALESFORCE_CLIENT_SECRET: is not for a sign-in with SALESFORCE_USERNAME and SALESFORCE_PRIVATE_KEY_FILE'];
  }
  if (!isSigned) return config.SALESFORCE_CLIENT_SECRET === undefined ? ['SALESFORCE_CLIENT_SECRET: is missing'] : [];
  return (['SALESFORCE_USERNAME', 'SALESFORCE_PRIVATE_KEY_FILE'] as const)
    .filter((name) => config[name] === undefined)
    .map((name) => `${name}: is missing`);
}

function notLoopback(config: Readable): string[] {
  const pubsub = config.SALESFORCE_PUBSUB_ADDRESS;
  const addresses = {
    SALESFORCE_LOGIN_URL: config.SALESFORCE_LOGIN_URL ?? 'https://unset',
    SALESFORCE_PUBSUB_ADDRESS: pubsub === undefined ? 'https://localhost' : `https://${pubsub}`,
    NETSUITE_BASE_URL: config.NETSUITE_BASE_URL ?? 'https://unset',
  };
  return Object.entries(addresses)
    .filter(([, address]) => !loopbackNames.includes(new URL(address).hostname))
    .map(([name]) => `${name}: THROUGHLINE_MODE local speaks to loopback only`);
}

function problemText(issue: z.core.$ZodIssue): string {
  const name = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') return `${issue.keys.join(', ')}: no such setting`;
  const isMissing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  return `${name}: ${isMissing ? 'is missing' : issue.message}`;
}

type FileResult =
  { readonly ok: true; readonly values: Record<string, unknown> } | { readonly ok: false; readonly problem: string };

function readFile(file: string): FileResult {
  try {
    const parsed = z.record(z.string(), z.unknown()).safeParse(JSON.parse(readFileSync(file, 'utf8')));
    if (!parsed.success) return { ok: false, problem: `${file}: must be a JSON object with settings` };
    return { ok: true, values: parsed.data };
  } catch (error) {
    return { ok: false, problem: `${file}: cannot be read (${error instanceof Error ? error.message : 'unknown'})` };
  }
}
