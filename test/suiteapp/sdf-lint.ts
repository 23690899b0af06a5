import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';

/**
 * What Oracle's packager does not look at and the account only says at deployment: ids, lengths, references, files.
 *
 * Sources: NetSuite Help, book "SuiteCloud Development Framework", XML reference of each object (read 2026-11).
 */
export type SdfFile = { path: string; text: string };

type Element = { name: string; id: string | undefined; children: Element[]; text: string };

/** Root element of an object file, the prefix of its id, and the children it cannot do without. */
const objects: Readonly<Record<string, { prefix: string; required: readonly string[] }>> = {
  customrecordtype: { prefix: 'customrecord_', required: ['recordname'] },
  entitycustomfield: { prefix: 'custentity_', required: ['fieldtype', 'label'] },
  crmcustomfield: { prefix: 'custevent_', required: ['fieldtype', 'label'] },
  subtab: { prefix: 'custtab_', required: ['title', 'tabtype'] },
  restlet: { prefix: 'customscript_', required: ['name', 'scriptfile'] },
  suitelet: { prefix: 'customscript_', required: ['name', 'scriptfile'] },
  usereventscript: { prefix: 'customscript_', required: ['name', 'scriptfile'] },
  role: { prefix: 'customrole_', required: ['name', 'centertype'] },
};

/** Prefix and required children of what stands inside an object. */
const nested: Readonly<Record<string, { prefix?: string; required: readonly string[] }>> = {
  customrecordcustomfield: { prefix: 'custrecord_', required: ['fieldtype', 'label'] },
  scriptdeployment: { prefix: 'customdeploy_', required: ['status'] },
  permission: { required: [] },
};

/** Longest text of an element, in characters; ids count with their prefix. */
const longest: Readonly<Record<string, number>> = { recordname: 40, name: 40, title: 40, label: 200, description: 999 };
const longestId = 40;

/** What an element may say, where the platform has a list. */
const choices: Readonly<Record<string, readonly string[]>> = {
  accesstype: ['CUSTRECORDENTRYPERM', 'USEPERMISSIONLIST', 'NONENEEDED'],
  displaytype: ['HIDDEN', 'LOCKED', 'NORMAL', 'SHOWASLIST', 'STATICTEXT'],
  fieldtype: ['CHECKBOX', 'CLOBTEXT', 'CURRENCY', 'DATE', 'DATETIMETZ', 'INTEGER', 'SELECT', 'TEXT', 'URL'],
  loglevel: ['AUDIT', 'DEBUG', 'EMERGENCY', 'ERROR'],
  onparentdelete: ['NO_ACTION', 'SET_NULL'],
  permittedlevel: ['NONE', 'VIEW', 'CREATE', 'EDIT', 'FULL'],
  permlevel: ['NONE', 'VIEW', 'CREATE', 'EDIT', 'FULL'],
  status: ['RELEASED', 'TESTING'],
  tabtype: ['ENTITY', 'TRANSACTION', 'ITEM', 'CRM'],
  accesslevel: ['0', '1', '2'],
  searchlevel: ['0', '1', '2'],
  iswebserviceonlyrole: ['F'],
  isonline: ['F'],
  allroles: ['T', 'F'],
};

/** The most that the integration's role may have; each line is a permission that a shipped flow needs. */
const rolePermissions: Readonly<Record<string, string>> = {
  ADMI_LOGIN_OAUTH2: 'FULL',
  REPO_ANALYTICS: 'EDIT',
  // Read for the rules and to find what a code stands for.
  ADMI_ACCTPERIODS: 'VIEW',
  ADMI_DELETEDRECORD: 'VIEW',
  LIST_BILLINGRATECARD: 'VIEW',
  LIST_CLASS: 'VIEW',
  LIST_CURRENCY: 'VIEW',
  LIST_DEPARTMENT: 'VIEW',
  LIST_EMPLOYEE_PUBLIC: 'VIEW',
  LIST_GENERICRESOURCE: 'VIEW',
  LIST_ITEM: 'VIEW',
  LIST_LOCATION: 'VIEW',
  LIST_PROJECTTEMPLATE: 'VIEW',
  LIST_SUBSIDIARY: 'VIEW',
  LIST_TAXITEM: 'VIEW',
  // Written; deleted too where an attempt is undone, which a customer never is.
  LIST_CUSTJOB: 'EDIT',
  LIST_JOB: 'FULL',
  LIST_PROJECTTASK: 'FULL',
  TRAN_CHARGERULE: 'FULL',
};

