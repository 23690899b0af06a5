import { z } from 'zod';

import type { LocalFile } from './local-file.ts';
import { writeLocalFile } from './local-file.ts';

const Link = z.object({ url: z.string(), validSeconds: z.number() });

/** Asks the bridge for a one-time link that signs an operator in to the console. */
export async function makeConsoleLink({
  addresses,
  tokens,
}: Pick<LocalFile, 'addresses' | 'tokens'>): Promise<z.infer<typeof Link>> {
  const response = await fetch(`${addresses.bridge}/v1/sign-in-links`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokens.admin}`, 'content-type': 'application/json' },
    body: JSON.stringify({ role: 'operator' }),
  });
  if (!response.ok) throw new Error(`The bridge makes no sign-in link: it answered ${response.status}`);
  return Link.parse(await response.json());
}

/**
 * Tells the person the link: in the terminal, and nowhere else; without a terminal in the private `local.json`, since a
 * log is read by others.
 *
 * @returns the lines to print
 */
export async function tellConsoleLink(
  dataFolder: string,
  file: LocalFile,
  isTerminal: boolean,
): Promise<readonly string[]> {
  const { url, validSeconds } = await makeConsoleLink(file);
  if (isTerminal)
    return [
      `  Console     ${url}`,
      `              (signs in once, within ${validSeconds / 60} minutes; later: npm run console)`,
    ];
  const until = new Date(Date.now() + validSeconds * 1000).toISOString();
  const path = writeLocalFile(dataFolder, { ...file, consoleLink: { url, until } });
  return [`  Console     the sign-in link is in ${path} (later: npm run console)`];
}
