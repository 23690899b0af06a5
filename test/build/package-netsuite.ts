import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { assertNode } from '../checks/node-version.ts';
import { lintProject, readProject } from '../suiteapp/sdf-lint.ts';
import { buildSuiteApp } from './netsuite.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const packager = join(root, 'test/checks/suitecloud');
const artifacts = join(root, '.artifacts');

/**
 * Builds the SuiteApp, checks its project as far as that goes without an account, and packs it by Oracle's own command.
 *
 * The command packs whatever stands in the project and checks next to nothing: since version 4.1 it validates on the
 * server alone. What an account would refuse is therefore looked for by our own check before anything is packed.
 *
 * @returns the zip, in `.artifacts/`
 */
export async function packageSuiteApp(): Promise<string> {
  const built = await buildSuiteApp();
  const source = join(root, 'netsuite-suiteapp/src');
  const scripts = built.map(({ file }) => file.slice(dirname(file).length + 1));
  const faults = lintProject(await readProject(source), scripts);
  if (faults.length > 0) throw new Error(`The project is not one that an account would take:\n${faults.join('\n')}`);
  await installPackager();
  const folder = await mkdtemp(join(tmpdir(), 'throughline-suiteapp-'));
  try {
    await cp(source, join(folder, 'src'), { recursive: true });
    await writeFile(
      join(folder, 'suitecloud.config.js'),
      "module.exports = { defaultProjectFolder: 'src', commands: {} };\n",
    );
    await pack(folder);
    return await take(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Its postinstall would fetch a Java program that packing needs not, and asks for a licence to be accepted; neither happens here. */
async function installPackager(): Promise<void> {
  const options = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
  await run('npm', options, { cwd: packager });
}

/** The command writes its settings into the home folder, so it is given one that goes away again. */
async function pack(folder: string): Promise<void> {
  const command = join(packager, 'node_modules/@oracle/suitecloud-cli/src/suitecloud.js');
  const path = [join(packager, 'bin'), dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter);
  await run(process.execPath, [command, 'project:package'], {
    cwd: folder,
    env: { ...process.env, HOME: folder, USERPROFILE: folder, PATH: path },
  });
}

async function take(folder: string): Promise<string> {
  const build = join(folder, 'build');
  const zip = (await readdir(build)).find((name) => name.endsWith('.zip'));
  if (zip === undefined) throw new Error('The packager made no zip.');
  await mkdir(artifacts, { recursive: true });
  // The name that the command gives holds the minute; one place for the newest is enough.
  const target = join(artifacts, `${zip.replace(/-\d{4}-\d\d-\d\d_.*$/, '')}.zip`);
  await cp(join(build, zip), `${target}.new`);
  await rename(`${target}.new`, target);
  return target;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  assertNode();
  process.stdout.write(`${await packageSuiteApp()}\n`);
}