/** Reads the manifest, the deployment, the preferences and every object of a project. */
export async function readProject(folder: string): Promise<readonly SdfFile[]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.xml')).toSorted();
  return Promise.all(names.map(async (path) => ({ path, text: await readFile(join(folder, path), 'utf8') })));
}

/** Every fault of a project, one sentence each. `scripts` are the entry files that the build makes, such as `bridge.restlet.js`. */
export function lintProject(files: readonly SdfFile[], scripts: readonly string[]): readonly string[] {
  const roots = files.map((file) => ({ file, root: parse(file.text) }));
  const all = roots.filter(({ file }) => file.path.startsWith('Objects/'));
  const ids = new Set(all.flatMap(({ root }) => everyElement(root).flatMap((element) => element.id ?? [])));
  return [
    ...all.flatMap(({ file, root }) => lintObject(file, root)),
    ...roots.flatMap(({ file, root }) => lintReferences(file, root, ids, scripts)),
    ...lintPermissions(all.map(({ root }) => root)),
    ...lintFrame(
      files,
      roots.map(({ root }) => root),
    ),
  ];
}

function lintObject(file: SdfFile, root: Element): string[] {
  const kind = objects[root.name];
  if (kind === undefined) return [`${file.path}: ${root.name} is no object that this project uses`];
  const isNamed = basename(file.path, '.xml') === root.id;
  return [
    ...(isNamed ? [] : [`${file.path}: the file must be called ${root.id}.xml`]),
    ...everyElement(root).flatMap((element) => lintDeployment(file, root.name, element)),
    ...everyElement(root).flatMap((element) => lintElement(file, element, element === root)),
  ];
}

/** What a deployment needs depends on the script: a user event needs a record type, the others a title; a RESTlet has its own role. */
function lintDeployment(file: SdfFile, script: string, deployment: Element): string[] {
  if (deployment.name !== 'scriptdeployment') return [];
  const needed = script === 'usereventscript' ? 'recordtype' : 'title';
  return [
    ...(part(deployment, needed) === '' ? [`${file.path}: ${deployment.id} has no ${needed}`] : []),
    ...(script === 'restlet' && part(deployment, 'allroles') !== 'F'
      ? [`${file.path}: allroles may not be ${part(deployment, 'allroles')}`]
      : []),
  ];
}

function lintElement(file: SdfFile, element: Element, isRoot: boolean): string[] {
  const rule: { prefix?: string; required: readonly string[] } | undefined = (isRoot ? objects : nested)[element.name];
  const [limit, listed] = [longest[element.name], choices[element.name]];
  const missing = (rule?.required ?? []).filter(
    (name) => !element.children.some((child) => child.name === name && child.text !== ''),
  );
  return [
    ...missing.map((name) => `${file.path}: ${element.id ?? element.name} has no ${name}`),
    ...(rule?.prefix === undefined || isId(element.id, rule.prefix)
      ? []
      : [`${file.path}: ${element.id} is no id of ${element.name}`]),
    ...(limit === undefined || element.text.length <= limit
      ? []
      : [`${file.path}: ${element.name} is longer than ${limit}`]),
    ...(listed === undefined || listed.includes(element.text)
      ? []
      : [`${file.path}: ${element.name} may not be ${element.text}`]),
    ...lintParentField(file, element),
  ];
}

/** A field that puts its record onto another record's form needs the record, the tab, and what a deletion does. */
function lintParentField(file: SdfFile, element: Element): string[] {
  const of = (name: string): string => element.children.find((child) => child.name === name)?.text ?? '';
  if (element.name !== 'customrecordcustomfield') return [];
  const isSelect = of('fieldtype') === 'SELECT';
  if (isSelect !== (of('selectrecordtype') !== ''))
    return [`${file.path}: ${element.id} must say which record it selects`];
  return of('isparent') === 'T' && of('parentsubtab') === '' ? [`${file.path}: ${element.id} has no parentsubtab`] : [];
}

function isId(id: string | undefined, prefix: string): boolean {
  return id !== undefined && id.startsWith(`${prefix}tl_`) && id.length <= longestId && /^[a-z0-9_]+$/.test(id);
}

