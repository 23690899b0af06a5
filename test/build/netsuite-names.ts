import { parseAst } from 'rollup/parseAst';

/** ECMAScript 2023 globals that a server script may use, and what NetSuite adds to them. */
const globals = [
  ...['globalThis', 'undefined', 'NaN', 'Infinity', 'parseInt', 'parseFloat', 'isNaN', 'isFinite', 'define'],
  ...[
    'Object',
    'Function',
    'Array',
    'String',
    'Number',
    'Boolean',
    'Symbol',
    'BigInt',
    'Math',
    'Date',
    'JSON',
    'RegExp',
  ],
  ...['Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'Promise', 'Proxy', 'Reflect', 'arguments'],
  ...['Error', 'TypeError', 'RangeError', 'SyntaxError', 'EvalError', 'ReferenceError', 'AggregateError'],
  ...['ArrayBuffer', 'DataView', 'Uint8Array', 'Uint32Array', 'Int32Array', 'BigInt64Array', 'BigUint64Array'],
  ...['encodeURIComponent', 'decodeURIComponent', 'encodeURI', 'decodeURI'],
] as const;

type Node = { type: string; [part: string]: unknown };

/**
 * Names that a script reads without declaring them anywhere and that are no ECMAScript globals: `process`, `window`, `URL`.
 *
 * It does not follow scopes: a name that is declared in one function counts as declared in all. `typeof name` is no use.
 */
export function strayNames(source: string): readonly string[] {
  const used = new Set<string>();
  const declared = new Set<string>(globals);
  visit(asNode(parseAst(source)), undefined, '', (node, parent, part) => {
    if (node.type === 'ObjectPattern') for (const name of boundNames(node)) declared.add(name);
    if (node.type !== 'Identifier') return;
    const name = String(node['name']);
    if (isDeclaration(parent, part)) declared.add(name);
    else if (isUse(parent, part)) used.add(name);
  });
  return [...used].filter((name) => !declared.has(name)).toSorted();
}

type Visitor = (node: Node, parent: Node | undefined, part: string) => void;

function visit(node: Node | undefined, parent: Node | undefined, part: string, visitor: Visitor): void {
  if (node === undefined) return;
  visitor(node, parent, part);
  for (const [name, value] of Object.entries(node)) {
    for (const child of Array.isArray(value) ? value : [value]) visit(asNode(child), node, name, visitor);
  }
}

function asNode(value: unknown): Node | undefined {
  return typeof value === 'object' && value !== null && 'type' in value
    ? { ...value, type: String(value.type) }
    : undefined;
}

/** `{ name }` and `{ key: name }`: names that an object pattern introduces by itself. */
function boundNames(pattern: Node): string[] {
  const parts = Array.isArray(pattern['properties']) ? pattern['properties'].map(asNode) : [];
  const values = parts.map((part) => asNode(part?.['value']));
  return values.flatMap((value) => (value?.type === 'Identifier' ? [String(value['name'])] : []));
}

/** Parts of a node that introduce a name; a name inside a pattern counts as introduced wherever the pattern stands. */
function isDeclaration(parent: Node | undefined, part: string): boolean {
  switch (parent?.type) {
    case 'VariableDeclarator':
    case 'ClassDeclaration':
      return part === 'id';
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ClassExpression':
      return part === 'id' || part === 'params';
    case 'ArrowFunctionExpression':
      return part === 'params';
    case 'CatchClause':
      return part === 'param';
    case 'ArrayPattern':
    case 'RestElement':
      return true;
    case 'AssignmentPattern':
      return part === 'left';
    default:
      return false;
  }
}

function isUse(parent: Node | undefined, part: string): boolean {
  switch (parent?.type) {
    case 'MemberExpression':
      return part === 'object' || parent['computed'] === true;
    case 'Property':
    case 'MethodDefinition':
    case 'PropertyDefinition':
      return part === 'value' || parent['computed'] === true;
    case 'LabeledStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
      return false;
    case 'UnaryExpression':
      return parent['operator'] !== 'typeof';
    default:
      return true;
  }
}
