import { makeBare } from './bare-realm.ts';
import { makeCall } from './calls.ts';
import type { Execution, Post } from './calls.ts';
import { entryFor } from './entries.ts';
import type { Entry } from './entries.ts';
import { raiseError, thrownOf } from './errors.ts';
import { buildModules, logModule } from './modules.ts';
import type { Surroundings } from './modules.ts';

export type Start = Surroundings & { now: number; zoneMinutes: number; seed: number; entryPoints: readonly string[] };

/** What the worker asks of a realm; every answer is JSON text. */
export type Entered = { define(): void; run(entryPoint: string, input: string): string };

/** Furnishes the realm; the SuiteScript file is evaluated next, and then `run` calls its entry point. */
export function enterRealm(post: Post, startText: string): Entered {
  const start: Start = JSON.parse(startText);
  const { now, zoneMinutes } = start;
  const execution: Execution = { post, now, zoneMinutes, isDefining: true };
  const call = makeCall(execution, raiseError);
  const modules = buildModules(execution, call, start);
  let entry: unknown;
  const define = (...parts: unknown[]) => {
    entry = evaluate(modules, parts);
  };
  makeBare(execution, start.seed);
  Object.assign(globalThis, { define, log: logModule(call) });
  return {
    define: () => {
      checkEntry(entry, start.entryPoints);
      execution.isDefining = false;
    },
    run: (entryPoint, input) =>
      runEntry(entry, entryPoint, () => entryFor(start.scriptType, execution, call, JSON.parse(input))),
  };
}

/** `define(fn)`, `define(object)`, `define([id,] dependencies, fn|object)`. Source: documented (section_4387811519). */
function evaluate(modules: ReadonlyMap<string, object>, parts: readonly unknown[]): unknown {
  const [first, second] = typeof parts[0] === 'string' ? parts.slice(1) : parts;
  const dependencies = Array.isArray(first) ? first : [];
  const body = Array.isArray(first) ? second : first;
  if (typeof body !== 'function') return body;
  return body(...dependencies.map((id) => moduleOf(modules, String(id))));
}

function moduleOf(modules: ReadonlyMap<string, object>, id: string): object {
  return modules.get(id.replace(/\.js$/, '')) ?? raiseError('MODULE_DOES_NOT_EXIST', `Module does not exist: ${id}`);
}

/** An entry file has entry points of its own type and at least one. Rule: documented (section_4503568059); the second code assumed. */
function checkEntry(entry: unknown, entryPoints: readonly string[]): void {
  const names = typeof entry === 'object' && entry !== null ? Object.keys(entry) : [];
  const foreign = names.filter((name) => !entryPoints.includes(name));
  if (foreign.length > 0)
    raiseError('WRONG_SCRIPT_TYPE', `Not an entry point of this script type: ${foreign.join(', ')}`);
  if (names.length === 0)
    raiseError('SCRIPT_TYPE_NOT_IMPLEMENTED', 'The script must implement one script type function.');
}

function runEntry(entry: unknown, entryPoint: string, open: () => Entry): string {
  const method: unknown = typeof entry === 'object' && entry !== null ? Reflect.get(entry, entryPoint) : undefined;
  if (typeof method !== 'function') {
    return JSON.stringify({
      thrown: { code: 'SSS_INVALID_SCRIPTLET_METHOD', message: `No ${entryPoint} entry point` },
    });
  }
  try {
    const { given, finish } = open();
    const returned: unknown = Reflect.apply(method, entry, [given]);
    if (returned instanceof Promise) throw new Error('The sandbox has not built asynchronous entry points');
    return JSON.stringify({ returned: finish(returned) });
  } catch (thrown) {
    return JSON.stringify({ thrown: thrownOf(thrown) });
  }
}
