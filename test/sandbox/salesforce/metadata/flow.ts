import type { Formula } from '../formula/parse.ts';

/** A value in a flow: written down, or read from `$Record`, a variable or a formula. */
export type FlowValue =
  { kind: 'literal'; value: string | number | boolean } | { kind: 'reference'; path: readonly string[] };

export type FlowCondition = { left: readonly string[]; operator: FlowOperator; right: FlowValue | undefined };
export type FlowConditions = { logic: 'and' | 'or'; conditions: readonly FlowCondition[] };

export const flowOperators = [
  'EqualTo',
  'NotEqualTo',
  'GreaterThan',
  'GreaterThanOrEqualTo',
  'LessThan',
  'LessThanOrEqualTo',
  'StartsWith',
  'Contains',
  'IsNull',
  'IsChanged',
] as const;
export type FlowOperator = (typeof flowOperators)[number];

/** The elements that this org runs. `next` is the name of the element that follows. */
export type FlowElement =
  | {
      kind: 'assignment';
      name: string;
      items: readonly { target: readonly string[]; value: FlowValue }[];
      next?: string;
    }
  | {
      kind: 'decision';
      name: string;
      outcomes: readonly { name: string; when: FlowConditions; next?: string }[];
      next?: string;
    }
  | {
      /** Changes the one record that `id` names. */
      kind: 'update';
      name: string;
      object: string;
      id: FlowValue;
      inputs: readonly { field: string; value: FlowValue }[];
      next?: string;
      onFault?: string;
    }
  | {
      kind: 'create';
      name: string;
      object: string;
      inputs: readonly { field: string; value: FlowValue }[];
      next?: string;
      onFault?: string;
    };

/** A record-triggered flow. */
export type Flow = {
  name: string;
  label: string;
  object: string;
  runs: 'before-save' | 'after-save';
  onCreate: boolean;
  onUpdate: boolean;
  /** Start conditions. */
  when: FlowConditions;
  whenFormula?: Formula;
  /** Runs on an update only when the record did not meet the conditions before. */
  onlyWhenNewlyMet: boolean;
  first: string;
  elements: ReadonlyMap<string, FlowElement>;
  formulas: ReadonlyMap<string, Formula>;
  variables: ReadonlyMap<string, FlowValue | undefined>;
};
