import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { transformSync } from '@lwc/compiler';
import { resolveModule } from '@lwc/module-resolver';
import type { Plugin } from 'vite';

/** Ids of compiled templates and styles; they must not end like a stylesheet or page, or Vite's own plugins take them. */
const virtualEnd = '.lwc-virtual.js';
const scopedEnd = '.scoped-lwc-virtual.js';
const schemaStart = '@salesforce/schema/';

type ModuleRecord = { name: string; path: string } | { dir: string } | { npm: string };
export type LwcOptions = {
  /** Where bare names are looked up from. */
  readonly rootDir: string;
  readonly modules: readonly ModuleRecord[];
  /** Folders whose scripts are components. */
  readonly roots: readonly string[];
  /** Modules of the platform by name, as files of ours. */
  readonly platform: Readonly<Record<string, string>>;
  /** Modules whose default export is one value: the file that has them all, and each one's name in it. */
  readonly values: { readonly file: string; readonly names: Readonly<Record<string, string>> };
};

/**
 * Lets Vite and Vitest read Lightning components: scripts, templates and styles go through the platform's own compiler.
 *
 * It keeps no state between files, since Vitest caches modules across runs; bundle and namespace come from the path.
 */
export function lwcPlugin(options: LwcOptions): Plugin {
  const { rootDir, roots, platform, values } = options;
  const isComponentFile = (file: string) => roots.some((root) => file.startsWith(root + sep));
  return {
    name: 'lwc',
    enforce: 'pre',
    resolveId(source, importer) {
      const known = platform[source];
      if (known !== undefined) return known;
      if (source.startsWith(schemaStart) || source in values.names) return `\0${source}`;
      const from = importer === undefined ? undefined : fileOf(importer);
      if (from !== undefined && isComponentFile(from) && source.startsWith('.')) return insideBundle(source, from);
      return /^(@salesforce\/|[a-z]\w*\/\w+$)/i.test(source) ? byName(source, from, rootDir, options.modules) : null;
    },
    load(id) {
      if (id.startsWith(`\0${schemaStart}`)) return schemaModule(id);
      const value = values.names[id.slice(1)];
      if (id.startsWith('\0') && value !== undefined) return `export { ${value} as default } from '${values.file}';`;
      return id.startsWith('\0') && id.endsWith('lwc-virtual.js') ? compiledResource(id) : null;
    },
    transform(code, id) {
      const file = id.split('?')[0] ?? id;
      if (id.startsWith('\0') || !isComponentFile(file) || !file.endsWith('.js')) return null;
      const compiled = transformSync(code.replaceAll('import.meta.env.SSR', 'false'), file, optionsOf(file));
      return { code: compiled.code, map: null };
    },
  };
}

function insideBundle(source: string, from: string): string | null {
  const file = resolve(dirname(from), source.split('?')[0] ?? source);
  if (/\.(html|css)$/.test(file)) return `\0${file}${source.includes('scoped=true') ? scopedEnd : virtualEnd}`;
  return (
    ['', from.endsWith('.ts') ? '.ts' : '.js']
      .map((end) => file + end)
      .find((each) => existsSync(each) && statSync(each).isFile()) ?? null
  );
}

function byName(source: string, from: string | undefined, rootDir: string, modules: readonly ModuleRecord[]) {
  const importer = from !== undefined && isAbsolute(from) ? from : join(rootDir, 'x.js');
  try {
    const { entry } = resolveModule(source, importer, { rootDir, modules: [...modules] });
    return /\.(css|html)$/.test(entry) ? `\0${entry}${virtualEnd}` : entry;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'NO_LWC_MODULE_FOUND') return null;
    throw error;
  }
}

/** A template or style, compiled; a component without one gets the empty one that the platform would give it. */
function compiledResource(id: string): string {
  const file = fileOf(id);
  if (existsSync(file)) {
    const options = { ...optionsOf(file), scopedStyles: id.endsWith(scopedEnd) };
    return transformSync(readFileSync(file, 'utf8'), file, options).code;
  }
  if (file.endsWith('.css')) return 'export default undefined';
  return "import { registerTemplate } from 'lwc'; export default registerTemplate(function none() { return []; })";
}

/** `@salesforce/schema/Object__c` is the object's name, as the platform gives it outside a namespace. */
function schemaModule(id: string): string {
  const objectApiName = id.slice(schemaStart.length + 1);
  return `export default ${JSON.stringify({ objectApiName })}`;
}

function optionsOf(file: string) {
  const [namespace = '', name = ''] = dirname(file).split(sep).slice(-2);
  return {
    namespace: namespace === 'lwc' ? 'c' : namespace,
    name,
    enableDynamicComponents: true,
    enableLwcSpread: true,
    enableLwcOn: true,
  };
}

function fileOf(id: string): string {
  const path = id.replace(/^\0/, '').split('?')[0] ?? '';
  return path.replace(/(\.scoped-lwc-virtual|\.lwc-virtual)\.js$/, '');
}
