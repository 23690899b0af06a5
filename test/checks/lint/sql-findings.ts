/**
 * What our SQL may not say, found in its text.
 *
 * Time comes from `throughline_now()` and identity from the caller, so that a run can be repeated from its seed; rows
 * come in a stated order for the same reason. This reads text and no grammar: a statement that is right but looks
 * wrong says so itself with the comment `one row`.
 */
export function sqlFindings(sql: string): readonly string[] {
  const text = withoutLiterals(sql);
  return [...worldFindings(withoutClock(text)), ...caseFindings(text), ...statementsOf(text).flatMap(orderFindings)];
}

/** True for a text that is a statement of SQL and no prose: prose begins with one capital, SQL with none or with many. */
export function isSql(text: string): boolean {
  const start = withoutComments(text).trimStart();
  const word = /^[A-Za-z]+/.exec(start)?.[0] ?? '';
  if (word !== word.toLowerCase() && word !== word.toUpperCase()) return false;
  return beginnings[word.toLowerCase()]?.test(start) ?? false;
}

/** How a statement goes on after its first word. */
const beginnings: Readonly<Record<string, RegExp>> = {
  select: /\sfrom\s|^\w+\s+[\w.]+\(/i,
  with: /^\w+\s+(?:recursive\s+)?\w+[^;]*?\sas\s/i,
  insert: /^\w+\s+into\s/i,
  update: /^\w+\s+\w+[^;]*?\sset\s/i,
  delete: /^\w+\s+from\s/i,
  merge: /^\w+\s+into\s/i,
  create:
    /^\w+\s+(?:or\s+replace\s+|unique\s+|unlogged\s+)*(?:table|index|function|type|view|schema|sequence|trigger)\s/i,
  alter: /^\w+\s+(?:table|type|index|schema)\s/i,
  drop: /^\w+\s+(?:table|type|index|schema|function)\s/i,
};

const clocks =
  /\b(?:now|clock_timestamp|transaction_timestamp|statement_timestamp|timeofday)\s*\(|\b(?:current_timestamp|current_date|current_time|localtimestamp|localtime)\b/gi;
const chances = /\b(?:random|gen_random_uuid|gen_random_bytes|uuid_generate_v\d\w*|uuidv4|uuidv7|setseed)\s*\(/gi;
const upperCase =
  /\b(?:SELECT|INSERT|UPDATE|DELETE|FROM|WHERE|JOIN|LEFT|INNER|ORDER BY|GROUP BY|VALUES|RETURNING|CREATE|ALTER|TABLE|INDEX|AND|OR|NOT|NULL|SET|INTO|WITH|LIMIT|CONFLICT)\b/g;

function worldFindings(text: string): readonly string[] {
  const clock = [...text.matchAll(clocks)].map(
    ([found]) => `${found.trim()} reads the machine's clock: use throughline_now()`,
  );
  const chance = [...text.matchAll(chances)].map(
    ([found]) => `${found.trim()} draws by chance: take the value from the caller`,
  );
  return [...clock, ...chance];
}

function caseFindings(text: string): readonly string[] {
  const found = text.replaceAll(/"[^"]*"/g, '""').match(upperCase);
  return found === null ? [] : [`${found[0]} is upper case: SQL is written in lower case`];
}

function orderFindings(statement: string): readonly string[] {
  if (/\/\*\s*one row\b|--\s*one row\b/.test(statement)) return [];
  const top = topLevel(withoutComments(statement));
  if (/\breturning\b/i.test(top))
    return ['returning has no order: wrap it in a with and order the select, or say /* one row */'];
  if (!/\bselect\b/i.test(top) || !/\bfrom\b/i.test(top) || /^\s*(?:create|insert|alter)\b/i.test(top)) return [];
  if (/\border by\b|\blimit\s+1\b/i.test(top) || isAggregate(top)) return [];
  return ['select has no order by: order it by something unique, or say /* one row */'];
}

function isAggregate(top: string): boolean {
  return (
    /\bselect\s+(?:coalesce\s*)?(?:count|sum|min|max|bool_or|bool_and|exists|jsonb?_agg|array_agg)\b/i.test(top) &&
    !/\bgroup by\b/i.test(top)
  );
}

/** The body of `throughline_now()` is the one place where the database's own clock is read. */
function withoutClock(text: string): string {
  return text.replaceAll(
    /create (?:or replace )?function (?:\w+\.)?throughline_now\b[\s\S]*?\$\w*\$[\s\S]*?\$\w*\$/gi,
    '',
  );
}

function withoutLiterals(sql: string): string {
  return sql.replaceAll(/'(?:[^']|'')*'/g, "''");
}

function withoutComments(sql: string): string {
  return sql.replaceAll(/\/\*[\s\S]*?\*\/|--[^\n]*/g, ' ');
}

/** Statements of a file or a template, cut at semicolons outside of function bodies. */
function statementsOf(text: string): readonly string[] {
  const bodies = text.replaceAll(/\$(\w*)\$[\s\S]*?\$\1\$/g, "''");
  return bodies.split(';').filter((statement) => statement.trim() !== '');
}

/** The text outside of all brackets: what the statement itself says, without its sub-queries. */
function topLevel(statement: string): string {
  let depth = 0;
  let top = '';
  for (const character of statement) {
    if (character === '(') depth += 1;
    if (depth === 0) top += character;
    if (character === ')') {
      depth = Math.max(0, depth - 1);
      if (depth === 0) top += ' ';
    }
  }
  return top;
}
