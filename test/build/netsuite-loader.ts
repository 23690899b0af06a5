import { createContext, runInContext } from 'node:vm';
import { strayNames } from './netsuite-names.ts';

/** What the loader found out about one script. */
export type LoaderReport = { kind: string; bytes: number; coldLoadMs: number };

/**
 * Entry points and limits per script kind. User events run on every save by every user, so they must stay small.
 *
 * Source of the entry points: NetSuite Help, "SuiteScript 2.x Script Types" (read 2026-11); the limits are ours: what a
 * script costs is its cold load, and the RESTlet carries every rule and command.
 */
const kinds: Readonly<Record<string, { entryPoints: readonly string[]; mostBytes: number }>> = {
  Restlet: { entryPoints: ['get', 'post', 'put', 'delete'], mostBytes: 250_000 },
  UserEventScript: { entryPoints: ['beforeLoad', 'beforeSubmit', 'afterSubmit'], mostBytes: 30_000 },
  MapReduceScript: { entryPoints: ['getInputData', 'map', 'reduce', 'summarize', 'config'], mostBytes: 150_000 },
  Suitelet: { entryPoints: ['onRequest'], mostBytes: 150_000 },
};

/** Longest cold load, in milliseconds of the thread's own time, in the best of many fresh realms. */
const mostColdLoadMs = 10;
const mostColdLoads = 40;

/** The `N/*` modules that we use or mean to use. Source: module list of NetSuite 2026.2. */
const modules = [
  'cache',
  'crypto',
  'email',
  'error',
  'file',
  'format',
  'https',
  'log',
  'query',
  'record',
  'render',
  'runtime',
];
const knownModules: readonly string[] = [
  ...modules,
  'config',
  'redirect',
  'search',
  'task',
  'ui/serverWidget',
  'url',
].map((name) => `N/${name}`);

/** Checks one built script as NetSuite does on upload and at its first run; throws with what is wrong. */
export function checkScript(name: string, source: string): LoaderReport {
  const kind = checkHeader(name, source);
  const bytes = Buffer.byteLength(source);
  const rules = kinds[kind];
  if (rules === undefined) throw new Error(`${name}: script type ${kind} is not one of ours`);
  if (bytes > rules.mostBytes)
    throw new Error(`${name}: ${bytes} bytes, more than the ${rules.mostBytes} of a ${kind}`);
  checkSource(name, source);
  let coldLoadMs = load(name, source, rules.entryPoints);
  for (let loads = 1; coldLoadMs > mostColdLoadMs && loads < mostColdLoads; loads += 1) {
    coldLoadMs = Math.min(coldLoadMs, load(name, source, rules.entryPoints));
  }
  if (coldLoadMs > mostColdLoadMs) throw new Error(`${name}: a cold load takes ${coldLoadMs.toFixed(1)} ms`);
  return { kind, bytes, coldLoadMs };
}

function checkHeader(name: string, source: string): string {
  const header = /^\/\*\*[\s\S]*?\*\//.exec(source)?.[0];
  if (header === undefined) throw new Error(`${name}: does not begin with a JSDoc comment`);
  if (!/@NApiVersion 2\.1\b/.test(header))
    throw new Error(`${name}: INVALID_API_VERSION, the header must say @NApiVersion 2.1`);
  if (!/@NModuleScope \w+/.test(header)) throw new Error(`${name}: the header has no @NModuleScope`);
  const types = [...source.matchAll(/@NScriptType (\w+)/g)];
  if (types.length !== 1)
    throw new Error(`${name}: MISSING_SCRIPT_TYPE, one @NScriptType expected, ${types.length} found`);
  return types[0]?.[1] ?? '';
}

function checkSource(name: string, source: string): void {
  const defines = [...source.matchAll(/\bdefine\s*\(/g)].length;
  if (defines !== 1) throw new Error(`${name}: MULTIPLE_DEFINE_CALLS, ${defines} found`);
  const forbidden = /\bnew Function\b|\beval\s*\(|\brequire\s*\(/.exec(source);
  if (forbidden !== null) throw new Error(`${name}: contains ${forbidden[0]}`);
  const stray = strayNames(source);
  if (stray.length > 0) throw new Error(`${name}: uses ${stray.join(', ')}, which the server does not have`);
}

/**
 * Runs the script in a bare realm - ECMAScript globals only, no code from texts - and returns the milliseconds.
 *
 * Every `N/*` module throws on use, as it does on the server while `define` runs.
 */
function load(name: string, source: string, entryPoints: readonly string[]): number {
  const realm = createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } });
  const state: { dependencies: readonly string[]; entries: readonly string[] } = { dependencies: [], entries: [] };
  Object.assign(realm, {
    report: (dependencies: string[], entries: string[]) => Object.assign(state, { dependencies, entries }),
  });
  // The thread's own time: what else the machine does is not the script's.
  const begun = process.threadCpuUsage();
  runInContext(bareRealm, realm);
  runInContext(source, realm, { filename: name });
  const { user, system } = process.threadCpuUsage(begun);
  const tookMs = (user + system) / 1000;
  const unknown = state.dependencies.filter((dependency) => !knownModules.includes(dependency));
  if (unknown.length > 0) throw new Error(`${name}: depends on ${unknown.join(', ')}`);
  const wrong = state.entries.filter((entry) => !entryPoints.includes(entry));
  if (wrong.length > 0) throw new Error(`${name}: WRONG_SCRIPT_TYPE, returns ${wrong.join(', ')}`);
  if (state.entries.length === 0) throw new Error(`${name}: must implement one script type function`);
  return tookMs;
}

/** Takes away what Node adds to a realm, and gives `define` as the server does. */
const bareRealm = `
for (const name of ['console', 'WebAssembly', 'SharedArrayBuffer', 'Atomics']) delete globalThis[name];
const unavailable = () => { throw new Error('SUITESCRIPT_API_UNAVAILABLE_IN_DEFINE'); };
const absent = new Proxy({}, { get: unavailable });
globalThis.define = (dependencies, build) => {
  const returned = build(...dependencies.map(() => absent));
  report(dependencies, Object.keys(returned));
};
`;
