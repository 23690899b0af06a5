/**
 * Starts an entry of this repository under the Node that the repository pins, whatever Node the host has.
 *
 * Plain JavaScript that Node 20 can run, since it is the one file that runs before the right Node is there.
 * It installs the packages when they are missing or other than the lock file says, completes the `node` package when
 * its install script was blocked, and then hands over: arguments, terminal, signals and exit code pass through.
 *
 *   node test/bootstrap.mjs <entry.ts> [arguments]
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const isWindows = process.platform === 'win32';
const pinnedNode = join(root, 'node_modules', 'node', 'bin', isWindows ? 'node.exe' : 'node');

/** True when what is installed is what the lock file names; builds for other platforms are not. */
function isInstalled() {
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  if (installed === undefined) return false;
  const wanted = Object.entries(packagesOf(join(root, 'package-lock.json')) ?? {});
  return wanted.every(([place, { version, optional }]) => {
    if (!place.startsWith('node_modules/')) return true;
    const found = installed[place];
    return found === undefined ? optional === true : found.version === version;
  });
}

function packagesOf(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * The host's environment without this repository's own programs on the path: while packages are being replaced, the
 * Node and npm that replace them must not be among them.
 */
function hostEnvironment() {
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.startsWith(root));
  return { ...process.env, PATH: path.join(delimiter) };
}

function runOnHost(command, commandArguments, folder) {
  const ended = spawnSync(command, commandArguments, {
    cwd: folder,
    env: hostEnvironment(),
    stdio: ['ignore', 2, 2],
    shell: isWindows,
  });
  if (ended.error) stop(`Cannot run ${command}: ${ended.error.message}`);
  return ended.status ?? 1;
}

function install() {
  process.stderr.write('Installing packages (npm ci) ...\n');
  if (runOnHost('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], root) !== 0)
    stop('npm ci failed; its own lines above say why.');
}

/** Does by hand what the install script of the `node` package does; npm may have blocked it. */
function completeNode() {
  process.stderr.write('Fetching the Node that this repository pins ...\n');
  const folder = join(root, 'node_modules', 'node');
  runOnHost('node', ['installArchSpecificPackage.js'], folder);
  if (!existsSync(pinnedNode)) stop('The pinned Node could not be installed; try: npm rebuild node');
}

function stop(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

/** Where Node keeps what it has compiled, for all processes that come of this one; nothing has to be loaded from scratch twice. */
const compiled = join(root, 'node_modules', '.cache', 'throughline', 'compiled');

/** Hands over to the entry; a signal that the terminal already sends to the whole group is not sent twice. */
function handOver(entry, entryArguments) {
  const path = [dirname(pinnedNode), join(root, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter);
  const child = spawn(pinnedNode, [resolve(root, entry), ...entryArguments], {
    stdio: 'inherit',
    env: { NODE_COMPILE_CACHE: compiled, ...process.env, PATH: path },
  });
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  process.on('SIGINT', () => {
    if (!process.stdin.isTTY) child.kill('SIGINT');
  });
  child.on('error', (error) => stop(`Cannot start ${entry}: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

const [entry, ...entryArguments] = process.argv.slice(2);
if (entry === undefined) stop('Usage: node test/bootstrap.mjs <entry.ts> [arguments]');
if (!isInstalled()) install();
if (!existsSync(pinnedNode)) completeNode();
handOver(entry, entryArguments);
