/** A formula of a validation rule, a flow or a default value, as a tree. */
export type Formula =
  | { kind: 'literal'; value: string | number | boolean | undefined }
  | { kind: 'name'; path: readonly string[] }
  | { kind: 'call'; name: string; args: readonly Formula[] }
  | { kind: 'operator'; operator: string; left: Formula; right: Formula };

/** Functions that this org can compute; any other one is refused when the metadata is loaded. */
const argumentCounts: Readonly<Record<string, readonly [least: number, most: number]>> = {
  AND: [1, 50],
  OR: [1, 50],
  NOT: [1, 1],
  IF: [3, 3],
  ISNEW: [0, 0],
  ISCHANGED: [1, 1],
  PRIORVALUE: [1, 1],
  ISBLANK: [1, 1],
  ISPICKVAL: [2, 2],
  BLANKVALUE: [2, 2],
  CASESAFEID: [1, 1],
  TEXT: [1, 1],
  LEN: [1, 1],
};

const tokenPattern =
  /\s*(?:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(\d+(?:\.\d+)?)|\{!\s*([$\w.]+)\s*\}|([$A-Za-z][\w.$]*)|(&&|\|\||<>|!=|<=|>=|[=<>&+\-(),!]))/y;

type Token = { kind: 'text' | 'number' | 'name' | 'symbol'; text: string };

/** Binds weakest first; all are left-associative. */
const levels: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['=', '<>', '!=', '<', '>', '<=', '>='],
  ['&'],
  ['+', '-'],
];

/** Parses a formula; throws with the text and the place for anything outside the subset. */
export function parseFormula(source: string): Formula {
  const cursor = { tokens: tokenise(source), at: 0, source };
  const formula = parseLevel(cursor, 0);
  if (cursor.at < cursor.tokens.length) throw unsupported(cursor);
  return formula;
}

type Cursor = { tokens: readonly Token[]; at: number; source: string };

function tokenise(source: string): Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(tokenPattern);
  const end = source.trimEnd().length;
  while (pattern.lastIndex < end) {
    const start = pattern.lastIndex;
    const found = pattern.exec(source);
    if (!found) throw new Error(`Formula "${source}": cannot read from "${source.slice(start, start + 20)}"`);
    const [, text, number, merged, name, symbol] = found;
    if (text !== undefined) tokens.push({ kind: 'text', text: text.slice(1, -1).replaceAll(/\\(.)/g, '$1') });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol });
    else tokens.push({ kind: 'name', text: merged ?? name ?? '' });
  }
  return tokens;
}

function parseLevel(cursor: Cursor, level: number): Formula {
  const operators = levels[level];
  if (!operators) return parseOperand(cursor);
  let left = parseLevel(cursor, level + 1);
  for (;;) {
    const token = cursor.tokens[cursor.at];
    if (token?.kind !== 'symbol' || !operators.includes(token.text)) return left;
    cursor.at += 1;
    left = { kind: 'operator', operator: token.text, left, right: parseLevel(cursor, level + 1) };
  }
}

function parseOperand(cursor: Cursor): Formula {
  const token = cursor.tokens[cursor.at];
  if (!token) throw unsupported(cursor);
  cursor.at += 1;
  if (token.kind === 'text') return { kind: 'literal', value: token.text };
  if (token.kind === 'number') return { kind: 'literal', value: Number(token.text) };
  if (token.kind === 'name') return parseName(cursor, token.text);
  if (token.text === '(') {
    const inner = parseLevel(cursor, 0);
    expectSymbol(cursor, ')');
    return inner;
  }
  if (token.text === '!') return { kind: 'call', name: 'NOT', args: [parseOperand(cursor)] };
  if (token.text === '-')
    return { kind: 'operator', operator: '-', left: { kind: 'literal', value: 0 }, right: parseOperand(cursor) };
  cursor.at -= 1;
  throw unsupported(cursor);
}

function parseName(cursor: Cursor, text: string): Formula {
  const next = cursor.tokens[cursor.at];
  if (next?.kind === 'symbol' && next.text === '(') return parseCall(cursor, text.toUpperCase());
  const word = text.toUpperCase();
  if (word === 'TRUE' || word === 'FALSE') return { kind: 'literal', value: word === 'TRUE' };
  if (word === 'NULL') return { kind: 'literal', value: undefined };
  return { kind: 'name', path: text.split('.') };
}

function parseCall(cursor: Cursor, name: string): Formula {
  const counts = argumentCounts[name];
  if (!counts) throw new Error(`Formula "${cursor.source}": the function ${name} is not supported by this org`);
  expectSymbol(cursor, '(');
  const args: Formula[] = [];
  while (!isAtSymbol(cursor, ')')) {
    if (args.length > 0) expectSymbol(cursor, ',');
    args.push(parseLevel(cursor, 0));
  }
  expectSymbol(cursor, ')');
  if (args.length < counts[0] || args.length > counts[1])
    throw new Error(`Formula "${cursor.source}": ${name} does not take ${args.length} arguments`);
  return { kind: 'call', name, args };
}

function isAtSymbol(cursor: Cursor, symbol: string): boolean {
  const token = cursor.tokens[cursor.at];
  return token?.kind === 'symbol' && token.text === symbol;
}

function expectSymbol(cursor: Cursor, symbol: string): void {
  if (!isAtSymbol(cursor, symbol)) throw unsupported(cursor);
  cursor.at += 1;
}

function unsupported(cursor: Cursor): Error {
  const token = cursor.tokens[cursor.at];
  return new Error(`Formula "${cursor.source}": ${token ? `"${token.text}" is not expected here` : 'ends too early'}`);
}

/** Every name that a formula reads, so that a missing field fails when the metadata is loaded. */
export function namesIn(formula: Formula): readonly (readonly string[])[] {
  switch (formula.kind) {
    case 'literal':
      return [];
    case 'name':
      return [formula.path];
    case 'call':
      return formula.args.flatMap((arg) => namesIn(arg));
    case 'operator':
      return [...namesIn(formula.left), ...namesIn(formula.right)];
  }
}
