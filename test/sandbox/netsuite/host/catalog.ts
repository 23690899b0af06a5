import type {
  Catalog,
  DeploymentDefinition,
  FieldDefinition,
  FieldKind,
  PermissionLevel,
  RecordDefinition,
  RoleDefinition,
  ScriptDefinition,
} from './definitions.ts';
import { readSdfObjects } from './sdf-objects.ts';
import type { FieldXml, RecordXml, RoleXml, ScriptXml, SdfObjects } from './sdf-objects.ts';
import { accountRoles } from './account-roles.ts';
import { standardListTypes, standardRecords } from './standard-records.ts';
import type { StandardRecord } from './standard-records.ts';

/** What the fields of SDF are to a script; a field of another kind holds text. Source: documented (SDF field types). */
const fieldKinds: Readonly<Record<string, FieldKind>> = {
  INTEGER: 'integer',
  FLOAT: 'number',
  CURRENCY: 'number',
  PERCENT: 'number',
  CHECKBOX: 'checkbox',
  DATE: 'day',
  DATETIMETZ: 'instant',
  SELECT: 'reference',
};

/** Longest text of a field when its XML does not say. Source: documented (custom field types). */
const textLimits: Readonly<Record<string, number>> = {
  TEXT: 300,
  URL: 999,
  EMAIL: 254,
  TEXTAREA: 4000,
  CLOBTEXT: 1_000_000,
};

const standardFieldTargets = [
  ['customer', 'appliestocustomer'],
  ['job', 'appliestoproject'],
  ['employee', 'appliestoemployee'],
  ['contact', 'appliestocontact'],
  ['projecttask', 'appliestoprojecttask'],
] as const;

export const administrator: RoleDefinition = {
  id: 'administrator',
  name: 'Administrator',
  internalId: 3,
  permissions: new Map(),
  isAdministrator: true,
};

/** Joins the account's standard records with what the SDF project adds to them. */
export async function readCatalog(projectFolder: string): Promise<Catalog> {
  const objects = await readSdfObjects(projectFolder);
  const records = [
    ...standardRecords.map((row) => standardDefinition(row, objects)),
    ...objects.records.map(customDefinition),
  ];
  const roles = [administrator, ...accountRoles, ...objects.roles.map(roleDefinition)];
  return {
    records: new Map(records.map((record) => [record.type, record])),
    roles: new Map(roles.map((role) => [role.id, role])),
    scripts: new Map(objects.scripts.map((script, index) => [script['@_scriptid'], scriptDefinition(script, index)])),
  };
}

function standardDefinition(row: StandardRecord, objects: SdfObjects): RecordDefinition {
  const createdField = row.createdField ?? 'datecreated';
  const modifiedField = row.modifiedField ?? 'lastmodifieddate';
  const fields = [...row.fields, ...platformFields(createdField, modifiedField), ...customFieldsOf(row.type, objects)];
  return {
    ...row,
    table: row.table ?? row.type,
    governance: row.governance ?? 'other',
    fields: byId(fields),
    sublists: new Map((row.sublists ?? []).map((list) => [list.id, list])),
    idSpace: row.idSpace ?? row.type,
    isLocking: true,
    isReadOnly: row.isReadOnly ?? false,
    isTableOnly: row.isTableOnly ?? false,
    hasSharedExternalId: row.hasSharedExternalId ?? false,
    roleLevels: new Map(),
    createdField,
    modifiedField,
  };
}

function customFieldsOf(type: string, { entityFields, crmFields }: SdfObjects): FieldDefinition[] {
  const flag = standardFieldTargets.find(([target]) => target === type)?.[1];
  if (flag === undefined) return [];
  return [...entityFields, ...crmFields].filter((field) => field[flag] === 'T').map(customField);
}

function customDefinition(xml: RecordXml): RecordDefinition {
  const type = xml['@_scriptid'];
  const named: FieldDefinition[] =
    xml.includename === 'T' ? [{ id: 'name', label: 'Name', kind: 'text', isMandatory: true, maxLength: 83 }] : [];
  const custom = (xml.customrecordcustomfields?.customrecordcustomfield ?? []).map(customField);
  return {
    type,
    table: type,
    label: xml.recordname,
    permission: permissionOf(xml),
    governance: 'custom',
    fields: byId([...named, ...custom, ...platformFields('created', 'lastmodified')]),
    titleField: xml.includename === 'T' ? 'name' : 'id',
    idSpace: type,
    isLocking: xml.enableoptimisticlocking === 'T',
    isReadOnly: false,
    isTableOnly: false,
    hasSharedExternalId: false,
    sublists: new Map(),
    feature: 'CUSTOMRECORDS',
    roleLevels: roleLevelsOf(xml),
    createdField: 'created',
    modifiedField: 'lastmodified',
  };
}

