import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { transform } from 'esbuild';
import { type Plugin, rollup, type RollupLog } from 'rollup';
import { checkScript } from './netsuite-loader.ts';

/** One built script: its file in the File Cabinet, its kind, its size in bytes, and how long a cold load took. */
export type BuiltScript = { file: string; kind: string; bytes: number; coldLoadMs: number };

const suiteApp = fileURLToPath(new URL('../../netsuite-suiteapp', import.meta.url));
const cabinet = 'src/FileCabinet/SuiteApps/com.throughline.bridge';

const foreign: readonly string[] = ['INVALID_ANNOTATION', 'CIRCULAR_DEPENDENCY'];

/**
 * Builds one AMD file per entry script of the SuiteApp and checks each as NetSuite's loader would on upload.
 *
 * A file is replaced in one move from another folder and only after its checks, so whoever runs the scripts meanwhile, or
 * lists them, never meets half of one.
 *
 * @param folder another SuiteApp to build, such as a copy with a planted bug; its output goes into its own File Cabinet
 */
export async function buildSuiteApp(folder: string = suiteApp): Promise<readonly BuiltScript[]> {
  const target = join(folder, cabinet);
  await mkdir(target, { recursive: true });
  const entries = (await readdir(join(folder, 'scripts'))).filter((name) => name.endsWith('.ts')).toSorted();
  const built: BuiltScript[] = [];
  const unfinished = join(folder, '../.artifacts');
  await mkdir(unfinished, { recursive: true });
  for (const entry of entries) built.push(await buildScript(join(folder, 'scripts', entry), { target, unfinished }));
  const current = built.map(({ file }) => basename(file));
  const old = (await readdir(target)).filter((name) => name.endsWith('.js') && !current.includes(name));
  for (const name of old) await rm(join(target, name));
  return built;
}

/** Builds of this process, so that two at once do not write to one unfinished file. */
let buildCount = 0;

async function buildScript(entry: string, to: { target: string; unfinished: string }): Promise<BuiltScript> {
  const name = `${basename(entry, '.ts')}.js`;
  const file = join(to.target, name);
  const code = await bundleOf(entry);
  const report = checkScript(name, code);
  buildCount += 1;
  const unfinished = join(to.unfinished, `${name}.${process.pid}.${buildCount}`);
  await writeFile(unfinished, code);
  await rename(unfinished, file);
  return { file, ...report };
}

async function bundleOf(entry: string): Promise<string> {
  const header = headerOf(await readFile(entry, 'utf8'), entry);
  const bundle = await rollup({
    input: entry,
    external: (id) => /^N(\/|$)/.test(id),
    plugins: [nodeResolve({ extensions: ['.ts', '.mjs', '.js'] }), stripTypes],
    onwarn: (warning) => refuse(basename(entry), warning),
  });
  const { output } = await bundle.generate({
    format: 'amd',
    exports: 'default',
    esModule: false,
    interop: 'esModule',
    externalLiveBindings: false,
    freeze: false,
    // The level of blanks that the wrapper adds was a tenth of the RESTlet.
    indent: false,
    generatedCode: { preset: 'es2015', symbols: false },
    banner: header,
  });
  await bundle.close();
  return output[0].code;
}

/** Whatever Rollup warns of is a fault in our sources; a package's own circles and notes for other bundlers are not ours. */
function refuse(name: string, warning: RollupLog): void {
  const isTheirs = /(^|[/ ])node_modules\//.test(warning.message) && foreign.includes(warning.code ?? '');
  if (!isTheirs) throw new Error(`${name}: ${warning.message}`);
}

/** NetSuite reads a script's kind and version from the first comment, which therefore has to stay the first. */
function headerOf(source: string, entry: string): string {
  const header = /^\s*(\/\*\*[\s\S]*?\*\/)/.exec(source)?.[1];
  if (header === undefined) throw new Error(`${basename(entry)} must begin with its JSDoc header`);
  return header;
}

/** Making a schema does nothing else, so that a script carries and makes only those that it reads with. */
const schemaCall = /(?<![\w.]|function )(?:z\.(?!\w*parse)\w+|boundedText)\(/gi;

/** Takes out types, and comments too: the bundle is for the loader, the sources are for people. */
const stripTypes: Plugin = {
  name: 'strip-types',
  async transform(code, id) {
    const loader = id.endsWith('.ts') ? 'ts' : 'js';
    const { code: stripped } = await transform(code, {
      loader,
      target: 'es2022',
      sourcefile: id,
      legalComments: 'none',
    });
    return { code: id.endsWith('.ts') ? stripped.replace(schemaCall, '/* @__PURE__ */ $&') : stripped, map: null };
  },
};
