import { exportPKCS8, generateKeyPair } from 'jose';
import type { CryptoKey } from 'jose';

/** The one integration that a fresh account knows: its client id, its certificate, and the role it works in. */
export type SeededClient = {
  readonly clientId: 'throughline';
  readonly certificateId: 'sandbox-cert';
  readonly algorithm: 'ES256';
  readonly role: 'customrole_tl_integration';
  /** The half that the bridge signs with, as PKCS #8 PEM; known to nobody but this run of the sandbox. */
  readonly privateKeyPem: string;
  readonly publicKey: CryptoKey;
};

/** Makes the client of one sandbox run, with a key pair of its own. */
export async function createSeededClient(): Promise<SeededClient> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  return {
    clientId: 'throughline',
    certificateId: 'sandbox-cert',
    algorithm: 'ES256',
    role: 'customrole_tl_integration',
    privateKeyPem: await exportPKCS8(privateKey),
    publicKey,
  };
}
