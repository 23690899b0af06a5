import { parseQuery } from '@jetstreamapp/soql-parser-js';
import type { FieldType, OrderByClause, Query, QueryBase, Subquery } from '@jetstreamapp/soql-parser-js';

import { childRelationships } from '../metadata/object-type.ts';
import type { ObjectType } from '../metadata/object-type.ts';
import type { Access } from '../records/access.ts';
import type { FieldPath } from '../records/paths.ts';
import { done, refused } from '../records/record.ts';
import type { Outcome } from '../records/record.ts';
import type { OrgState } from '../records/state.ts';
import { findPath } from './compile-path.ts';
import type { Compiler } from './compile-path.ts';
import type { ChildPlan, Column, Order, Plan } from './plan.ts';
import { compileWhere } from './where.ts';

const unsupported = ['groupBy', 'having', 'usingScope', 'withDataCategory', 'for', 'update', 'sObjectAlias'] as const;

/** Parses a query and finds every name in it as this user sees the org. */
export function compileQuery(state: OrgState, access: Access, text: string): Outcome<Plan> {
  const parsed = parse(text);
  return parsed.ok ? compileParsed({ state, access }, parsed.value) : parsed;
}

function parse(text: string): Outcome<Query> {
  try {
    return done(parseQuery(text));
  } catch (error) {
    return refused(
      'MALFORMED_QUERY',
      error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unexpected token',
    );
  }
}

function compileParsed(compiler: Compiler, query: Query): Outcome<Plan> {
  const { state, access } = compiler;
  const wanted = (query.sObject ?? '').toLowerCase();
  const type = [...state.metadata.objects.values()].find((one) => one.name.toLowerCase() === wanted);
  if (!type || type.isEvent || !access.may('read', type)) {
    const advice = "If you are attempting to use a custom object, be sure to append the '__c' after the entity name.";
    return refused('INVALID_TYPE', `sObject type '${query.sObject ?? ''}' is not supported. ${advice}`);
  }
  return compileBase(compiler, type, query, true);
}

function compileBase(compiler: Compiler, type: ObjectType, query: QueryBase, mayNest: boolean): Outcome<Plan> {
  const strange = unsupported.find((clause) => query[clause] !== undefined);
  if (strange) return refused('MALFORMED_QUERY', `the clause ${strange} is not supported by this org`);
  const columns: Column[] = [];
  const isCount = isCountOnly(query.fields ?? []);
  for (const field of isCount ? [] : (query.fields ?? [])) {
    const column = compileColumns(compiler, type, field, mayNest);
    if (!column.ok) return column;
    columns.push(...column.value);
  }
  const orders = compileOrders(compiler, type, query.orderBy);
  if (!orders.ok) return orders;
  const inner = (nested: Query) => compileParsed(compiler, nested);
  const condition = query.where && compileWhere(compiler, type, query.where, inner);
  if (condition && !condition.ok) return condition;
  return done({
    type,
    columns,
    isCount,
    orders: orders.value,
    offset: query.offset ?? 0,
    ...(condition ? { condition: condition.value } : {}),
    ...(query.limit === undefined ? {} : { limit: query.limit }),
  });
}

function isCountOnly(fields: readonly FieldType[]): boolean {
  const [only, ...more] = fields;
  return more.length === 0 && only?.type === 'FieldFunctionExpression' && only.rawValue?.toLowerCase() === 'count()';
}

function compileColumns(
  compiler: Compiler,
  type: ObjectType,
  field: FieldType,
  mayNest: boolean,
): Outcome<readonly Column[]> {
  if (field.type === 'FieldSubquery') {
    if (!mayNest) return refused('MALFORMED_QUERY', 'this org reads one level of child rows only');
    const plan = compileChildren(compiler, type, field.subquery);
    return plan.ok ? done([{ kind: 'children', plan: plan.value }]) : plan;
  }
  if (field.type === 'FieldFunctionExpression' && field.functionName === 'FIELDS')
    return done(allColumns(compiler, type, field.rawValue?.toUpperCase() ?? ''));
  if (field.type !== 'Field' && field.type !== 'FieldRelationship')
    return refused('MALFORMED_QUERY', `${field.type} is not supported by this org`);
  const names = field.type === 'Field' ? [field.field] : [...field.relationships, field.field];
  const path = findPath(compiler, type, names);
  return path.ok ? done([{ kind: 'field', names: trueNames(path.value), path: path.value }]) : path;
}

function allColumns({ access }: Compiler, type: ObjectType, which: string): readonly Column[] {
  return [...type.fields.values()]
    .filter((field) => access.mayRead(type, field))
    .filter((field) => which.includes('ALL') || field.isCustom === which.includes('CUSTOM'))
    .map((field) => ({ kind: 'field', names: [field.name], path: { steps: [], types: [type], type, field } }));
}

function trueNames(path: FieldPath): readonly string[] {
  return [...path.steps.map((step) => step.reference.parentName), path.field.name];
}

function compileChildren(compiler: Compiler, type: ObjectType, subquery: Subquery): Outcome<ChildPlan> {
  const { state, access } = compiler;
  const wanted = subquery.relationshipName.toLowerCase();
  const found = childRelationships(state.metadata.objects, type.name).find((one) => one.name.toLowerCase() === wanted);
  const childType = found && state.metadata.objects.get(found.child);
  if (!found || !childType || !access.may('read', childType)) {
    const text = `Didn't understand relationship '${subquery.relationshipName}' in FROM part of query call.`;
    return refused('INVALID_TYPE', text);
  }
  const plan = compileBase(compiler, childType, subquery, false);
  return plan.ok ? done({ name: found.name, parentField: found.field, plan: plan.value }) : plan;
}

function compileOrders(
  compiler: Compiler,
  type: ObjectType,
  clause: OrderByClause | OrderByClause[] | undefined,
): Outcome<readonly Order[]> {
  const orders: Order[] = [];
  for (const order of clause === undefined ? [] : [clause].flat()) {
    if (!('field' in order)) return refused('MALFORMED_QUERY', 'ordering by a function is not supported by this org');
    const path = findPath(compiler, type, order.field.split('.'));
    if (!path.ok) return path;
    orders.push({ path: path.value, isDescending: order.order === 'DESC', areBlanksLast: order.nulls === 'LAST' });
  }
  return done(orders);
}
