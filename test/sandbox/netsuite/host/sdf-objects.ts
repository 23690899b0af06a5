import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { XMLParser } from 'fast-xml-parser';
import * as z from 'zod/mini';

import { remembered } from '../../control/remembered.ts';
import { permissionLevels } from './definitions.ts';
import type { ScriptType } from './definitions.ts';

const Flag = z._default(z.enum(['T', 'F']), 'F');
const Text = z._default(z.string(), '');
const Level = z.enum(permissionLevels);

const FieldXml = z.object({
  '@_scriptid': z.string(),
  label: z.string(),
  fieldtype: z.string(),
  ismandatory: Flag,
  maxlength: Text,
  selectrecordtype: Text,
  onparentdelete: Text,
  appliestocustomer: Flag,
  appliestoproject: Flag,
  appliestoemployee: Flag,
  appliestocontact: Flag,
  appliestoprojecttask: Flag,
});
export type FieldXml = z.infer<typeof FieldXml>;

const RecordXml = z.object({
  '@_scriptid': z.string(),
  recordname: z.string(),
  accesstype: z.enum(['CUSTRECORDENTRYPERM', 'USEPERMISSIONLIST', 'NONENEEDED']),
  enableoptimisticlocking: Flag,
  includename: Flag,
  customrecordcustomfields: z.optional(z.object({ customrecordcustomfield: z.array(FieldXml) })),
  permissions: z.optional(
    z.object({ permission: z.array(z.object({ permittedrole: z.string(), permittedlevel: Level })) }),
  ),
});
export type RecordXml = z.infer<typeof RecordXml>;

const RoleXml = z.object({
  '@_scriptid': z.string(),
  name: z.string(),
  iswebserviceonlyrole: Flag,
  permissions: z.optional(z.object({ permission: z.array(z.object({ permkey: z.string(), permlevel: Level })) })),
});
export type RoleXml = z.infer<typeof RoleXml>;

const ScriptXml = z.object({
  '@_scriptid': z.string(),
  name: z.string(),
  scriptfile: z.string(),
  isinactive: Flag,
  scriptdeployments: z.optional(
    z.object({
      scriptdeployment: z.array(
        z.object({
          '@_scriptid': z.string(),
          status: z.string(),
          isdeployed: z._default(z.enum(['T', 'F']), 'T'),
          allroles: Flag,
          audslctrole: Text,
          runasrole: Text,
          recordtype: Text,
          executioncontext: Text,
        }),
      ),
    }),
  ),
});
export type ScriptXml = z.infer<typeof ScriptXml> & { type: ScriptType };

/** The objects of an SDF project that change what a script meets; tabs, lists and translations do not. */
export type SdfObjects = {
  records: readonly RecordXml[];
  entityFields: readonly FieldXml[];
  crmFields: readonly FieldXml[];
  roles: readonly RoleXml[];
  scripts: readonly ScriptXml[];
};

const scriptTypes: readonly ScriptType[] = ['restlet', 'suitelet', 'usereventscript'];

const parser = new XMLParser({
  ignoreAttributes: false,
  parseTagValue: false,
  isArray: (name) => ['customrecordcustomfield', 'permission', 'scriptdeployment'].includes(name),
});

const parsedXml = remembered((text): unknown => parser.parse(text));

/** Reads every object of the project, in the order of the file names. */
export async function readSdfObjects(projectFolder: string): Promise<SdfObjects> {
  const folder = join(projectFolder, 'Objects');
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.xml')).sort();
  const parsed: unknown[] = await Promise.all(
    names.map(async (name) => parsedXml(await readFile(join(folder, name), 'utf8'))),
  );
  return {
    records: rootsOf(parsed, 'customrecordtype', RecordXml),
    entityFields: rootsOf(parsed, 'entitycustomfield', FieldXml),
    crmFields: rootsOf(parsed, 'crmcustomfield', FieldXml),
    roles: rootsOf(parsed, 'role', RoleXml),
    scripts: scriptTypes.flatMap((type) => rootsOf(parsed, type, ScriptXml).map((script) => ({ ...script, type }))),
  };
}

function rootsOf<Shape extends z.core.$ZodType>(
  files: readonly unknown[],
  root: string,
  shape: Shape,
): z.core.output<Shape>[] {
  return files.flatMap((file) =>
    typeof file === 'object' && file !== null && root in file ? [z.parse(shape, Reflect.get(file, root))] : [],
  );
}
