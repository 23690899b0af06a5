import * as z from 'zod/mini';
import { globalUses } from './eslint.ts';
import type { Node, Rule, RuleContext } from './eslint.ts';
import type { WorldWord } from './rooms.ts';

const Options = z.object({ allowed: z.array(z.string()) });

/** Global names that a room without the word may not use at all. */
const names: Readonly<Record<Exclude<WorldWord, 'clock' | 'chance'>, readonly string[]>> = {
  timers: ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'requestAnimationFrame'],
  fetch: ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource'],
  process: ['process'],
  globals: ['globalThis', 'global', 'self', 'window', 'eval', 'Function'],
};
/** What a module of the platform offers beside the globals. */
const modules: Readonly<Record<string, { word: WorldWord; only?: readonly string[] }>> = {
  'node:timers': { word: 'timers' },
  'node:timers/promises': { word: 'timers' },
  'node:perf_hooks': { word: 'clock' },
  'node:process': { word: 'process' },
  'node:crypto': {
    word: 'chance',
    only: ['randomUUID', 'randomBytes', 'randomInt', 'randomFillSync', 'webcrypto', 'getRandomValues'],
  },
};
/** Pure functions of `Date`: they compute from what they are given. */
const pureOfDate = ['parse', 'UTC', 'prototype'];

/** Time, chance, timers, network and process come from `World`, so that a seed repeats a run. */
export const seam: Rule = {
  meta: { schema: false },
  create(context) {
    const { allowed } = Options.parse(context.options[0]);
    const isFree = (word: WorldWord): boolean => allowed.includes(word);
    return {
      'Program:exit': () => {
        for (const [word, list] of Object.entries(names)) if (!allowed.includes(word)) refuseNames(context, list);
        if (!isFree('clock')) refuseClock(context);
        if (!isFree('chance')) refuseChance(context);
      },
      ImportDeclaration: (node) => refuseModule(context, node, isFree),
    };
  },
};

function refuseNames(context: RuleContext, list: readonly string[]): void {
  for (const name of list) for (const node of globalUses(context, name)) report(context, node, name);
}

function refuseClock(context: RuleContext): void {
  for (const node of globalUses(context, 'performance')) report(context, node, 'performance');
  for (const node of globalUses(context, 'Date')) if (!isPureDate(node)) report(context, node, 'the current Date');
}

function refuseChance(context: RuleContext): void {
  for (const node of globalUses(context, 'crypto')) report(context, node, 'crypto');
  for (const node of globalUses(context, 'Math')) {
    const property = memberOf(node);
    if (property === undefined || property === 'random') report(context, node, 'Math.random');
  }
}

function refuseModule(context: RuleContext, node: Node, isFree: (word: WorldWord) => boolean): void {
  const specifier = node.source?.value;
  const found = typeof specifier === 'string' && node.importKind !== 'type' ? modules[specifier] : undefined;
  if (found === undefined || isFree(found.word)) return;
  const { only } = found;
  const taken = (node.specifiers ?? []).map((one) =>
    one.type === 'ImportSpecifier' ? (one.imported?.name ?? '*') : '*',
  );
  if (only === undefined || taken.some((name) => name === '*' || only.includes(name)))
    report(context, node, `${String(specifier)}`);
}

/** `new Date(at)`, `Date.parse`, `Date.UTC` and `x instanceof Date` read no clock. */
function isPureDate(node: Node): boolean {
  const { parent } = node;
  if (parent?.type === 'NewExpression' && parent.callee === node) return (parent.arguments ?? []).length > 0;
  if (parent?.type === 'BinaryExpression') return true;
  return pureOfDate.includes(memberOf(node) ?? '');
}

function memberOf(node: Node): string | undefined {
  const { parent } = node;
  if (parent?.type !== 'MemberExpression' || parent.object !== node || parent.computed === true) return undefined;
  return parent.property?.name;
}

function report(context: RuleContext, node: Node, what: string): void {
  context.report({
    node,
    message: `${what} cannot be repeated from a seed here: take it from the World that is handed in.`,
  });
}