function permissionOf(xml: RecordXml): string | undefined {
  if (xml.accesstype === 'NONENEEDED') return undefined;
  return xml.accesstype === 'CUSTRECORDENTRYPERM' ? 'LIST_CUSTRECORDENTRY' : xml['@_scriptid'];
}

function roleLevelsOf(xml: RecordXml): ReadonlyMap<string, PermissionLevel> {
  const listed = xml.permissions?.permission ?? [];
  return new Map(listed.map((permission) => [idIn(permission.permittedrole), permission.permittedlevel]));
}

function customField(xml: FieldXml): FieldDefinition {
  const kind = fieldKinds[xml.fieldtype] ?? 'text';
  const maxLength = xml.maxlength === '' ? textLimits[xml.fieldtype] : Number(xml.maxlength);
  const target = standardListTypes[xml.selectrecordtype] ?? idIn(xml.selectrecordtype);
  return {
    id: xml['@_scriptid'],
    label: xml.label,
    kind,
    isMandatory: xml.ismandatory === 'T',
    ...(kind === 'text' && maxLength !== undefined ? { maxLength } : {}),
    ...(kind === 'reference' ? { refersTo: [target] } : {}),
    ...(xml.onparentdelete === 'SET_NULL' ? { onTargetDelete: 'SET_NULL' as const } : {}),
    ...(kind === 'checkbox' ? { defaultValue: false } : {}),
  };
}

/** The fields that every record has. */
function platformFields(createdField: string, modifiedField: string): FieldDefinition[] {
  return [
    { id: 'externalid', label: 'External ID', kind: 'text', maxLength: 255 },
    { id: 'isinactive', label: 'Inactive', kind: 'checkbox', defaultValue: false },
    { id: createdField, label: 'Date Created', kind: 'instant', isReadOnly: true },
    { id: modifiedField, label: 'Last Modified', kind: 'instant', isReadOnly: true },
  ];
}

function roleDefinition(xml: RoleXml, index: number): RoleDefinition {
  const permissions = xml.permissions?.permission ?? [];
  return {
    id: xml['@_scriptid'],
    name: xml.name,
    internalId: 1001 + index,
    permissions: new Map(permissions.map((permission) => [idIn(permission.permkey), permission.permlevel])),
    isAdministrator: false,
  };
}

function scriptDefinition(xml: ScriptXml, index: number): ScriptDefinition {
  const deployments = (xml.scriptdeployments?.scriptdeployment ?? []).map(
    (deployment, place): DeploymentDefinition => ({
      id: deployment['@_scriptid'],
      internalId: 1 + place,
      isDeployed: xml.isinactive === 'F' && deployment.isdeployed === 'T' && deployment.status === 'RELEASED',
      isForAllRoles: deployment.allroles === 'T',
      roles: new Set(deployment.audslctrole.split('|').map(roleIdIn)),
      runAsRole: deployment.runasrole === '' ? undefined : roleIdIn(deployment.runasrole),
      recordType: deployment.recordtype === '' ? undefined : deployment.recordtype.toLowerCase(),
      contexts: new Set(deployment.executioncontext.split('|').filter((context) => context !== '')),
    }),
  );
  return {
    type: xml.type,
    id: xml['@_scriptid'],
    name: xml.name,
    internalId: 101 + index,
    path: xml.scriptfile.replace(/^\[|\]$/g, ''),
    deployments: new Map(deployments.map((deployment) => [deployment.id, deployment])),
  };
}

/** Standard roles stand in SDF by their name in capitals. Source: documented (SDF reference, generic_role). */
function roleIdIn(text: string): string {
  return text === 'ADMINISTRATOR' ? 'administrator' : idIn(text);
}

/** `[scriptid=customrole_x]` names `customrole_x`; any other text names itself. */
function idIn(text: string): string {
  return /^\[scriptid=([^\]]+)\]$/.exec(text)?.[1] ?? text;
}

function byId(fields: readonly FieldDefinition[]): ReadonlyMap<string, FieldDefinition> {
  return new Map(fields.map((field) => [field.id, field]));
}
