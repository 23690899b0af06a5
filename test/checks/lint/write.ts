import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { lintConfiguration } from './configuration.ts';

/** The lint configuration as it stands in `.oxlintrc.json`, formatted like every other file. */
export async function lintConfigurationText(file: string): Promise<string> {
  return format(JSON.stringify(lintConfiguration()), { ...(await resolveConfig(file)), filepath: file });
}

/** Writes `.oxlintrc.json` anew when the table of rooms has changed. */
export async function writeLintConfiguration(file: string): Promise<void> {
  const text = await lintConfigurationText(file);
  const current = await readFile(file, 'utf8').catch(() => '');
  if (current !== text) await writeFile(file, text);
}
