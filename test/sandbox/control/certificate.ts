import type { KeyObject } from 'node:crypto';
import { generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';

import { der } from './der.ts';
import { realNow } from './real-time.ts';

/** A key and the certificate that it has signed for itself. */
export type Certificate = { readonly certPem: string; readonly keyPem: string };

const dayMs = 86_400_000;
const ids = {
  commonName: '2.5.4.3',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  rsaWithSha256: '1.2.840.113549.1.1.11',
};

/** What the sandbox speaks TLS with: made at each start, valid for a month, for loopback names only. */
export function makeServerCertificate(): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return certify('Throughline sandbox', {
    privateKey,
    publicKey,
    algorithm: der.sequence(der.objectId(ids.ecdsaWithSha256)),
  });
}

/** What an administrator uploads into a connected app: an RSA key of 2,048 bits with its certificate. */
export function makeClientCertificate(): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const algorithm = der.sequence(der.objectId(ids.rsaWithSha256), Buffer.from([0x05, 0x00]));
  return certify('Throughline bridge', { privateKey, publicKey, algorithm });
}

type Keys = { privateKey: KeyObject; publicKey: KeyObject; algorithm: Buffer };

/** Source: RFC 5280, section 4.1. */
function certify(name: string, { privateKey, publicKey, algorithm }: Keys): Certificate {
  const now = realNow();
  const subject = der.sequence(der.set(der.sequence(der.objectId(ids.commonName), der.text(name))));
  const serial = randomBytes(8);
  serial[0] = ((serial[0] ?? 0) % 0x7f) + 1;
  const body = der.sequence(
    der.context(0, der.integer(Buffer.from([2])), true),
    der.integer(serial),
    algorithm,
    subject,
    der.sequence(der.time(now - dayMs), der.time(now + 30 * dayMs)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der.context(3, der.sequence(basicConstraints(), alternativeNames()), true),
  );
  const signed = der.sequence(body, algorithm, der.bitString(sign('sha256', body, privateKey)));
  return {
    certPem: new X509Certificate(signed).toString(),
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** It is its own authority, since nobody else has signed it. */
function basicConstraints(): Buffer {
  const value = der.sequence(der.boolean(true));
  return der.sequence(der.objectId(ids.basicConstraints), der.boolean(true), der.octetString(value));
}

function alternativeNames(): Buffer {
  const names = der.sequence(
    der.context(2, Buffer.from('localhost'), false),
    der.context(7, Buffer.from([127, 0, 0, 1]), false),
    der.context(7, Buffer.from([...Array.from({ length: 15 }, () => 0), 1]), false),
  );
  return der.sequence(der.objectId(ids.subjectAltName), der.octetString(names));
}
