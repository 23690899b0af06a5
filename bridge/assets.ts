import { readFileSync } from 'node:fs';

import type { Asset } from '#api/operation-routes.ts';

const files = [
  { name: 'tokens.css', mediaType: 'text/css' },
  { name: 'docs.css', mediaType: 'text/css' },
  { name: 'console.css', mediaType: 'text/css' },
  { name: 'console-lists.css', mediaType: 'text/css' },
  { name: 'console-panel.css', mediaType: 'text/css' },
  { name: 'console-narrow.css', mediaType: 'text/css' },
  { name: 'console.js', mediaType: 'text/javascript' },
] as const;

/** The files of our own pages, read once at start. */
export function readAssets(): readonly Asset[] {
  return files.map((file) => ({
    ...file,
    text: readFileSync(new URL(`./assets/${file.name}`, import.meta.url), 'utf8'),
  }));
}
