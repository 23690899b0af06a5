import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { transformSync } from '@lwc/compiler';
import { build } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));
const extension = join(root, 'salesforce-ext');
const lwcFolder = join(extension, 'force-app/main/default/lwc');
const run = promisify(execFile);

/**
 * Makes the Salesforce package deployable: the rules as one module, each component's `.js` beside its `.ts`.
 *
 * TypeScript writes the components itself, since a bundler would rename the class that the platform looks for.
 * Every file that it wrote is compiled once more with the platform's own compiler, which is what a deployment does.
 */
export async function buildSalesforce(): Promise<void> {
  await buildRules();
  const bundles = await bundleNames();
  await writePaths(bundles);
  const compiler = join(root, 'node_modules/.bin/tsc');
  await run(process.execPath, [compiler, '-b', join(extension, 'tsconfig.json')]).catch(withOutput);
  await run(process.execPath, [compiler, '-p', join(extension, 'tsconfig.deploy.json')]).catch(withOutput);
  for (const bundle of bundles) await assertDeployable(bundle);
}

/** The rules and their types only: the card needs no parser, since the platform's own types hold what it reads. */
async function buildRules(): Promise<void> {
  const folder = join(lwcFolder, 'throughlineRules');
  await mkdir(folder, { recursive: true });
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    build: {
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      target: 'esnext',
      lib: {
        entry: join(root, 'shared-model/rules/provisioning-pack.ts'),
        formats: ['es'],
        fileName: () => 'throughlineRules.js',
      },
    },
  });
  const code = await readFile(join(folder, 'throughlineRules.js'), 'utf8');
  if (/\bzod\b|ZodMini/.test(code)) throw new Error('throughlineRules holds a validator; rules may import types only');
  await writeFile(join(folder, 'throughlineRules.js-meta.xml'), rulesMeta);
}

const rulesMeta = `<?xml version="1.0" encoding="UTF-8"?>
<LightningComponentBundle xmlns="http://soap.sforce.com/2006/04/metadata">
    <apiVersion>66.0</apiVersion>
    <description>The rules of a handoff, the same here, in the bridge and in NetSuite.</description>
    <isExposed>false</isExposed>
</LightningComponentBundle>
`;

async function bundleNames(): Promise<string[]> {
  const entries = await readdir(lwcFolder, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).toSorted();
}

/** A path pattern may hold one star, and a bundle is `foo/foo.ts`; so each bundle has its own line. */
async function writePaths(bundles: readonly string[]): Promise<void> {
  const paths = Object.fromEntries(bundles.map((bundle) => [`c/${bundle}`, [sourceOf(bundle)]]));
  const file = join(extension, 'tsconfig.paths.json');
  const text = `${JSON.stringify({ compilerOptions: { paths } }, undefined, 2)}\n`;
  const before = existsSync(file) ? await readFile(file, 'utf8') : '';
  if (JSON.stringify(parsed(before)) !== JSON.stringify(parsed(text))) await writeFile(file, text);
}

function sourceOf(bundle: string): string {
  if (bundle === 'throughlineRules') return '../shared-model/rules/provisioning-pack.ts';
  return `./force-app/main/default/lwc/${bundle}/${bundle}.ts`;
}

function parsed(text: string): unknown {
  return text === '' ? undefined : JSON.parse(text);
}

/** Refuses decorators that were lowered, and a component whose class lost its template. */
async function assertDeployable(bundle: string): Promise<void> {
  const folder = join(lwcFolder, bundle);
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.js'))) {
    const source = await readFile(join(folder, file), 'utf8');
    const lowered = /__decorate|__esDecorate|__runInitializers/.exec(source);
    if (lowered !== null) throw new Error(`${bundle}/${file} holds ${lowered[0]}: decorators must stay as they are`);
    const { code } = transformSync(source, join(folder, file), { namespace: 'c', name: bundle });
    const isComponent = file === `${bundle}.js` && existsSync(join(folder, `${bundle}.html`));
    if (isComponent && !code.includes('registerComponent')) throw new Error(`${bundle} is not a component any more`);
  }
}

function withOutput(failure: unknown): never {
  const output = failure instanceof Error && 'stdout' in failure ? String(failure.stdout) : '';
  throw new Error(`tsc refused the Lightning components\n${output}`, { cause: failure });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildSalesforce();