function lintReferences(file: SdfFile, root: Element, ids: ReadonlySet<string>, scripts: readonly string[]): string[] {
  const text = everyElement(root).map((element) => element.text);
  const objectIds = text.flatMap((one) =>
    [...one.matchAll(/\[scriptid=([a-z0-9_]+)\]/g)].map((match) => match[1] ?? ''),
  );
  const paths = text.flatMap((one) =>
    [...one.matchAll(/\[\/SuiteApps\/com\.throughline\.bridge\/([^\]]+)\]/g)].map((match) => match[1] ?? ''),
  );
  return [
    ...objectIds.filter((id) => !ids.has(id)).map((id) => `${file.path}: nothing is called ${id}`),
    ...paths.filter((path) => !scripts.includes(path)).map((path) => `${file.path}: no script is built as ${path}`),
  ];
}

/** A custom record and a role state the same permission twice, and both must say the same. */
function lintPermissions(roots: readonly Element[]): string[] {
  const role = roots.find((root) => root.name === 'role');
  const granted = new Map(
    (role === undefined ? [] : everyElement(role))
      .filter(isPermission)
      .map((one) => [part(one, 'permkey'), part(one, 'permlevel')]),
  );
  const records = roots.filter((root) => root.name === 'customrecordtype');
  const expected = new Map([
    ...Object.entries(rolePermissions),
    ...records.map(
      (record) => [`[scriptid=${record.id}]`, part(everyElement(record).find(isPermission), 'permittedlevel')] as const,
    ),
  ]);
  return [
    ...[...granted]
      .filter(([key, level]) => expected.get(key) !== level)
      .map(([key, level]) => `role: ${key} ${level} is not what the flows need`),
    ...[...expected.keys()].filter((key) => !granted.has(key)).map((key) => `role: ${key} is missing`),
  ];
}

function lintFrame(files: readonly SdfFile[], roots: readonly Element[]): string[] {
  const wanted = ['manifest.xml', 'deploy.xml', 'hiding.xml', 'locking.xml', 'overwriting.xml'];
  const names = files.map((file) => basename(file.path));
  const manifest = roots.find((root) => root.name === 'manifest');
  const dependencies = manifest?.children.find((child) => child.name === 'dependencies');
  const features = (dependencies?.children ?? []).flatMap((child) => child.children.map((feature) => feature.text));
  return [
    ...wanted.filter((name) => !names.includes(name)).map((name) => `${name} is missing`),
    ...(part(manifest, 'publisherid') === 'com.throughline' && part(manifest, 'projectid') === 'bridge'
      ? []
      : ['manifest.xml: wrong publisher or project']),
    ...(/^\d+(\.\d+){2}$/.test(part(manifest, 'projectversion'))
      ? []
      : ['manifest.xml: the version must have three numbers']),
    ...(dependencies?.children.some((child) => child.name === 'objects') === true
      ? ['manifest.xml: a SuiteApp cannot depend on objects']
      : []),
    ...['SERVERSIDESCRIPTING', 'CUSTOMRECORDS', 'JOBS', 'ADVANCEDJOBS', 'CHARGEBASEDBILLING']
      .filter((id) => !features.includes(id))
      .map((id) => `manifest.xml: feature ${id} is missing`),
  ];
}

function isPermission(element: Element): boolean {
  return element.name === 'permission';
}

function part(element: Element | undefined, name: string): string {
  return element?.children.find((child) => child.name === name)?.text ?? '';
}

function everyElement(element: Element): Element[] {
  return [element, ...element.children.flatMap(everyElement)];
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
});

function parse(text: string): Element {
  const parsed: unknown = parser.parse(text, true);
  const [root] = Array.isArray(parsed) ? parsed.flatMap(elementOf) : [];
  if (root === undefined) throw new Error('not a well-formed XML document');
  return root;
}

/** One element out of the parser's ordered form: `{ name: [children], ':@': { attributes } }`. */
function elementOf(raw: unknown): Element[] {
  if (typeof raw !== 'object' || raw === null) return [];
  const name = Object.keys(raw).find((key) => key !== ':@' && key !== '#text');
  if (name === undefined) return [];
  const inner: unknown = Reflect.get(raw, name);
  const attributes: unknown = Reflect.get(raw, ':@');
  const id: unknown =
    typeof attributes === 'object' && attributes !== null ? Reflect.get(attributes, 'scriptid') : undefined;
  const parts: unknown[] = Array.isArray(inner) ? inner : [];
  const text = parts
    .map((one) => (typeof one === 'object' && one !== null && '#text' in one ? String(one['#text']) : ''))
    .join('');
  return [{ name, id: typeof id === 'string' ? id : undefined, children: parts.flatMap(elementOf), text: text.trim() }];
}
