import { sha256 as sha256Bytes } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

const crockford = '0123456789abcdefghjkmnpqrstvwxyz';
const bitsPerCharacter = 5;

/** SHA-256 of the UTF-8 bytes of a text: 32 bytes. */
export function sha256(text: string): Uint8Array {
  return sha256Bytes(utf8ToBytes(text));
}

/** SHA-256 of the UTF-8 bytes of a text as 64 lower-case hexadecimal characters. */
export function sha256Hex(text: string): string {
  return bytesToHex(sha256(text));
}

/**
 * The first `length` characters of the bytes in Crockford's base32, lower case, most significant bit first.
 *
 * 26 characters carry 130 bits; the bytes must hold at least `length * 5` bits.
 */
export function base32(bytes: Uint8Array, length: number): string {
  let text = '';
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    while (bits >= bitsPerCharacter && text.length < length) {
      bits -= bitsPerCharacter;
      text += crockford.charAt((buffer >>> bits) & 31);
    }
    buffer &= (1 << bits) - 1;
  }
  if (text.length < length) throw new Error(`base32: ${bytes.length} bytes are too few for ${length} characters`);
  return text;
}
