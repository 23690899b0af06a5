import type { Execution } from './calls.ts';

/** ECMAScript 2023 without what no page says that the platform has. Source: documented (chapter_156042690639). */
const kept = [
  ...['Object', 'Function', 'Array', 'Number', 'parseFloat', 'parseInt', 'Infinity', 'NaN', 'undefined', 'Boolean'],
  ...['String', 'Symbol', 'Date', 'Promise', 'RegExp', 'Error', 'AggregateError', 'EvalError', 'RangeError', 'JSON'],
  ...['ReferenceError', 'SyntaxError', 'TypeError', 'URIError', 'globalThis', 'Math', 'ArrayBuffer', 'DataView', 'Map'],
  ...['Uint8Array', 'Int8Array', 'Uint16Array', 'Int16Array', 'Uint32Array', 'Int32Array', 'BigUint64Array', 'BigInt'],
  ...['BigInt64Array', 'Uint8ClampedArray', 'Float32Array', 'Float64Array', 'Set', 'WeakMap', 'WeakSet', 'WeakRef'],
  ...['Proxy', 'Reflect', 'decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent', 'escape', 'unescape'],
  ...['isFinite', 'isNaN', 'FinalizationRegistry', 'eval'],
];

/** Members that came after ECMAScript 2023. */
const tooNew: readonly (readonly [object, readonly string[]])[] = [
  [Object, ['groupBy']],
  [Map, ['groupBy']],
  [Promise, ['withResolvers', 'try']],
  [Array, ['fromAsync']],
  [
    Set.prototype,
    ['union', 'intersection', 'difference', 'symmetricDifference', 'isSubsetOf', 'isSupersetOf', 'isDisjointFrom'],
  ],
  [String.prototype, ['isWellFormed', 'toWellFormed']],
  [RegExp, ['escape']],
  [Error, ['captureStackTrace', 'isError']],
  [Math, ['f16round', 'sumPrecise']],
];

/** Takes away what a script would not find in an account, and puts the account's time and chance in place of the machine's. */
export function makeBare(execution: Execution, seed: number): void {
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (!kept.includes(name)) Reflect.deleteProperty(globalThis, name);
  }
  for (const [owner, names] of tooNew) for (const name of names) Reflect.deleteProperty(owner, name);
  Math.random = chance(seed);
  replaceDate(execution);
}

/** mulberry32: repeatable, so that a script which draws numbers draws the same ones again. */
function chance(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const localParts = ['FullYear', 'Month', 'Date', 'Hours', 'Minutes', 'Seconds', 'Milliseconds', 'Day'] as const;
const hasZone = /(?:Z|[+-]\d\d:?\d\d|GMT|UTC)\s*$|^\d{4}(?:-\d\d(?:-\d\d)?)?$/i;

/** A Date whose *now* is the sandbox clock and whose local time is the account's zone, on every machine alike. */
function replaceDate(execution: Execution): void {
  const Machine = Date;
  const shiftMs = execution.zoneMinutes * 60_000;
  const { getTimezoneOffset } = Machine.prototype;
  const machineOffset = (at: Date): number => getTimezoneOffset.call(at);
  const parse = (text: string) => parseIn(Machine, machineOffset, shiftMs, text);
  const build = (parts: readonly unknown[]): Date => {
    if (parts.length === 0) return new Machine(execution.now);
    const [first, second, ...rest] = parts;
    if (parts.length === 1) return new Machine(typeof first === 'string' ? parse(first) : Number(first));
    return new Machine(Machine.UTC(Number(first), Number(second), ...rest.map(Number)) - shiftMs);
  };
  function AccountDate(...parts: readonly unknown[]): Date | string {
    if (!new.target) return new Machine(execution.now).toISOString();
    return build(parts);
  }
  Object.setPrototypeOf(AccountDate, Machine);
  Object.assign(AccountDate, { now: () => execution.now, parse, UTC: Machine.UTC });
  Object.defineProperty(AccountDate, 'prototype', { value: Machine.prototype });
  Object.defineProperty(Machine.prototype, 'constructor', { value: AccountDate, configurable: true, writable: true });
  shiftParts(Machine, execution.zoneMinutes);
  Object.defineProperty(globalThis, 'Date', { value: AccountDate, configurable: true, writable: true });
}

type Offset = (at: Date) => number;

function parseIn(Machine: DateConstructor, machineOffset: Offset, shiftMs: number, text: string): number {
  const at = Machine.parse(text);
  if (Number.isNaN(at) || hasZone.test(text)) return at;
  return at - machineOffset(new Machine(at)) * 60_000 - shiftMs;
}

/** Makes the local getters and setters those of the account's zone, by way of their UTC kin. */
function shiftParts(Machine: DateConstructor, zoneMinutes: number): void {
  const { prototype } = Machine;
  const shiftMs = zoneMinutes * 60_000;
  for (const part of localParts) {
    const get: unknown = Reflect.get(prototype, `getUTC${part}`);
    const set: unknown = Reflect.get(prototype, `setUTC${part}`);
    setMember(prototype, `get${part}`, function (this: Date): unknown {
      return apply(get, new Machine(this.getTime() + shiftMs), []);
    });
    if (typeof set !== 'function') continue;
    setMember(prototype, `set${part}`, function (this: Date, ...values: unknown[]): number {
      const shifted = new Machine(this.getTime() + shiftMs);
      apply(set, shifted, values);
      return this.setTime(shifted.getTime() - shiftMs);
    });
  }
  setMember(prototype, 'getTimezoneOffset', () => -zoneMinutes);
}

function setMember(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
}

function apply(method: unknown, target: Date, values: unknown[]): unknown {
  return typeof method === 'function' ? Reflect.apply(method, target, values) : undefined;
}
