/** How a field's value is stored, checked and shown. */
export type FieldKind =
  | 'text'
  | 'integer'
  | 'number'
  | 'checkbox'
  | 'day' // a date without a time
  | 'instant' // a date with time and zone
  | 'reference' // internal id of another record
  | 'choice'; // one of a fixed list of codes

export type FieldDefinition = {
  id: string;
  label: string;
  kind: FieldKind;
  /** Record types that a reference may point to; the first one gives the display text. */
  refersTo?: readonly string[];
  choices?: Readonly<Record<string, string>>;
  isMandatory?: boolean;
  /** Mandatory only while this account feature is on. */
  mandatoryWith?: string;
  /** Characters (UTF-16 code units). */
  maxLength?: number;
  /** Set by the platform; what a script sets is ignored. */
  isReadOnly?: boolean;
  defaultValue?: string | number | boolean;
  /** Given when the record is made, in `defaultValues` or before the first save; refused afterwards. */
  isFinal?: boolean;
  /** A role without this permission does not have the field at all. */
  hiddenWithout?: string;
  /** What becomes of a reference whose record is deleted; without it the deletion is refused. */
  onTargetDelete?: 'SET_NULL';
  /** Other names of the column in SuiteQL. */
  queryNames?: readonly string[];
};

/** A list of lines on a record; each line has the fields. */
export type SublistDefinition = { id: string; label: string; fields: ReadonlyMap<string, FieldDefinition> };

/** What a call on the record costs: `vendor-facts` calls the third class *transaction*. */
export type GovernanceClass = 'custom' | 'other' | 'transaction';

export type RecordDefinition = {
  /** The type id that scripts use, in lower case. */
  type: string;
  /** The table's name in SuiteQL. */
  table: string;
  label: string;
  /** Permission id of the role; `undefined` needs none. */
  permission: string | undefined;
  /** Another permission that is enough, where it is not known which of the two the platform asks for. */
  otherPermission?: string;
  governance: GovernanceClass;
  fields: ReadonlyMap<string, FieldDefinition>;
  /** The field that stands for the record in a list. */
  titleField: string;
  /** Records of one space share their internal ids. */
  idSpace: string;
  numbering?: { field: string; prefix: string; first: number };
  /** The field that no two records of the type may share, with the error code for it. */
  unique?: { field: string; code: string; message: string };
  /** A save of a record that another one has saved since it was loaded is refused. */
  isLocking: boolean;
  isReadOnly: boolean;
  isTableOnly: boolean;
  /** Its external id is its entity's, so that several rows may have one. */
  hasSharedExternalId: boolean;
  sublists: ReadonlyMap<string, SublistDefinition>;
  /** The record type exists only while this account feature is on. */
  feature?: string;
  /** Permission level by role id, where the record type lists roles itself. */
  roleLevels: ReadonlyMap<string, PermissionLevel>;
  /** Name of the field that carries the time of the last save. */
  modifiedField: string;
  createdField: string;
};

export const permissionLevels = ['NONE', 'VIEW', 'CREATE', 'EDIT', 'FULL'] as const;
export type PermissionLevel = (typeof permissionLevels)[number];

export type RoleDefinition = {
  id: string;
  name: string;
  internalId: number;
  /** Level by permission id or by custom record type. */
  permissions: ReadonlyMap<string, PermissionLevel>;
  isAdministrator: boolean;
};

/** The script types that the sandbox runs, by their SDF element. */
export type ScriptType = 'restlet' | 'suitelet' | 'usereventscript';

export type ScriptDefinition = {
  type: ScriptType;
  id: string;
  name: string;
  internalId: number;
  /** Path in the File Cabinet, such as `/SuiteApps/com.example.app/x.js`. */
  path: string;
  deployments: ReadonlyMap<string, DeploymentDefinition>;
};

export type DeploymentDefinition = {
  id: string;
  internalId: number;
  isDeployed: boolean;
  isForAllRoles: boolean;
  roles: ReadonlySet<string>;
  /** The role that the script runs in, whoever started it. */
  runAsRole: string | undefined;
  /** The record type of a user event, in lower case. */
  recordType: string | undefined;
  /** Contexts that a user event runs in; all of them when it names none. */
  contexts: ReadonlySet<string>;
};

/** Everything the account knows about its records, roles and scripts. */
export type Catalog = {
  records: ReadonlyMap<string, RecordDefinition>;
  roles: ReadonlyMap<string, RoleDefinition>;
  /** By script id, in the order of their files. */
  scripts: ReadonlyMap<string, ScriptDefinition>;
};
