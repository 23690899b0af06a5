import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { z } from 'zod';

const seedsFile = fileURLToPath(new URL('../sandbox/seeds/netsuite.jsonl', import.meta.url));
const Seed = z.object({ type: z.string(), key: z.string(), values: z.record(z.string(), z.unknown()) });

/** The employees' cost rates as the seeds have them, each of them a number that occurs nowhere else. */
export function costRates(): readonly { readonly key: string; readonly rate: string }[] {
  const lines = readFileSync(seedsFile, 'utf8').split('\n');
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => Seed.parse(JSON.parse(line)))
    .flatMap(({ type, key, values }) => {
      const rate = values.laborcost;
      return type === 'employee' && typeof rate === 'number' ? [{ key, rate: rate.toFixed(2) }] : [];
    });
}

/**
 * The rate as a leak might write it: as it is, with a comma, in cents, as a day of eight hours, and in base64 at each of the
 * three places where a text can begin in it.
 */
export function formsOf(rate: string): readonly string[] {
  const cents = Math.round(Number(rate) * 100);
  const day = ((cents * 8) / 100).toFixed(2);
  const inBase64 = ['', '.', '..'].map((before) => base64Inside(before, rate));
  return [rate, rate.replace('.', ','), String(cents), day, ...inBase64];
}

/** The letters of the base64 text that hang on the rate alone, whatever stands around it. */
function base64Inside(before: string, rate: string): string {
  const text = Buffer.from(`${before}${rate}`).toString('base64');
  const first = Math.ceil((before.length * 8) / 6);
  return text.slice(first, Math.floor(((before.length + rate.length) * 8) / 6));
}
