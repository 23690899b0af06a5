import * as z from 'zod/mini';
import type { Node, Rule, RuleContext } from './eslint.ts';

const Options = z.object({ room: z.string(), imports: z.array(z.string()) });

/** Refuses an import that the table of rooms does not list, in all four ways of importing. */
export const wall: Rule = {
  meta: { schema: false },
  create(context) {
    const { room, imports } = Options.parse(context.options[0]);
    const look = (node: Node): void => lookAt(context, node, room, imports);
    return {
      ImportDeclaration: look,
      ExportNamedDeclaration: look,
      ExportAllDeclaration: look,
      ImportExpression: look,
    };
  },
};

function lookAt(context: RuleContext, node: Node, room: string, imports: readonly string[]): void {
  const specifier = node.source?.value;
  if (typeof specifier !== 'string') return;
  if (specifier.startsWith('../') || specifier === '..') {
    context.report({ node, message: `"${specifier}" climbs out of its folder: write "#room/file.ts" across rooms.` });
  } else if (!specifier.startsWith('./') && !imports.some((allowed) => isAllowed(specifier, allowed))) {
    context.report({
      node,
      message: `${room} may not import "${specifier}"; the walls are in test/checks/lint/rooms.ts.`,
    });
  }
}

function isAllowed(specifier: string, allowed: string): boolean {
  return allowed.endsWith('*') ? specifier.startsWith(allowed.slice(0, -1)) : specifier === allowed;
}
