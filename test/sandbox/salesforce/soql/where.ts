import type { Query, WhereClause } from '@jetstreamapp/soql-parser-js';

import type { Field, ObjectType } from '../metadata/object-type.ts';
import { done, refused } from '../records/record.ts';
import type { Outcome } from '../records/record.ts';
import { readValue } from '../records/values.ts';
import { findPath } from './compile-path.ts';
import type { Compiler } from './compile-path.ts';
import { dateLiteralSpan } from './dates.ts';
import type { Comparison, Condition, Operand, Plan } from './plan.ts';

type Leaf = Extract<WhereClause['left'], { operator: string }>;

/** The parser's chain of conditions as a list of words, so that brackets can be read in their order. */
type Word = { kind: 'open' | 'close' | 'and' | 'or' | 'not' } | { kind: 'leaf'; leaf: Leaf };

const comparisons: readonly Comparison[] = ['=', '!=', '<', '<=', '>', '>=', 'LIKE', 'IN', 'NOT IN'];

type Reader = { words: readonly Word[]; at: number; leaf: (leaf: Leaf) => Outcome<Condition> };

/** Reads a `where`; `and` with `or` in one bracket is refused, as the platform does. */
export function compileWhere(
  compiler: Compiler,
  type: ObjectType,
  where: WhereClause,
  inner: (query: Query) => Outcome<Plan>,
): Outcome<Condition> {
  const leaf = (one: Leaf) => compileLeaf(compiler, type, one, inner);
  const reader: Reader = { words: wordsOf(where), at: 0, leaf };
  const condition = readGroup(reader);
  if (condition.ok && reader.at < reader.words.length) return malformed(reader.words[reader.at]);
  return condition;
}

function wordsOf(clause: WhereClause): readonly Word[] {
  const words: Word[] = [];
  let at: WhereClause | undefined = clause;
  while (at) {
    const { left } = at;
    const isNegation = 'operator' in at && at.operator === 'NOT';
    for (let open = left?.openParen ?? 0; open > 0; open -= 1) words.push({ kind: 'open' });
    if (isNegation) words.push({ kind: 'not' });
    if (left && 'operator' in left) {
      words.push({ kind: 'leaf', leaf: left });
      for (let close = left.closeParen ?? 0; close > 0; close -= 1) words.push({ kind: 'close' });
    }
    if (!('operator' in at)) break;
    if (!isNegation) words.push({ kind: at.operator === 'OR' ? 'or' : 'and' });
    at = at.right;
  }
  return words;
}

function readGroup(reader: Reader): Outcome<Condition> {
  const first = readOne(reader);
  if (!first.ok) return first;
  const conditions = [first.value];
  let joint: 'and' | 'or' | undefined;
  for (;;) {
    const word = reader.words[reader.at];
    if (word?.kind !== 'and' && word?.kind !== 'or') break;
    if (joint !== undefined && joint !== word.kind) return malformed(word);
    joint = word.kind;
    reader.at += 1;
    const next = readOne(reader);
    if (!next.ok) return next;
    conditions.push(next.value);
  }
  return done(joint === undefined ? first.value : { kind: joint, conditions });
}

function readOne(reader: Reader): Outcome<Condition> {
  const word = reader.words[reader.at];
  reader.at += 1;
  if (word?.kind === 'leaf') return reader.leaf(word.leaf);
  if (word?.kind === 'not') {
    const condition = readOne(reader);
    return condition.ok ? done({ kind: 'not', condition: condition.value }) : condition;
  }
  if (word?.kind !== 'open') return malformed(word);
  const group = readGroup(reader);
  if (!group.ok) return group;
  const close = reader.words[reader.at];
  reader.at += 1;
  return close?.kind === 'close' ? group : malformed(close);
}

function malformed(word: Word | undefined): Outcome<never> {
  return refused('MALFORMED_QUERY', `unexpected token: '${word?.kind.toUpperCase() ?? 'end of query'}'`);
}

function compileLeaf(
  compiler: Compiler,
  type: ObjectType,
  leaf: Leaf,
  inner: (query: Query) => Outcome<Plan>,
): Outcome<Condition> {
  const operator = comparisons.find((one) => one === leaf.operator);
  if (!operator || !('field' in leaf))
    return refused('MALFORMED_QUERY', `${leaf.operator} is not supported by this org`);
  const path = findPath(compiler, type, leaf.field.split('.'));
  if (!path.ok) return path;
  if ('valueQuery' in leaf) {
    const plan = inner(leaf.valueQuery);
    return plan.ok
      ? done({ kind: 'among', path: path.value, isNegated: operator === 'NOT IN', plan: plan.value })
      : plan;
  }
  const operands: Operand[] = [];
  const kinds = [leaf.literalType ?? 'STRING'].flat();
  for (const [index, text] of [leaf.value].flat().entries()) {
    const operand = readOperand(compiler, path.value.field, operator, text, kinds[index] ?? kinds[0] ?? 'STRING');
    if (!operand.ok) return operand;
    operands.push(operand.value);
  }
  return done({ kind: 'compare', path: path.value, operator, operands });
}

function readOperand(
  { state }: Compiler,
  field: Field,
  operator: Comparison,
  text: string,
  kind: string,
): Outcome<Operand> {
  if (kind === 'NULL') return done({ kind: 'value', value: undefined });
  if (kind === 'DATE_LITERAL' || kind === 'DATE_N_LITERAL') {
    const span = dateLiteralSpan(text, state.clock.now());
    return span ? done({ kind: 'span', span }) : refused('MALFORMED_QUERY', `${text} is not supported by this org`);
  }
  if (!isFitting(field, kind)) {
    const words = `value of filter criterion for field '${field.name}' must be of type ${field.type} and should not be enclosed in quotes`;
    return refused('INVALID_FIELD', words);
  }
  if (kind === 'STRING' && operator === 'LIKE') return done({ kind: 'value', value: unquote(text) });
  const given = kind === 'STRING' ? unquote(text) : kind === 'BOOLEAN' ? text.toLowerCase() : text;
  const value = readValue({ ...field, length: 100_000 }, given);
  if (value.ok) return done({ kind: 'value', value: value.value });
  if (field.type === 'reference' || field.type === 'id')
    return refused('INVALID_QUERY_FILTER_OPERATOR', `invalid ID field: ${given}`);
  return refused('MALFORMED_QUERY', `'${given}' does not fit the field '${field.name}'`);
}

const textTypes: ReadonlySet<Field['type']> = new Set([
  'id',
  'text',
  'long-text',
  'email',
  'phone',
  'url',
  'picklist',
  'reference',
  'autonumber',
]);

function isFitting(field: Field, kind: string): boolean {
  if (textTypes.has(field.type)) return kind === 'STRING';
  if (field.type === 'checkbox') return kind === 'BOOLEAN';
  if (field.type === 'date') return kind === 'DATE';
  if (field.type === 'datetime') return kind === 'DATETIME';
  return kind.startsWith('INTEGER') || kind.startsWith('DECIMAL');
}

function unquote(text: string): string {
  return text
    .replace(/^'|'$/g, '')
    .replaceAll(/\\(.)/g, (_whole, letter: string) => ({ n: '\n', t: '\t', r: '\r' })[letter] ?? letter);
}
