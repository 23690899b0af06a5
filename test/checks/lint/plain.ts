import type { Rule } from './eslint.ts';

/** Values and functions only: classes where a platform asks for them, enums and namespaces never. */
export const plain: Rule = {
  meta: { schema: false },
  create(context) {
    return {
      ClassDeclaration: (node) => context.report({ node, message: 'A class, where a value and functions would do.' }),
      ClassExpression: (node) => context.report({ node, message: 'A class, where a value and functions would do.' }),
    };
  },
};

export const erasable: Rule = {
  meta: { schema: false },
  create(context) {
    return {
      TSEnumDeclaration: (node) => context.report({ node, message: 'An enum: use a union of strings.' }),
      TSModuleDeclaration: (node) => {
        if (node.declare !== true) context.report({ node, message: 'A namespace: a file is one already.' });
      },
    };
  },
};
