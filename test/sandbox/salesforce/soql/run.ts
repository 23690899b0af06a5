import { recordAt, valueAt, valueOf } from '../records/paths.ts';
import type { StoredRecord, Value } from '../records/record.ts';
import type { OrgState } from '../records/state.ts';
import { restValue } from '../records/values.ts';
import type { ChildPlan, Column, Comparison, Condition, Operand, Order, Plan } from './plan.ts';

/** One row of an answer, as REST writes it. */
export type AnswerRow = { [name: string]: unknown };

/** The records that a plan finds, in its order; ties fall to the order in which records were made. */
export function findRecords(state: OrgState, plan: Plan, among?: readonly StoredRecord[]): readonly StoredRecord[] {
  const { condition } = plan;
  const all = seenIn(state, among ?? state.store.all(plan.type.name));
  const rows = all.filter((row) => !condition || holds(state, row, condition));
  const sorted = plan.orders.length === 0 ? rows : rows.toSorted((a, b) => compareRows(state, a, b, plan.orders));
  return sorted.slice(plan.offset, plan.limit === undefined ? undefined : plan.offset + plan.limit);
}

/** While queries lag, rows that were made a moment ago are not found. Source: assumed, as of a search index. */
function seenIn(state: OrgState, rows: readonly StoredRecord[]): readonly StoredRecord[] {
  const lagMs = state.lagMs();
  if (lagMs === 0) return rows;
  const latest = state.clock.now() - lagMs;
  return rows.filter((row) => Date.parse(String(row.values.get('CreatedDate'))) <= latest);
}

/** Writes one record with the columns of its plan. */
export function answerRow(state: OrgState, record: StoredRecord, columns: readonly Column[], base: string): AnswerRow {
  const row: AnswerRow = { attributes: attributesOf(record, base) };
  for (const column of columns) {
    if (column.kind === 'children') row[column.plan.name] = answerChildren(state, record, column.plan, base);
    else setColumn(state, row, record, column, base);
  }
  return row;
}

export function attributesOf(record: StoredRecord, base: string): { type: string; url: string } {
  return { type: record.type, url: `${base}/sobjects/${record.type}/${record.id}` };
}

function setColumn(
  state: OrgState,
  row: AnswerRow,
  record: StoredRecord,
  { names, path }: Extract<Column, { kind: 'field' }>,
  base: string,
): void {
  let target = row;
  for (const [index, name] of names.slice(0, -1).entries()) {
    const parent = recordAt(state, record, path.steps.slice(0, index + 1));
    if (!parent) {
      target[name] ??= null;
      return;
    }
    const nested = nestedRow(target[name]) ?? { attributes: attributesOf(parent, base) };
    target[name] = nested;
    target = nested;
  }
  target[path.field.name] = restValue(path.field, valueAt(state, record, path));
}

function nestedRow(value: unknown): AnswerRow | undefined {
  return typeof value === 'object' && value !== null ? { ...value } : undefined;
}

function answerChildren(state: OrgState, record: StoredRecord, child: ChildPlan, base: string): unknown {
  const children = state.store.withValue(child.plan.type.name, child.parentField, record.id);
  const rows = findRecords(state, child.plan, children);
  if (rows.length === 0) return null;
  const records = rows.map((row) => answerRow(state, row, child.plan.columns, base));
  return { totalSize: rows.length, done: true, records };
}

function holds(state: OrgState, row: StoredRecord, condition: Condition): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.conditions.every((one) => holds(state, row, one));
    case 'or':
      return condition.conditions.some((one) => holds(state, row, one));
    case 'not':
      return !holds(state, row, condition.condition);
    case 'among':
      return isAmong(state, row, condition) !== condition.isNegated;
    case 'compare':
      return compare(valueAt(state, row, condition.path), condition.operator, condition.operands);
  }
}

function isAmong(state: OrgState, row: StoredRecord, { path, plan }: Extract<Condition, { kind: 'among' }>): boolean {
  const value = valueAt(state, row, path);
  const [column] = plan.columns;
  if (value === undefined || column?.kind !== 'field') return false;
  return findRecords(state, plan).some(
    (found) => valueOf(recordAt(state, found, column.path.steps), column.path.field) === value,
  );
}

function compare(value: Value | undefined, operator: Comparison, operands: readonly Operand[]): boolean {
  if (operator === 'IN') return operands.some((operand) => isEqual(value, operand));
  if (operator === 'NOT IN') return !operands.some((operand) => isEqual(value, operand));
  const [operand] = operands;
  if (!operand) return false;
  if (operator === '=') return isEqual(value, operand);
  if (operator === '!=') return !isEqual(value, operand);
  if (value === undefined) return false;
  if (operator === 'LIKE') return isLike(String(value), operand);
  return isOrdered(value, operator, operand);
}

/** Text compares without case. */
function isEqual(value: Value | undefined, operand: Operand): boolean {
  if (operand.kind === 'span') {
    const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
    return at >= operand.span.from && at < operand.span.to;
  }
  if (typeof value === 'string' && typeof operand.value === 'string')
    return value.toLowerCase() === operand.value.toLowerCase();
  return value === operand.value;
}

function isOrdered(value: Value, operator: '<' | '<=' | '>' | '>=', operand: Operand): boolean {
  if (operand.kind === 'span') {
    const at = Date.parse(String(value));
    const { from, to } = operand.span;
    return { '<': at < from, '<=': at < to, '>': at >= to, '>=': at >= from }[operator];
  }
  if (operand.value === undefined) return false;
  const order = compareValues(value, operand.value);
  return { '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0 }[operator];
}

/** `%` stands for any text, `_` for one character; without case. */
function isLike(value: string, operand: Operand): boolean {
  const pattern = operand.kind === 'value' ? String(operand.value ?? '') : '';
  const parts = pattern
    .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '[^]*')
    .replaceAll('_', '[^]');
  return new RegExp(`^${parts}$`, 'i').test(value);
}

function compareRows(state: OrgState, a: StoredRecord, b: StoredRecord, orders: readonly Order[]): number {
  for (const { path, isDescending, areBlanksLast } of orders) {
    const left = valueAt(state, a, path);
    const right = valueAt(state, b, path);
    if (left === right) continue;
    if (left === undefined || right === undefined) return (left === undefined) === areBlanksLast ? 1 : -1;
    const order = compareValues(left, right);
    if (order !== 0) return isDescending ? -order : order;
  }
  return 0;
}

function compareValues(a: Value, b: Value): number {
  const left = typeof a === 'string' ? a.toLowerCase() : a;
  const right = typeof b === 'string' ? b.toLowerCase() : b;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
