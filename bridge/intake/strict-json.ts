import type { Json } from 'shared-model/canonical-json.ts';
import type { FaultCode } from 'shared-model/faults.ts';
import type { DoorFault } from './limits.ts';
import { limits } from './limits.ts';

export type JsonResult =
  { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly fault: DoorFault };

/**
 * Reads JSON as strictly as the store needs it, and names the place of the first thing that it could not keep.
 *
 * Refused are duplicate member names, `__proto__`, more than 32 levels, texts over 64 k, U+0000, lone surrogates, and
 * numbers that a double could not hold.
 */
export function readStrictJson(text: string): JsonResult {
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch {
    return refusal('', 'json.malformed', 'This is not JSON');
  }
  const fault = firstFault(text);
  return fault === undefined ? { ok: true, value } : { ok: false, fault };
}

/** One open object or array: the names seen so far, and where in it the reader stands. */
type Frame = { readonly names: Set<string> | undefined; place: string | number; isNameNext: boolean };

/**
 * The strings, numbers, brackets and commas of a text, one by one.
 *
 * Read by hand: an expression that matches a string walks the stack for each of its characters, and a text of some
 * megabytes would end it.
 */
function* tokensOf(text: string): Generator<string> {
  let place = 0;
  while (place < text.length) {
    const end = endOfToken(text, place);
    if (end > place) yield text.slice(place, end);
    place = Math.max(end, place + 1);
  }
}

/** Where the token ends that begins here, or `start` when none does. */
function endOfToken(text: string, start: number): number {
  const first = text.charAt(start);
  if (first === '"') return endOfString(text, start);
  if ('{}[],'.includes(first)) return start + 1;
  if (first !== '-' && !isDigit(first)) return start;
  let end = start + 1;
  while (end < text.length && '0123456789.eE+-'.includes(text.charAt(end))) end += 1;
  return end;
}

function endOfString(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && text.charAt(end) !== '"') end += text.charAt(end) === '\\' ? 2 : 1;
  return end + 1;
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}

/** The text is known to be JSON, so its tokens tell everything. */
function firstFault(text: string): DoorFault | undefined {
  const frames: Frame[] = [];
  for (const found of tokensOf(text)) {
    const fault = found.startsWith('"')
      ? textFault(found, frames)
      : (numberFault(found, frames) ?? turn(found, frames));
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function turn(found: string, frames: Frame[]): DoorFault | undefined {
  const frame = frames.at(-1);
  if (found === '{' || found === '[') {
    if (frames.length === limits.depth) {
      return faultAt(frames, 'json.too-deep', `There are more than ${limits.depth} levels`);
    }
    const isObject = found === '{';
    frames.push({ names: isObject ? new Set() : undefined, place: isObject ? '' : 0, isNameNext: isObject });
  } else if (found === '}' || found === ']') {
    frames.pop();
  } else if (frame !== undefined && found === ',') {
    if (typeof frame.place === 'number') frame.place += 1;
    else frame.isNameNext = true;
  }
  return undefined;
}

function textFault(found: string, frames: Frame[]): DoorFault | undefined {
  const text = String(JSON.parse(found));
  const frame = frames.at(-1);
  if (frame?.isNameNext === true && frame.names !== undefined) {
    frame.place = text;
    if (frame.names.has(text)) return faultAt(frames, 'json.duplicate-name', `${quoted(text)} stands here twice`);
    frame.names.add(text);
    frame.isNameNext = false;
    if (text === '__proto__') return faultAt(frames, 'json.forbidden-name', 'This name is not allowed');
  }
  if (text.length > limits.textCharacters) {
    return faultAt(frames, 'json.text-too-long', `A text may have ${limits.textCharacters} characters`);
  }
  if (text.includes('\u0000')) return faultAt(frames, 'json.null-character', 'U+0000 is not allowed in a text');
  if (!text.isWellFormed()) return faultAt(frames, 'json.lone-surrogate', 'The text is not well-formed Unicode');
  return undefined;
}

function numberFault(found: string, frames: Frame[]): DoorFault | undefined {
  if (!/^-?\d/.test(found)) return undefined;
  const value = Number(found);
  const isWhole = /^-?\d+$/.test(found);
  if (Number.isFinite(value) && (!isWhole || Number.isSafeInteger(value))) return undefined;
  return faultAt(frames, 'json.number-out-of-range', 'The number cannot be kept exactly');
}

function refusal(pointer: string, code: FaultCode, text: string): JsonResult {
  return { ok: false, fault: { pointer, code, text } };
}

function faultAt(frames: readonly Frame[], code: FaultCode, text: string): DoorFault {
  const pointer = frames.map(({ place }) => `/${String(place).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  return { pointer: pointer.slice(0, 200), code, text };
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 40));
}
