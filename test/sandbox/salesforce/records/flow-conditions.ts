import type { FlowCondition, FlowConditions, FlowValue } from '../metadata/flow.ts';
import type { Value } from './record.ts';

/** How conditions read what they compare. */
export type ConditionReader = {
  isNew: boolean;
  read(path: readonly string[]): Value | undefined;
  readPrior(path: readonly string[]): Value | undefined;
  value(value: FlowValue): Value | undefined;
};

/** Whether conditions hold; none at all always do. */
export function meets({ logic, conditions }: FlowConditions, reader: ConditionReader): boolean {
  if (conditions.length === 0) return true;
  const holds = (condition: FlowCondition) => isMet(condition, reader);
  return logic === 'and' ? conditions.every(holds) : conditions.some(holds);
}

function isMet({ left, operator, right }: FlowCondition, reader: ConditionReader): boolean {
  const a = reader.read(left);
  const b = right && reader.value(right);
  switch (operator) {
    case 'EqualTo':
      return a === b;
    case 'NotEqualTo':
      return a !== b;
    case 'GreaterThan':
      return a !== undefined && b !== undefined && a > b;
    case 'GreaterThanOrEqualTo':
      return a !== undefined && b !== undefined && a >= b;
    case 'LessThan':
      return a !== undefined && b !== undefined && a < b;
    case 'LessThanOrEqualTo':
      return a !== undefined && b !== undefined && a <= b;
    case 'StartsWith':
      return textOf(a).startsWith(textOf(b));
    case 'Contains':
      return textOf(a).includes(textOf(b));
    case 'IsNull':
      return (a === undefined) === (b !== false);
    case 'IsChanged':
      return (!reader.isNew && a !== reader.readPrior(left)) === (b !== false);
  }
}

function textOf(value: Value | undefined): string {
  return value === undefined ? '' : String(value).toLowerCase();
}
