import { z } from 'zod';

import { assertNode } from '../checks/node-version.ts';
import { runningOn } from './launch/local-file.ts';
import { readLaunchSettings } from './launch/settings.ts';

const Verification = z.object({
  isIntact: z.boolean(),
  seals: z.number(),
  entries: z.number(),
  head: z.string().optional(),
  findings: z.array(z.object({ text: z.string() })),
});

/**
 * `npm run verify [-- height:hash]`: computes the audit chain of the running sandbox anew and says what does not fit.
 *
 * Keep the head that it prints elsewhere, and give it next time: only so is a chain found whose end was cut off.
 */
async function verify(keptHead: string | undefined): Promise<void> {
  assertNode();
  const { dataFolder } = readLaunchSettings(process.env);
  const file = runningOn(dataFolder);
  if (file === undefined) throw new Error(`Nothing runs on ${dataFolder}; begin with npm start.`);
  const query = keptHead === undefined ? '' : `?head=${encodeURIComponent(keptHead)}`;
  const headers = { authorization: `Bearer ${file.tokens.viewer}` };
  const response = await fetch(`${file.addresses.bridge}/v1/audit/verification${query}`, { headers });
  if (!response.ok) throw new Error(`The bridge does not verify: it answered ${response.status}`);
  const { isIntact, seals, entries, head, findings } = Verification.parse(await response.json());
  for (const { text } of findings) process.stdout.write(`${text}\n`);
  process.stdout.write(
    `${isIntact ? 'Intact' : 'NOT INTACT'}: ${seals} blocks over ${entries} entries, head ${head ?? 'none'}\n`,
  );
  if (!isIntact) process.exitCode = 1;
}

verify(process.argv[2]).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
