import { namesIn } from '../formula/parse.ts';
import type { Flow, FlowConditions, FlowElement, FlowValue } from './flow.ts';
import { findField } from './object-type.ts';
import type { ObjectType } from './object-type.ts';
import { hasPath } from './objects.ts';

/** What flows may read of the run itself. */
const flowGlobals: ReadonlySet<string> = new Set(['FaultMessage', 'CurrentDateTime']);

/** Refuses a flow that names an element, a field or an object that does not exist. */
export function checkFlow(flow: Flow, objects: ReadonlyMap<string, ObjectType>): void {
  const type = objects.get(flow.object);
  if (!type) throw new Error(`Flow ${flow.name}: the object ${flow.object} does not exist`);
  const scope = { flow, type, objects };
  checkElementName(flow, flow.first, 'start');
  checkConditions(scope, flow.when, 'start');
  if (flow.whenFormula) checkPaths(scope, namesIn(flow.whenFormula), 'filterFormula', true);
  for (const [name, formula] of flow.formulas) checkPaths(scope, namesIn(formula), name, false);
  for (const element of flow.elements.values()) checkElement(scope, element);
}

type Scope = { flow: Flow; type: ObjectType; objects: ReadonlyMap<string, ObjectType> };

function checkElement(scope: Scope, element: FlowElement): void {
  const { flow } = scope;
  if (element.next !== undefined) checkElementName(flow, element.next, element.name);
  switch (element.kind) {
    case 'assignment':
      for (const item of element.items) checkAssignment(scope, item, element.name);
      return;
    case 'decision':
      for (const outcome of element.outcomes) {
        checkConditions(scope, outcome.when, outcome.name);
        if (outcome.next !== undefined) checkElementName(flow, outcome.next, outcome.name);
      }
      return;
    case 'update':
      checkValue(scope, element.id, element.name);
      checkSave(scope, element);
      return;
    case 'create':
      checkSave(scope, element);
  }
}

function checkAssignment(scope: Scope, item: { target: readonly string[]; value: FlowValue }, name: string): void {
  const [head, field, ...rest] = item.target;
  const isRecord = head === '$Record' && field !== undefined && rest.length === 0;
  if (isRecord && !findField(scope.type, field)) throw missing(scope.flow, name, item.target);
  if (isRecord && scope.flow.runs === 'after-save')
    throw new Error(`Flow ${scope.flow.name}, ${name}: $Record can be set only before the save`);
  if (!isRecord && !(item.target.length === 1 && scope.flow.variables.has(head ?? '')))
    throw missing(scope.flow, name, item.target);
  checkValue(scope, item.value, name);
}

function checkSave(scope: Scope, element: Extract<FlowElement, { kind: 'create' | 'update' }>): void {
  const { flow, objects } = scope;
  if (flow.runs === 'before-save')
    throw new Error(`Flow ${flow.name}, ${element.name}: a flow before the save cannot save records`);
  const type = objects.get(element.object);
  if (!type) throw new Error(`Flow ${flow.name}, ${element.name}: the object ${element.object} does not exist`);
  for (const input of element.inputs) {
    if (!findField(type, input.field)) throw missing(flow, element.name, [element.object, input.field]);
    checkValue(scope, input.value, element.name);
  }
  if (element.onFault !== undefined) checkElementName(flow, element.onFault, element.name);
}

function checkConditions(scope: Scope, when: FlowConditions, name: string): void {
  checkPaths(
    scope,
    when.conditions.map((condition) => condition.left),
    name,
    false,
  );
  for (const condition of when.conditions) if (condition.right) checkValue(scope, condition.right, name);
}

function checkValue(scope: Scope, value: FlowValue, name: string): void {
  if (value.kind === 'reference') checkPaths(scope, [value.path], name, false);
}

function checkPaths(scope: Scope, paths: readonly (readonly string[])[], name: string, isBare: boolean): void {
  for (const path of paths) if (!isKnown(scope, path, isBare)) throw missing(scope.flow, name, path);
}

/** A start formula may name fields without `$Record`. */
function isKnown({ flow, type, objects }: Scope, path: readonly string[], isBare: boolean): boolean {
  const [head = '', ...rest] = path;
  if (head === '$Record' || head === '$Record__Prior') return hasPath(type, rest, objects);
  if (head === '$Flow') return flowGlobals.has(rest.join('.'));
  if (rest.length === 0 && (flow.variables.has(head) || flow.formulas.has(head))) return true;
  return isBare && hasPath(type, path, objects);
}

function checkElementName(flow: Flow, name: string, from: string): void {
  if (!flow.elements.has(name)) throw new Error(`Flow ${flow.name}, ${from}: the element ${name} does not exist`);
}

function missing(flow: Flow, name: string, path: readonly string[]): Error {
  return new Error(`Flow ${flow.name}, ${name}: ${path.join('.')} does not exist`);
}
