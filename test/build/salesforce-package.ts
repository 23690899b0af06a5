import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { z } from 'zod';

import { loadMetadataFrom } from '../sandbox/salesforce/metadata/metadata.ts';
import { packageFiles } from '../sandbox/salesforce/metadata/package-files.ts';
import type { Files } from './zip.ts';
import { unzip, zipOf } from './zip.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const extension = join(root, 'salesforce-ext');
const source = join(extension, 'force-app/main/default');

/** The folders of the package, each with its metadata type. Source: Metadata API Developer Guide, "Metadata Types". */
const types: Readonly<Record<string, string>> = {
  customPermissions: 'CustomPermission',
  flexipages: 'FlexiPage',
  flows: 'Flow',
  labels: 'CustomLabels',
  lwc: 'LightningComponentBundle',
  objects: 'CustomObject',
  permissionsets: 'PermissionSet',
  quickActions: 'QuickAction',
  tabs: 'CustomTab',
};

/** The parts that source format keeps in files of their own, and the element that each is in an object's one file. */
const parts = [
  { folder: 'fields', type: 'CustomField', element: 'fields' },
  { folder: 'listViews', type: 'ListView', element: 'listViews' },
  { folder: 'validationRules', type: 'ValidationRule', element: 'validationRules' },
] as const;

/** What an administrator deploys: the archive, and what is in it by metadata type. */
export type SalesforcePackage = {
  readonly path: string;
  readonly members: Readonly<Record<string, readonly string[]>>;
};

const Project = z.object({
  sourceApiVersion: z.string(),
  packageDirectories: z.array(z.object({ versionNumber: z.string() })),
});

/**
 * Writes the package as the Metadata API takes it, once the components are built: one file for each object, components
 * without their TypeScript, and the manifest.
 *
 * The archive is unpacked again and loaded as the sandbox loads an org, so that what a deployment would refuse for a missing
 * field, a broken flow or a wrong permission fails here. Equal sources make an equal archive.
 */
export async function packageSalesforce(): Promise<SalesforcePackage> {
  const project = Project.parse(JSON.parse(await readFile(join(extension, 'sfdx-project.json'), 'utf8')));
  const { files, members } = await composeFiles();
  const manifest = manifestOf(members, project.sourceApiVersion);
  const archive = zipOf(new Map([...files, ['package.xml', Buffer.from(manifest)]]));
  checkArchive(unzip(archive), members);
  const version = (project.packageDirectories[0]?.versionNumber ?? '0').replace(/\.NEXT$/, '');
  const path = join(root, '.artifacts', `throughline-salesforce-${version}.zip`);
  await mkdir(join(root, '.artifacts'), { recursive: true });
  await writeFile(path, archive);
  return { path, members };
}

type Composed = { readonly files: Files; readonly members: Record<string, string[]> };

async function composeFiles(): Promise<Composed> {
  const files = new Map<string, Buffer>();
  const members: Record<string, string[]> = {};
  const add = (type: string, member: string): void => void (members[type] ??= []).push(member);
  for (const folder of await namesIn(source)) {
    const type = types[folder];
    if (type === undefined) throw new Error(`${folder}: which metadata type this folder holds is not known`);
    for (const name of await namesIn(join(source, folder))) {
      const place = join(source, folder, name);
      if (type === 'CustomObject') await addObject({ files, add }, place, name);
      else if (type === 'LightningComponentBundle') await addBundle({ files, add }, place, name);
      else {
        const plain = name.replace(/-meta\.xml$/, '');
        files.set(`${folder}/${plain}`, await readFile(place));
        add(type, plain.replace(/\.\w+$/, ''));
      }
    }
  }
  return { files, members };
}

type Sink = { readonly files: Map<string, Buffer>; readonly add: (type: string, member: string) => void };

/** A standard object has no definition of its own here; its parts are named in the manifest one by one. */
async function addObject({ files, add }: Sink, folder: string, object: string): Promise<void> {
  const definition = await readFile(join(folder, `${object}.object-meta.xml`), 'utf8').catch(() => undefined);
  const pieces = definition === undefined ? [] : [insideOf(definition, object)];
  for (const { folder: part, type, element } of parts) {
    for (const file of await namesIn(join(folder, part))) {
      const text = insideOf(await readFile(join(folder, part, file), 'utf8'), file);
      // Taken over letter by letter, since a formula or a text may have lines of its own.
      pieces.push(`    <${element}>${text}    </${element}>\n`);
      if (definition === undefined) add(type, `${object}.${file.split('.')[0] ?? ''}`);
    }
  }
  if (definition !== undefined) add('CustomObject', object);
  const body = pieces.map((piece) => piece.replace(/^\n/, '')).join('');
  files.set(`objects/${object}.object`, Buffer.from(`${head}\n<CustomObject ${namespace}>\n${body}</CustomObject>\n`));
}

const head = '<?xml version="1.0" encoding="UTF-8"?>';
const namespace = 'xmlns="http://soap.sforce.com/2006/04/metadata"';

/** What stands between the tags of the root element. */
function insideOf(xml: string, name: string): string {
  const [, , inside] = /^<\?xml[^>]*\?>\s*<(\w+)[^>]*>([^]*)<\/\1>\s*$/.exec(xml) ?? [];
  if (inside === undefined) throw new Error(`${name}: the file has no root element`);
  return inside;
}

/** The platform takes a component's compiled files only. */
async function addBundle({ files, add }: Sink, folder: string, bundle: string): Promise<void> {
  const names = (await namesIn(folder)).filter((name) => !/\.ts$|^__/.test(name));
  for (const needed of [`${bundle}.js`, `${bundle}.js-meta.xml`])
    if (!names.includes(needed)) throw new Error(`lwc/${bundle}: ${needed} is missing`);
  for (const name of names) files.set(`lwc/${bundle}/${name}`, await readFile(join(folder, name)));
  add('LightningComponentBundle', bundle);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => !/^tsconfig|^\.|^README/.test(name)).toSorted();
}

function manifestOf(members: Composed['members'], version: string): string {
  const lists = Object.entries(members)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([type, names]) => {
      const lines = names.toSorted().map((name) => `        <members>${name}</members>\n`);
      return `    <types>\n${lines.join('')}        <name>${type}</name>\n    </types>\n`;
    });
  return `${head}\n<Package ${namespace}>\n${lists.join('')}    <version>${version}</version>\n</Package>\n`;
}

/** The archive as a deployment sees it: nothing but what the platform takes, and an org can be made from it. */
function checkArchive(files: Files, members: Composed['members']): void {
  const stranger = [...files.keys()].find((name) => /\.ts$|-meta\.xml\.|__tests__/.test(name));
  if (stranger !== undefined) throw new Error(`${stranger}: does not belong into the package`);
  const { objects, permissionSets } = loadMetadataFrom(packageFiles(files));
  for (const name of members['CustomObject'] ?? [])
    if (!objects.has(name)) throw new Error(`${name}: the manifest names an object that the archive does not hold`);
  if (permissionSets.size !== members['PermissionSet']?.length)
    throw new Error('the manifest and the archive differ in their permission sets');
}
