/** The few pieces of DER that a certificate is made of. Source: ITU-T X.690. */
export const der = {
  sequence: (...parts: Uint8Array[]): Buffer => tagged(0x30, Buffer.concat(parts)),
  set: (...parts: Uint8Array[]): Buffer => tagged(0x31, Buffer.concat(parts)),
  boolean: (value: boolean): Buffer => tagged(0x01, Buffer.from([value ? 0xff : 0])),
  /** Big-endian bytes of a positive number. */
  integer: (bytes: Uint8Array): Buffer => {
    const isNegative = (bytes[0] ?? 0) >= 0x80;
    return tagged(0x02, isNegative ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
  },
  bitString: (bytes: Uint8Array): Buffer => tagged(0x03, Buffer.concat([Buffer.from([0]), bytes])),
  octetString: (bytes: Uint8Array): Buffer => tagged(0x04, bytes),
  /** `2.5.4.3` and the like. */
  objectId: (text: string): Buffer => {
    const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
    return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
  },
  text: (text: string): Buffer => tagged(0x0c, Buffer.from(text, 'utf8')),
  /** Until 2049. */
  time: (ms: number): Buffer => {
    const digits = new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '');
    return tagged(0x17, Buffer.from(digits.slice(2), 'latin1'));
  },
  /** A tag of the context; `isConstructed` when other pieces are inside. */
  context: (number: number, content: Uint8Array, isConstructed: boolean): Buffer =>
    tagged((isConstructed ? 0xa0 : 0x80) + number, content),
};

function tagged(tag: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.from([0x80 + bytes.length, ...bytes]);
}

function base128(value: number): number[] {
  const bytes = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift((rest % 128) + 128);
  return bytes;
}
