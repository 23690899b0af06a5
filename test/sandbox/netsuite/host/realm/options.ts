import { raiseError } from './errors.ts';

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** A member of the account's answer. */
export function fieldOf(answer: unknown, name: string): unknown {
  return isObject(answer) ? Reflect.get(answer, name) : undefined;
}

/** A member of the options that a script gave; most calls of N/* take one object. */
export function optionOf(options: unknown, name: string): unknown {
  return isObject(options) ? Reflect.get(options, name) : undefined;
}

export function textOption(options: unknown, name: string): string {
  const value = optionOf(options, name);
  if (value === undefined || value === null || value === '') {
    return raiseError('SSS_MISSING_REQD_ARGUMENT', `Missing a required argument: ${name}`);
  }
  return textOf(value);
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
