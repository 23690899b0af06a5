import { sha256 as sha256Bytes } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

const crockford = '0123456789abcdefghjkmnpqrstvwxyz';
const bitsPerCharacter = 5;

/** SHA-256 of the UTF-8 bytes of a text: 32 bytes. */
export function sha256(text: string): Uint8Array {
  return sha256Bytes(utf8Of(text));
}

/** Written out, since the ERP's runtime has no `TextEncoder`; half a character is U+FFFD, as there. */
function utf8Of(text: string): Uint8Array {
  const bytes = Array.from(text).flatMap((character) => {
    const code = character.codePointAt(0) ?? 0;
    return pointBytes(code >= 0xd800 && code <= 0xdfff ? 0xfffd : code);
  });
  return Uint8Array.from(bytes);
}

function pointBytes(code: number): number[] {
  if (code < 0x80) return [code];
  const tail = (shift: number): number => 0x80 | ((code >> shift) & 0x3f);
  if (code < 0x800) return [0xc0 | (code >> 6), tail(0)];
  if (code < 0x1_0000) return [0xe0 | (code >> 12), tail(6), tail(0)];
  return [0xf0 | (code >> 18), tail(12), tail(6), tail(0)];
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
