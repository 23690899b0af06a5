import type { Formula } from './parse.ts';
import { recordId18 } from '../records/ids.ts';
import type { Value } from '../records/record.ts';

/** What a formula sees; `prior` is asked only by ISCHANGED and PRIORVALUE. */
export type FormulaScope = {
  isNew: boolean;
  read(path: readonly string[]): Value | undefined;
  readPrior(path: readonly string[]): Value | undefined;
};

/** Computes a formula; a blank is `undefined`. */
export function evaluate(formula: Formula, scope: FormulaScope): Value | undefined {
  switch (formula.kind) {
    case 'literal':
      return formula.value;
    case 'name':
      return scope.read(formula.path);
    case 'call':
      return call(formula.name, formula.args, scope);
    case 'operator':
      return operate(formula.operator, formula.left, formula.right, scope);
  }
}

/** A blank condition is false. */
export function isTrue(formula: Formula, scope: FormulaScope): boolean {
  return evaluate(formula, scope) === true;
}

type Call = (args: readonly Formula[], scope: FormulaScope) => Value | undefined;

const calls: Readonly<Record<string, Call>> = {
  AND: (args, scope) => args.every((arg) => isTrue(arg, scope)),
  OR: (args, scope) => args.some((arg) => isTrue(arg, scope)),
  NOT: (args, scope) => !first(args, (arg) => isTrue(arg, scope)),
  IF: ([condition, yes, no], scope) => {
    const chosen = condition && isTrue(condition, scope) ? yes : no;
    return chosen && evaluate(chosen, scope);
  },
  ISNEW: (_args, scope) => scope.isNew,
  ISCHANGED: (args, scope) =>
    !scope.isNew && first(args, (arg) => scope.read(pathOf(arg)) !== scope.readPrior(pathOf(arg))),
  PRIORVALUE: (args, scope) => first(args, (arg) => scope.readPrior(pathOf(arg))),
  ISBLANK: (args, scope) => first(args, (arg) => isBlank(evaluate(arg, scope))),
  ISPICKVAL: ([field, text], scope) => !!field && !!text && evaluate(field, scope) === evaluate(text, scope),
  BLANKVALUE: ([value, instead], scope) => {
    const found = value && evaluate(value, scope);
    return isBlank(found) ? instead && evaluate(instead, scope) : found;
  },
  CASESAFEID: (args, scope) => first(args, (arg) => recordId18(textOf(evaluate(arg, scope)))),
  TEXT: (args, scope) => first(args, (arg) => textOf(evaluate(arg, scope))),
  LEN: (args, scope) => first(args, (arg) => textOf(evaluate(arg, scope)).length),
};

function call(name: string, args: readonly Formula[], scope: FormulaScope): Value | undefined {
  const found = calls[name];
  if (!found) throw new Error(`The function ${name} was let through by the parser but is not computed`);
  return found(args, scope);
}

function first<T>(args: readonly Formula[], read: (arg: Formula) => T): T {
  const [arg] = args;
  if (!arg) throw new Error('The parser let a call without its argument through');
  return read(arg);
}

function pathOf(formula: Formula): readonly string[] {
  if (formula.kind !== 'name') throw new Error('ISCHANGED and PRIORVALUE take a field');
  return formula.path;
}

function isBlank(value: Value | undefined): boolean {
  return value === undefined || value === '';
}

function textOf(value: Value | undefined): string {
  return value === undefined ? '' : String(value);
}

/** An unequal or ordered comparison with a blank is never true, as for validation rules of the platform. */
function operate(operator: string, left: Formula, right: Formula, scope: FormulaScope): Value | undefined {
  if (operator === '&&') return isTrue(left, scope) && isTrue(right, scope);
  if (operator === '||') return isTrue(left, scope) || isTrue(right, scope);
  const a = evaluate(left, scope);
  const b = evaluate(right, scope);
  if (operator === '&') return textOf(a) + textOf(b);
  if (operator === '=') return isBlank(a) ? isBlank(b) : a === b;
  if (operator === '<>' || operator === '!=') return isBlank(a) ? !isBlank(b) : a !== b;
  if (a === undefined || b === undefined) return operator === '+' || operator === '-' ? undefined : false;
  if (operator === '+' || operator === '-') return operator === '+' ? Number(a) + Number(b) : Number(a) - Number(b);
  const order = a < b ? -1 : Number(a > b);
  if (operator === '<') return order < 0;
  if (operator === '>') return order > 0;
  return operator === '<=' ? order <= 0 : order >= 0;
}
