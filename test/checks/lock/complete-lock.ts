import { readFile, writeFile } from 'node:fs/promises';
import * as z from 'zod/mini';

/**
 * npm writes into the lock file only what the registry of the day could show it. When a registry lacks the build of a
 * package for some other platform, the entry is left out, and `npm ci` then calls the lock file out of step - on every
 * platform. So the entries that are missing are written from what the packages themselves ask for.
 */
const Entry = z.object({ optionalDependencies: z.optional(z.record(z.string(), z.string())) });
const Entries = z.record(z.string(), z.unknown());
const Lock = z.record(z.string(), z.unknown());
type PlatformEntry = { version: string; optional: true; os?: string[]; cpu?: string[]; libc?: string[] };

/** The entries that the lock file lacks, by their place in `node_modules`. */
export function missingEntries(lockText: string): Readonly<Record<string, PlatformEntry>> {
  const packages = Entries.parse(Lock.parse(JSON.parse(lockText))['packages']);
  const missing: Record<string, PlatformEntry> = {};
  for (const entry of Object.values(packages)) {
    const { optionalDependencies = {} } = Entry.parse(entry);
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const isLocked = Object.keys(packages).some((place) => place.endsWith(`node_modules/${name}`));
      if (!isLocked && /^\d+\.\d+\.\d+/.test(version)) {
        missing[`node_modules/${name}`] = { version, optional: true, ...platformOf(name) };
      }
    }
  }
  return missing;
}

/** Adds the missing entries to the lock file, in the place where npm sorts them. */
export async function completeLock(file: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  const missing = missingEntries(text);
  if (Object.keys(missing).length === 0) return;
  const lock = Lock.parse(JSON.parse(text));
  const packages = Object.entries({ ...Entries.parse(lock['packages']), ...missing }).toSorted(([one], [other]) =>
    one.localeCompare(other, 'en'),
  );
  await writeFile(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(packages) }, null, 2)}\n`);
}

const systems: Readonly<Record<string, string>> = { win: 'win32', windows: 'win32' };
const knownSystems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const knownProcessors = ['arm', 'arm64', 'ia32', 'ppc64', 'riscv64', 's390x', 'x64'];

/** Names of builds say their platform: `binding-linux-arm-gnueabihf`, `win32-x64-msvc`. */
function platformOf(name: string): Pick<PlatformEntry, 'os' | 'cpu' | 'libc'> {
  const words = name.split(/[/-]/).map((word) => systems[word] ?? word);
  const os = words.find((word) => knownSystems.includes(word));
  const cpu = words.find((word) => knownProcessors.includes(word));
  const libc = words.some((word) => word.startsWith('musl'))
    ? 'musl'
    : words.some((word) => word.startsWith('gnu'))
      ? 'glibc'
      : undefined;
  return {
    ...(os === undefined ? {} : { os: [os] }),
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(libc === undefined ? {} : { libc: [libc] }),
  };
}
