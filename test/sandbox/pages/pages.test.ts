import { readdir, readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { buildOnce } from '../../build/once.ts';
import { buildPages } from './build-pages.ts';
import type { BuiltPages } from './build-pages.ts';
import { pageRoutes } from './routes.ts';
import { folders } from './settings.ts';

let built: BuiltPages;

beforeAll(async () => {
  await buildOnce('salesforce');
  built = await buildPages();
}, 120_000);

describe('the pages of the sandbox org', () => {
  test('draw with the vendor’s own base components', async () => {
    const modules = await moduleNames();
    for (const name of ['badge', 'button', 'buttonIcon', 'card', 'formattedUrl', 'icon', 'progressBar']) {
      expect(modules).toContain(`node_modules/lightning-base-components/src/lightning/${name}/${name}.js`);
    }
  });

  test('hold the components as they are deployed, never their sources', async () => {
    const modules = await moduleNames();
    const deployed = modules.filter((name) => name.startsWith('salesforce-ext/'));
    expect(deployed).toContain('salesforce-ext/force-app/main/default/lwc/projectHandoff/projectHandoff.js');
    expect(deployed).toContain('salesforce-ext/force-app/main/default/lwc/throughlineRules/throughlineRules.js');
    expect(deployed.filter((name) => name.endsWith('.ts'))).toEqual([]);
  });

  test('load nothing from elsewhere', async () => {
    const app = pageRoutes({ orgId: '00D000000000001EAA' });
    const answer = await app.request('/lightning/r/Opportunity/006000000000001AAA/view');
    const html = await answer.text();
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    expect(html.match(/(?:src|href)="[^"]*"/g)).toEqual([
      'href="data:,"',
      `href="/assets/${built.style}"`,
      `src="/assets/${built.script}"`,
    ]);
    const script = await app.request(`/assets/${built.script}`);
    expect([script.status, script.headers.get('content-type')]).toEqual([200, 'text/javascript']);
  });

  test.each(['/assets/../package.json', '/assets/modules.json', '/assets/nothing.js'])(
    'do not serve %s',
    async (path) => {
      const app = pageRoutes({ orgId: '00D000000000001EAA' });
      expect((await app.request(path)).status).toBe(404);
    },
  );
});

test('every icon that we name exists; an unknown one would stay blank without a word', async () => {
  const texts = await Promise.all(
    (await sourcesOf(folders.components, folders.pages)).map((file) => readFile(file, 'utf8')),
  );
  const names = new Set(texts.flatMap((text) => text.match(/\b(?:utility|standard):[a-z_0-9]+\b/g) ?? []));
  const icons = join(folders.root, 'node_modules/@salesforce-ux/design-system/assets/icons');
  const missing = [...names].filter((name) => !existsSync(join(icons, `${name.replace(':', '/')}.svg`)));
  expect(names.size).toBeGreaterThan(15);
  expect(missing).toEqual([]);
});

async function moduleNames(): Promise<string[]> {
  return z.array(z.string()).parse(JSON.parse(await readFile(join(built.folder, 'modules.json'), 'utf8')));
}

async function sourcesOf(...places: readonly string[]): Promise<string[]> {
  const lists = await Promise.all(
    places.map(async (place) => {
      const entries = await readdir(place, { withFileTypes: true, recursive: true });
      return entries
        .filter((entry) => /\.(ts|html)$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name));
    }),
  );
  return lists.flat();
}
