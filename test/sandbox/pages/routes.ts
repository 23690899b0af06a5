import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Hono } from 'hono';
import { buildPages } from './build-pages.ts';
import type { BuiltPages } from './build-pages.ts';

/** What the page may load: its own files only. Base components write their styles into the document, as they do on the platform. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript',
  css: 'text/css',
  png: 'image/png',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};

/**
 * The record pages of the org at the vendor's addresses, and their files.
 *
 * The pages are built when the first of them is asked for, unless they are already there.
 */
export function pageRoutes({ orgId }: { orgId: string }): Hono {
  let built: Promise<BuiltPages> | undefined;
  const pages = () => (built ??= buildPages());
  const app = new Hono();
  app.get('/lightning', async (context) => context.html(document(orgId, await pages()), 200, headers));
  app.get('/lightning/*', async (context) => context.html(document(orgId, await pages()), 200, headers));
  app.get('/assets/:name', async (context) => {
    const name = context.req.param('name');
    const type = types[name.slice(name.lastIndexOf('.') + 1)];
    if (type === undefined || !/^[\w.-]+$/.test(name)) return context.notFound();
    const bytes = await readFile(join((await pages()).folder, name)).catch(() => undefined);
    if (bytes === undefined) return context.notFound();
    return context.body(new Uint8Array(bytes), 200, {
      'content-type': type,
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    });
  });
  return app;
}

const headers = {
  'content-security-policy': policy,
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

function document(orgId: string, { script, style }: BuiltPages): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="org-id" content="${orgId}" />
    <title>Corvane Partners | Salesforce</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/assets/${style}" />
    <script type="module" src="/assets/${script}"></script>
  </head>
  <body class="slds-scope"></body>
</html>
`;
}
