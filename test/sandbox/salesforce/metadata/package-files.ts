import type { SourceFile } from './source-files.ts';
import { parseXml } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** What an object's one file holds, and the kind of file that each part is in source format. */
const partKinds: Readonly<Record<string, string>> = {
  fields: 'field',
  validationRules: 'validationRule',
  listViews: 'listView',
};

/** Kinds that the org is made of, by the ending of their files in an archive. */
const endings: Readonly<Record<string, string>> = { flow: 'flow', permissionset: 'permissionset' };

/**
 * Reads the files of a deployment in the format of the Metadata API, where an object is one file with all its parts, into the
 * files that the org loads. Source: Metadata API Developer Guide, "File-Based Calls".
 */
export function packageFiles(files: ReadonlyMap<string, Buffer>): readonly SourceFile[] {
  return [...files].flatMap(([name, content]): readonly SourceFile[] => {
    const [, fullName = '', ending = ''] = /([^/]+)\.(\w+)$/.exec(name) ?? [];
    if (ending === 'object') return objectFiles(name, fullName, parseXml(content.toString('utf8'), name));
    const kind = endings[ending];
    return kind === undefined ? [] : [{ kind, fullName, name, root: parseXml(content.toString('utf8'), name) }];
  });
}

function objectFiles(name: string, objectName: string, root: XmlElement): readonly SourceFile[] {
  const parts = root.children.flatMap((child): readonly SourceFile[] => {
    const kind = partKinds[child.name];
    const fullName = child.children.find((one) => one.name === 'fullName')?.text;
    if (kind === undefined) return [];
    if (fullName === undefined) throw new Error(`${name}: a part of ${child.name} has no name`);
    return [{ kind, fullName, name: `${name} ${fullName}`, objectName, root: child }];
  });
  const own = root.children.filter((child) => partKinds[child.name] === undefined);
  const isStandard = own.length === 0;
  const definition = { kind: 'object', fullName: objectName, name, objectName, root: { ...root, children: own } };
  return isStandard ? parts : [definition, ...parts];
}
