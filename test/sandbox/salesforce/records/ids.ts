const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * The 18-character form of an id of 15 or 18 characters; `undefined` when it is neither or its suffix is wrong.
 *
 * Source: SOAP API Developer Guide, "ID field type": three groups of five, bit i is set for a capital letter.
 */
export function recordId18(id: string): string | undefined {
  if (!/^[0-9A-Za-z]{15}([0-9A-Za-z]{3})?$/.test(id)) return undefined;
  const body = id.slice(0, 15);
  const whole = body + [0, 5, 10].map((start) => checkLetter(body.slice(start, start + 5))).join('');
  return id.length === 15 || id.slice(15).toUpperCase() === whole.slice(15) ? whole : undefined;
}

function checkLetter(group: string): string {
  const bits = group.split('').reduce((sum, letter, place) => sum + (/[A-Z]/.test(letter) ? 2 ** place : 0), 0);
  return letters.charAt(bits);
}

/**
 * The next id of an object, 18 characters.
 *
 * @param epoch how often the org was reset: a reset org never gives an old id to a new record
 * @param number from 1, growing for each object
 */
export function makeRecordId(keyPrefix: string, epoch: number, number: number): string {
  const id = recordId18(`${keyPrefix}000${base62(epoch, 3)}${base62(number, 6)}`);
  if (id === undefined) throw new Error(`The key prefix "${keyPrefix}" does not make an id`);
  return id;
}

function base62(value: number, width: number): string {
  let text = '';
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) text = digits.charAt(rest % 62) + text;
  return text.padStart(width, '0');
}
