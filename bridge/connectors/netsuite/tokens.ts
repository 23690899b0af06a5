import { SignJWT } from 'jose';
import { z } from 'zod';
import type { CallFailure, ConnectorSeams, Token } from '#connectors/connector.ts';
import type { HttpPost, HttpResult } from './client.ts';
import type { NetsuiteSettings, SigningKey } from './settings.ts';

/** A token to sign a call with, or why there is none; a call without a token was never sent. */
export type TokenResult = { readonly kind: 'token'; readonly accessToken: string } | CallFailure;

export type Tokens = {
  /** The token of all nodes; a node that needs a new one asks once, whoever waits for it. */
  current(): Promise<TokenResult>;
  /** Forgets a token that NetSuite has refused. */
  discard(accessToken: string): Promise<void>;
};

/** The assertion lives for five minutes, of at most sixty. Source: NetSuite Help section_162790605110. */
const assertionSeconds = 300;
const tokenTimeoutMs = 15_000;
/** A token is not used in its last two minutes, so that none ends while a call is on its way. */
const marginMs = 120_000;
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** `expires_in` is a number in the description and a string in the example of section_162755359851. */
const TokenAnswer = z.object({
  access_token: z.string().min(1).max(10_000),
  expires_in: z.coerce.number().int().positive().max(86_400),
});

const TokenError = z.object({ error: z.string() });

/** Creates the OAuth 2.0 client credentials side of one account. */
export function createTokens(options: {
  settings: NetsuiteSettings;
  signingKey: SigningKey;
  tokenUrl: string;
  post: HttpPost;
  seams: Pick<ConnectorSeams, 'now' | 'tokens'>;
}): Tokens {
  const { seams } = options;
  let pending: Promise<TokenResult> | undefined;

  async function read(): Promise<TokenResult> {
    let failure: CallFailure | undefined;
    try {
      const token = await seams.tokens.current('netsuite', async () => {
        const result = await signIn(options);
        if ('accessToken' in result) return result;
        failure = result;
        throw new Error(`NetSuite gave no token: ${result.fault}`);
      });
      return { kind: 'token', accessToken: token.accessToken };
    } catch {
      // Whatever kept the token from us, another node's sign-in or the store itself: the call was never sent.
      return failure ?? { kind: 'refused', fault: 'erp.unreachable', isLimit: false };
    }
  }

  return {
    current: async () => {
      pending ??= read().finally(() => {
        pending = undefined;
      });
      return pending;
    },
    discard: async (accessToken) => seams.tokens.discard('netsuite', accessToken),
  };
}

async function signIn(options: Parameters<typeof createTokens>[0]): Promise<Token | CallFailure> {
  const startedAt = options.seams.now();
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: assertionType,
    client_assertion: await signAssertion(options, Math.floor(startedAt / 1000)),
  });
  const result = await options.post({
    url: options.tokenUrl,
    body: body.toString(),
    contentType: 'application/x-www-form-urlencoded',
    timeoutMs: tokenTimeoutMs,
  });
  return readTokenAnswer(result, startedAt);
}

async function signAssertion(
  { settings, signingKey, tokenUrl }: Pick<Parameters<typeof createTokens>[0], 'settings' | 'signingKey' | 'tokenUrl'>,
  issuedAtSeconds: number,
): Promise<string> {
  return new SignJWT({ scope: ['restlets'] })
    .setProtectedHeader({ typ: 'JWT', alg: signingKey.algorithm, kid: settings.certificateId })
    .setIssuer(settings.clientId)
    .setAudience(tokenUrl)
    .setIssuedAt(issuedAtSeconds)
    .setExpirationTime(issuedAtSeconds + assertionSeconds)
    .sign(signingKey.key);
}

function readTokenAnswer(result: HttpResult, startedAt: number): Token | CallFailure {
  if (result.kind !== 'answer') return { kind: 'refused', fault: 'erp.unreachable', isLimit: false };
  const body = parseJson(result.text);
  const token = TokenAnswer.safeParse(body);
  if (result.status === 200 && token.success) {
    const { access_token: accessToken, expires_in: lifeSeconds } = token.data;
    return { accessToken, expiresAt: startedAt + Math.max(lifeSeconds * 1000 - marginMs, 0) };
  }
  const isRefusal = result.status === 401 || TokenError.safeParse(body).success;
  return { kind: 'refused', fault: isRefusal ? 'erp.sign-in-refused' : 'erp.unreachable', isLimit: false };
}

function parseJson(text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed;
  } catch {
    // A proxy's HTML page is read like any other answer that holds no token.
    return undefined;
  }
}
