import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What goes into the files of one platform, which of them are written by the build, and the build. */
type Part = { readonly from: readonly string[]; readonly built: RegExp; build(): Promise<unknown> };

/** The tools are loaded only when there is something to build: loading them takes as long as a start without them. */
const parts = {
  netsuite: {
    from: ['netsuite-suiteapp', 'shared-model', 'test/build'],
    built: /^netsuite-suiteapp\/src\/FileCabinet\/.*\.js$/,
    build: async () => (await import('./netsuite.ts')).buildSuiteApp(),
  },
  salesforce: {
    from: ['salesforce-ext', 'shared-model', 'test/build'],
    built: /^salesforce-ext\/.*\/lwc\/(?:throughlineRules\/|.*\.js$)/,
    build: async () => (await import('./salesforce.ts')).buildSalesforce(),
  },
} as const satisfies Readonly<Record<string, Part>>;

/** Builds what a platform runs, unless what goes in and what came out are both as the last such build left them. */
export async function buildOnce(name: keyof typeof parts): Promise<void> {
  const part: Part = parts[name];
  const stamp = join(root, '.artifacts', `built-${name}`);
  const sources = await hashOf(part, false);
  const last = await readFile(stamp, 'utf8').catch(() => '');
  if (last === `${sources} ${await hashOf(part, true)}`) return;
  await part.build();
  await mkdir(dirname(stamp), { recursive: true });
  await writeFile(stamp, `${sources} ${await hashOf(part, true)}`);
}

async function hashOf({ from, built }: Part, isBuilt: boolean): Promise<string> {
  const hash = createHash('sha256');
  const files = (await Promise.all(from.map(filesIn))).flat();
  for (const file of ['package-lock.json', 'tsconfig.json', ...files].toSorted())
    if (built.test(file) === isBuilt) hash.update(`${file}\0`).update(await readFile(join(root, file)));
  return hash.digest('hex');
}

/** Paths from the root; what the compiler writes for itself is left out. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  const inside = entries.map(async (entry): Promise<string[]> => {
    const path = `${folder}/${entry.name}`;
    if (!entry.isDirectory()) return entry.isFile() ? [path] : [];
    return ['node_modules', '.types'].includes(entry.name) ? [] : filesIn(path);
  });
  return (await Promise.all(inside)).flat();
}
