/** The little of the linter's plugin interface that our rules use; the linter itself ships no types for it. */
export type Node = {
  type: string;
  parent?: Node;
  name?: string;
  value?: unknown;
  computed?: boolean;
  declare?: boolean;
  const?: boolean;
  importKind?: string;
  source?: Node | null;
  object?: Node;
  property?: Node;
  callee?: Node;
  tag?: Node;
  arguments?: readonly Node[];
  quasis?: readonly { value: { cooked: string | null; raw: string } }[];
  specifiers?: readonly { type: string; imported?: Node }[];
};
type Reference = { identifier: Node; isTypeReference?: boolean };
type Scope = {
  set: Map<string, { references: readonly Reference[]; defs: readonly unknown[] }>;
  through: readonly Reference[];
};

export type RuleContext = {
  filename: string;
  options: readonly unknown[];
  sourceCode: { scopeManager: { globalScope: Scope } };
  report(finding: { node: Node; message: string }): void;
};
export type Rule = { meta: { schema: false }; create(context: RuleContext): Record<string, (node: Node) => void> };

/** Every place that uses a name which the file itself does not declare, types left out. */
export function globalUses(context: RuleContext, name: string): readonly Node[] {
  const { set, through } = context.sourceCode.scopeManager.globalScope;
  const known = set.get(name);
  const references =
    known === undefined ? through.filter(({ identifier }) => identifier.name === name) : known.references;
  return references.filter((reference) => reference.isTypeReference !== true).map(({ identifier }) => identifier);
}
