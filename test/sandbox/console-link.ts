import { assertNode } from '../checks/node-version.ts';
import { tellConsoleLink } from './launch/console-link.ts';
import { runningOn } from './launch/local-file.ts';
import { readLaunchSettings } from './launch/settings.ts';

/** `npm run console`: a new one-time link to the console of the sandbox that runs on this folder. */
async function tell(): Promise<void> {
  assertNode();
  const { dataFolder } = readLaunchSettings(process.env);
  const file = runningOn(dataFolder);
  if (file === undefined) throw new Error(`Nothing runs on ${dataFolder}; begin with npm start.`);
  const lines = await tellConsoleLink(dataFolder, file, process.stdout.isTTY);
  process.stdout.write(`${lines.join('\n')}\n`);
}

tell().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
