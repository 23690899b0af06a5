import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cache = join(root, 'node_modules/.cache/throughline/chromium');
const run = promisify(execFile);

/**
 * Starts the Chromium that ships inside an npm package, with its own fonts and libraries, so that no system package is needed.
 *
 * Its default arguments switch web security off, so none of them is used; a machine that is root has no sandbox for it.
 */
export async function openBrowser(): Promise<Browser> {
  const folder = await unpacked();
  await writeFontSettings(folder);
  const browser = await chromium.launch({
    executablePath: join(folder, 'chromium'),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--font-render-hinting=none'],
    env: {
      ...definedEnvironment(),
      LD_LIBRARY_PATH: join(folder, 'al2023/lib'),
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
      HOME: folder,
    },
  });
  const wanted = (await packageVersion()).split('.')[0] ?? '';
  if (browser.version().split('.')[0] === wanted) return browser;
  const found = browser.version();
  await browser.close();
  throw new Error(`The unpacked Chromium is ${found}, not ${wanted}; remove ${cache}`);
}

/** Unpacks once for each version: beside the final place, then renamed, so that two runs never share a half. */
async function unpacked(): Promise<string> {
  const folder = join(cache, await packageVersion());
  if (existsSync(join(folder, 'chromium'))) return folder;
  const draft = `${folder}.${process.pid}`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  // The package unpacks into the temporary folder and nowhere else, so a child is given one of its own.
  const script = `import { inflate } from '@sparticuz/chromium';
    for (const part of ['chromium.br', 'fonts.tar.br', 'al2023.tar.br']) await inflate(process.argv[1] + '/bin/' + part);`;
  await run(process.execPath, ['--input-type=module', '-e', script, packageFolder()], {
    cwd: join(root, 'test'),
    env: { ...process.env, TMPDIR: draft },
  });
  if (!existsSync(join(folder, 'chromium'))) await rm(folder, { recursive: true, force: true });
  await rename(draft, folder).catch(async (error: unknown) => {
    // Another run was first, and its browser runs from there already.
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(join(folder, 'chromium'))) throw error;
  });
  return folder;
}

/** Names the folder as it is now, since a project can be moved; a file that other browsers may be reading is left alone. */
async function writeFontSettings(folder: string): Promise<void> {
  const [file, settings] = [join(folder, 'fonts.conf'), fontSettings(folder)];
  if ((await readFile(file, 'utf8').catch(() => '')) === settings) return;
  await writeFile(`${file}.${process.pid}`, settings);
  await rename(`${file}.${process.pid}`, file);
}

/** Only the fonts of the package, so that a picture looks the same on every machine; its own settings name other places. */
function fontSettings(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, 'fonts')}</dir>
  <cachedir>${join(folder, 'fonts-cache')}</cachedir>
</fontconfig>
`;
}

function packageFolder(): string {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  return dirname(dirname(entry));
}

async function packageVersion(): Promise<string> {
  const text = await readFile(join(packageFolder(), 'package.json'), 'utf8');
  const { version = '' } = JSON.parse(text);
  return String(version);
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
