import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as z from 'zod/mini';
import { beforeAll, describe, expect, test } from 'vitest';
import { lintConfiguration } from './configuration.ts';
import { lintConfigurationText } from './write.ts';

const here = import.meta.dirname;
const root = resolve(here, '../../..');
const fixtures = [
  'bridge/engine/walls.ts',
  'bridge/engine/plain.ts',
  'bridge/engine/sql.ts',
  'bridge/workflows/walls.ts',
  'bridge/connectors/netsuite/walls.ts',
  'bridge/dispatch/seam.ts',
  'bridge/store/statements.ts',
  'shared-model/walls.ts',
];
const Report = z.object({
  diagnostics: z.array(
    z.object({
      code: z.string(),
      filename: z.string(),
      labels: z.array(z.object({ span: z.object({ line: z.number() }) })),
    }),
  ),
});

const lines = (count: number): string => Array.from({ length: count }, (_, at) => `  total += ${at};`).join('\n');
const longFunction = (count: number): string =>
  `export function add(): number {\n  let total = 0;\n${lines(count - 4)}\n  return total;\n}\n`;
const longFile = (count: number): string => '// a line\n'.repeat(count - 1) + 'export const end = 1;\n';
const sizes = [
  { name: 'a function of 60 lines in a room', file: 'bridge/engine/fits.ts', text: longFunction(60), rules: [] },
  {
    name: 'a function of 61 lines in a room',
    file: 'bridge/engine/long.ts',
    text: longFunction(61),
    rules: ['eslint(max-lines-per-function)'],
  },
  { name: 'a function of 120 lines in a test', file: 'test/engine/fits.ts', text: longFunction(120), rules: [] },
  {
    name: 'a function of 121 lines in a test',
    file: 'test/engine/long.ts',
    text: longFunction(121),
    rules: ['eslint(max-lines-per-function)'],
  },
  { name: 'a file of 400 lines', file: 'bridge/engine/file-fits.ts', text: longFile(400), rules: [] },
  {
    name: 'a file of 401 lines',
    file: 'bridge/engine/file-long.ts',
    text: longFile(401),
    rules: ['eslint(max-lines)'],
  },
  { name: 'a test of 401 lines', file: 'test/engine/file-long.ts', text: longFile(401), rules: ['eslint(max-lines)'] },
];

let found: ReadonlyMap<string, readonly Mark[]> = new Map();
beforeAll(async () => {
  const house = await buildHouse();
  found = lint(house);
  await rm(house, { recursive: true, force: true });
});

describe('every rule of the house fires where its fixture says, and nowhere else', () => {
  test.each(fixtures)('%s', async (file) => {
    const expected = marks(await readFile(join(here, 'fixtures', file), 'utf8'));
    expect(expected.length).toBeGreaterThan(0);
    expect(findings(file)).toEqual(expected);
  });
});

describe('size has limits', () => {
  test.each(sizes)('$name', ({ file, rules }) => {
    expect(findings(file).map(({ rule }) => rule)).toEqual(rules);
  });
});

test('.oxlintrc.json is what the table of rooms says; `npm run fix` writes it', async () => {
  const file = join(root, '.oxlintrc.json');
  expect(await readFile(file, 'utf8')).toBe(await lintConfigurationText(file));
});

/** A small house with the fixtures in the places of the real rooms, linted by the real configuration. */
async function buildHouse(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-lint-'));
  await cp(join(here, 'fixtures'), folder, { recursive: true });
  await mkdir(join(folder, 'test/engine'), { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, '.oxlintrc.json'), JSON.stringify(lintConfiguration(join(here, 'plugin.ts'))));
  const compilerOptions = { strict: true, noEmit: true, module: 'esnext', target: 'es2024', types: ['node'] };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['**/*.ts'] }));
  for (const { file, text } of sizes) await writeFile(join(folder, file), text);
  return folder;
}

type Mark = { line: number; rule: string };

function findings(file: string): readonly Mark[] {
  return sorted(found.get(file) ?? []);
}

/** The findings of the linter in the whole house, by file. */
function lint(house: string): ReadonlyMap<string, readonly Mark[]> {
  const binary = join(root, 'node_modules/oxlint/bin/oxlint');
  const ended = spawnSync(process.execPath, [binary, '--type-aware', '-f', 'json', 'bridge', 'shared-model', 'test'], {
    cwd: house,
    encoding: 'utf8',
  });
  const { diagnostics } = Report.parse(JSON.parse(ended.stdout));
  const byFile = Map.groupBy(diagnostics, ({ filename }) => filename);
  return new Map(
    [...byFile].map(([file, list]) => [
      file,
      list.map(({ code, labels }) => ({ line: labels[0]?.span.line ?? 0, rule: code })),
    ]),
  );
}

/** What a fixture expects of itself: the rules named in the comment that ends a line. */
function marks(text: string): readonly Mark[] {
  return sorted(
    text.split('\n').flatMap((line, at) => {
      const comment = /\S.*\/\/ (.*)$/.exec(line)?.[1] ?? '';
      return [...comment.matchAll(/[a-z-]+\([a-z-]+\)/g)].map(([rule]) => ({ line: at + 1, rule }));
    }),
  );
}

function sorted(list: readonly Mark[]): readonly Mark[] {
  return list.toSorted((one, other) => one.line - other.line || one.rule.localeCompare(other.rule));
}
