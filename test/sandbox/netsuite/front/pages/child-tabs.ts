import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { XMLParser } from 'fast-xml-parser';
import * as z from 'zod/mini';

import { remembered } from '../../../control/remembered.ts';

/** A list of custom records that shows as a subtab on the form of the record they are children of. */
export type ChildTab = {
  readonly recordType: string;
  readonly parentField: string;
  readonly parentType: string;
  readonly subtabId: string;
  readonly title: string;
};

/** Standard list ids. Source: -3 is documented, these two are assumed. */
const parentTypes: Readonly<Record<string, string>> = { '-2': 'customer', '-7': 'job' };

const Subtab = z.object({ subtab: z.object({ '@_scriptid': z.string(), title: z.string() }) });
const Field = z.object({
  '@_scriptid': z.string(),
  isparent: z.optional(z.string()),
  parentsubtab: z.optional(z.string()),
  selectrecordtype: z.optional(z.string()),
});
const RecordType = z.object({
  customrecordtype: z.object({
    '@_scriptid': z.string(),
    customrecordcustomfields: z.object({ customrecordcustomfield: z.array(Field) }),
  }),
});

/** Reads from the SDF objects which subtabs the project puts on the account's own forms. */
export function readChildTabs(projectFolder: string): readonly ChildTab[] {
  const objects = readObjects(join(projectFolder, 'Objects'));
  const titles = new Map<string, string>();
  for (const object of objects) {
    const parsed = Subtab.safeParse(object);
    if (parsed.success) titles.set(parsed.data.subtab['@_scriptid'], parsed.data.subtab.title);
  }
  return objects.flatMap((object) => {
    const parsed = RecordType.safeParse(object);
    return parsed.success ? tabsOf(parsed.data.customrecordtype, titles) : [];
  });
}

const parser = new XMLParser({
  ignoreAttributes: false,
  parseTagValue: false,
  isArray: (name) => name === 'customrecordcustomfield',
});
const parsedXml = remembered((text): unknown => parser.parse(text));

function readObjects(folder: string): readonly unknown[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.xml'));
  return files.toSorted().map((file) => parsedXml(readFileSync(join(folder, file), 'utf8')));
}

function tabsOf(
  record: z.infer<typeof RecordType>['customrecordtype'],
  titles: ReadonlyMap<string, string>,
): readonly ChildTab[] {
  return record.customrecordcustomfields.customrecordcustomfield.flatMap((field) => {
    const parentType = parentTypes[field.selectrecordtype ?? ''];
    const subtabId = /^\[scriptid=(\w+)\]$/.exec(field.parentsubtab ?? '')?.[1] ?? '';
    const title = titles.get(subtabId);
    if (field.isparent !== 'T' || parentType === undefined || title === undefined) return [];
    return [{ recordType: record['@_scriptid'], parentField: field['@_scriptid'], parentType, subtabId, title }];
  });
}
