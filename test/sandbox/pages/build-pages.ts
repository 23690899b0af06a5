import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folders, lwcOptions } from './settings.ts';

/** The page's files: one folder per content, so that a build is done once and two checkouts never share one. */
export type BuiltPages = { readonly folder: string; readonly script: string; readonly style: string };

/**
 * Builds the record pages out of the deployed components and the vendor's base components, or finds them built.
 *
 * About 10 s when something changed; the components' `.js` must have been written before.
 */
export async function buildPages(): Promise<BuiltPages> {
  const folder = join(folders.output, await contentHash());
  if (!existsSync(join(folder, 'modules.json'))) await buildInto(folder);
  return { folder, ...(await entryFiles(folder)) };
}

/** The tools are loaded only here, since most starts find the pages built. */
async function buildInto(folder: string): Promise<void> {
  const [{ build }, { lwcPlugin }] = await Promise.all([import('vite'), import('./lwc-plugin.ts')]);
  const draft = `${folder}.${process.pid}`;
  const modules = new Set<string>();
  const note = { name: 'module-list', moduleParsed: ({ id }: { id: string }) => void modules.add(id) };
  await build({
    configFile: false,
    root: folders.root,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [lwcPlugin(lwcOptions), note],
    build: {
      outDir: draft,
      assetsDir: '.',
      cssMinify: false,
      chunkSizeWarningLimit: 5_000,
      manifest: 'manifest.json',
      modulePreload: { polyfill: false },
      rolldownOptions: { input: join(folders.pages, 'client/main.ts') },
    },
    base: '/assets/',
  });
  const ours = [...modules].filter((id) => !id.includes('/iconSvgTemplates'));
  const names = ours.map((id) => id.replaceAll(folders.root, '').replaceAll('\0', '')).toSorted();
  await writeFile(join(draft, 'modules.json'), `${JSON.stringify(names, undefined, 1)}\n`);
  await rm(folder, { recursive: true, force: true });
  await rename(draft, folder);
}

async function entryFiles(folder: string): Promise<{ script: string; style: string }> {
  const names = await readdir(folder);
  const find = (pattern: RegExp) => {
    const found = names.find((name) => pattern.test(name));
    if (found === undefined) throw new Error(`The built pages lack ${pattern}`);
    return found;
  };
  return { script: find(/^main-.*\.js$/), style: find(/^main-.*\.css$/) };
}

/** A hash of everything of ours that goes into the pages, and of the vendors' versions. */
async function contentHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const file of [...(await filesIn(folders.pages)), ...(await filesIn(folders.components))].toSorted()) {
    if (file.startsWith(folders.components) && file.endsWith('.ts')) continue;
    hash.update(file).update(await readFile(file));
  }
  hash.update(await readFile(join(folders.root, 'package-lock.json')));
  await mkdir(folders.output, { recursive: true });
  return hash.digest('hex').slice(0, 16);
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPages();
