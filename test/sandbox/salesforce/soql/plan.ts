import type { Field, ObjectType } from '../metadata/object-type.ts';
import type { FieldPath } from '../records/paths.ts';
import type { Value } from '../records/record.ts';
import type { Span } from './dates.ts';

/** What a comparison compares with. */
export type Operand = { kind: 'value'; value: Value | undefined } | { kind: 'span'; span: Span };

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'LIKE' | 'IN' | 'NOT IN';

export type Condition =
  | { kind: 'compare'; path: FieldPath; operator: Comparison; operands: readonly Operand[] }
  | { kind: 'among'; path: FieldPath; isNegated: boolean; plan: Plan }
  | { kind: 'and' | 'or'; conditions: readonly Condition[] }
  | { kind: 'not'; condition: Condition };

export type Column =
  { kind: 'field'; names: readonly string[]; path: FieldPath } | { kind: 'children'; plan: ChildPlan };

export type Order = { path: FieldPath; isDescending: boolean; areBlanksLast: boolean };

/** A query whose every name was found and may be read. */
export type Plan = {
  type: ObjectType;
  columns: readonly Column[];
  /** `select count()`: no rows, only how many. */
  isCount: boolean;
  condition?: Condition;
  orders: readonly Order[];
  limit?: number;
  offset: number;
};

export type ChildPlan = { name: string; parentField: Field['name']; plan: Plan };
