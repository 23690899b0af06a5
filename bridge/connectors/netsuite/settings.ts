import { createPrivateKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** How to reach one NetSuite account; read once, at start. */
export type NetsuiteSettings = {
  /** As the account's pages show it: `1234567`, or `1234567_SB1` for a vendor sandbox. */
  readonly accountId: string;
  /** Where both the RESTlets and the token endpoint are; without it the vendor's own hosts of the account. */
  readonly baseUrl?: string;
  readonly clientId: string;
  readonly certificateId: string;
  /** PKCS #8 PEM: RSA of at least 2048 bits, or an elliptic curve P-256, P-384 or P-521. */
  readonly privateKeyPem: string;
  /** Longest wait for a RESTlet, in milliseconds; a script may run for 300 s. */
  readonly timeoutMs?: number;
};

export type Addresses = { readonly restletUrl: string; readonly tokenUrl: string };

export type SigningKey = { readonly key: KeyObject; readonly algorithm: 'ES256' | 'ES384' | 'ES512' | 'PS256' };

/**
 * The two addresses of an account that we call.
 *
 * Sources: NetSuite Help section_4634920277 and section_162755359851; that `_` becomes `-` in a host is assumed.
 */
export function addressesOf(settings: NetsuiteSettings): Addresses {
  const host = settings.accountId.toLowerCase().replaceAll('_', '-');
  const restlets = settings.baseUrl ?? `https://${host}.restlets.api.netsuite.com`;
  const tokens = settings.baseUrl ?? `https://${host}.suitetalk.api.netsuite.com`;
  const restletUrl = new URL('/app/site/hosting/restlet.nl', restlets);
  restletUrl.search = new URLSearchParams({
    script: 'customscript_tl_bridge',
    deploy: 'customdeploy_tl_bridge',
  }).toString();
  return { restletUrl: restletUrl.href, tokenUrl: new URL('/services/rest/auth/oauth2/v1/token', tokens).href };
}

const curveAlgorithms: Readonly<Record<string, SigningKey['algorithm']>> = {
  prime256v1: 'ES256',
  secp384r1: 'ES384',
  secp521r1: 'ES512',
};

/**
 * Reads the private key and says how it signs. Throws, at start, when NetSuite would not take such a key.
 *
 * Source: NetSuite Help section_162790605110: PS256 to PS512 and ES256 to ES512; RSA PKCS #1 v1.5 is out.
 */
export function readSigningKey(privateKeyPem: string): SigningKey {
  const key = createPrivateKey(privateKeyPem);
  if (key.asymmetricKeyType === 'rsa') return { key, algorithm: 'PS256' };
  const algorithm = curveAlgorithms[key.asymmetricKeyDetails?.namedCurve ?? ''];
  if (!algorithm)
    throw new Error('NETSUITE_PRIVATE_KEY_FILE holds a key that NetSuite does not take: use RSA or P-256');
  return { key, algorithm };
}
