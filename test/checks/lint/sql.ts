import type { Node, Rule, RuleContext } from './eslint.ts';
import { isSql, sqlFindings } from './sql-findings.ts';

/** Reads every text in the store that is SQL, and asks typed queries for an order as well. */
export const sql: Rule = {
  meta: { schema: false },
  create(context) {
    return {
      Literal: (node) => lookAt(context, node, node.value),
      TemplateLiteral: (node) => lookAt(context, node, textOf(node)),
      CallExpression: (node) => lookAtQuery(context, node),
    };
  },
};

/** Keeps SQL in the store: no other room has a text that is a statement. */
export const noSql: Rule = {
  meta: { schema: false },
  create(context) {
    const refuse = (node: Node, text: unknown): void => {
      if (typeof text === 'string' && isSql(text)) context.report({ node, message: 'Only bridge/store speaks SQL.' });
    };
    return { Literal: (node) => refuse(node, node.value), TemplateLiteral: (node) => refuse(node, textOf(node)) };
  },
};

function lookAt(context: RuleContext, node: Node, text: unknown): void {
  const isTagged = node.parent?.type === 'TaggedTemplateExpression' && node.parent.tag?.name === 'sql';
  if (typeof text !== 'string' || !(isTagged || isSql(text))) return;
  for (const finding of sqlFindings(text)) context.report({ node, message: finding });
}

/** A chain that starts with `selectFrom` and ends with `execute` may give several rows. */
function lookAtQuery(context: RuleContext, node: Node): void {
  const chain = chainOf(node);
  if (chain[0] !== 'execute' || !chain.includes('selectFrom') || chain.includes('orderBy')) return;
  context.report({ node, message: 'This query has no orderBy: order it by something unique.' });
}

function chainOf(node: Node): readonly string[] {
  const names: string[] = [];
  let at: Node | undefined = node;
  while (at?.type === 'CallExpression') {
    const member: Node | undefined = at.callee;
    if (member?.type !== 'MemberExpression' || member.property?.name === undefined) break;
    names.push(member.property.name);
    at = member.object;
  }
  return names;
}

/** A value that is put in becomes a parameter; what stands around it is the statement. */
function textOf(node: Node): string {
  return (node.quasis ?? []).map(({ value }) => value.cooked ?? value.raw).join(' $0 ');
}
