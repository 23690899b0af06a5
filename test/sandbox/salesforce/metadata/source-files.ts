import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import { parseXml } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** One metadata file in source format. */
export type SourceFile = {
  /** `field`, `object`, `flow`, `permissionset`, …: the part before `-meta.xml`. */
  kind: string;
  /** File name without kind and suffix. */
  fullName: string;
  /** Path inside the metadata folder, for error texts. */
  name: string;
  /** The object's folder name, for everything under `objects/`. */
  objectName?: string;
  root: XmlElement;
};

const maxFiles = 5_000;

/** Kinds that the org is made of; the rest of a package (components, pages, actions) belongs to the browser. */
const kinds: ReadonlySet<string> = new Set(['object', 'field', 'validationRule', 'listView', 'flow', 'permissionset']);

/** Reads every metadata file that makes the org, in the order of their paths. */
export async function readSourceFiles(folder: string): Promise<readonly SourceFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('-meta.xml'))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
  if (paths.length > maxFiles) throw new Error(`${folder} holds more than ${maxFiles} metadata files`);
  const files = await Promise.all(paths.map((name) => readSourceFile(folder, name)));
  return files.flatMap((file) => file ?? []);
}

async function readSourceFile(folder: string, name: string): Promise<SourceFile | undefined> {
  const parts = name.split(path.sep);
  const [, fullName, kind] = /^(.+)\.(\w+)-meta\.xml$/.exec(parts.at(-1) ?? '') ?? [];
  if (fullName === undefined || kind === undefined || !kinds.has(kind)) return undefined;
  const root = parseXml(await readFile(path.join(folder, name), 'utf8'), name);
  const objectName = parts[0] === 'objects' ? parts[1] : undefined;
  return { kind, fullName, name, root, ...(objectName === undefined ? {} : { objectName }) };
}
