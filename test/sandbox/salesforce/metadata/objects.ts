import { namesIn, parseFormula } from '../formula/parse.ts';
import type { Formula } from '../formula/parse.ts';
import { customField, standardField } from './fields.ts';
import { readListView } from './list-views.ts';
import { findField, findParentField } from './object-type.ts';
import type { Field, ObjectType, ValidationRule } from './object-type.ts';
import type { SourceFile } from './source-files.ts';
import { activeCurrencies, standardObjects } from './standard-objects.ts';
import type { StandardField, StandardObject } from './standard-objects.ts';
import { childFlag, childrenNamed, childText, requiredText } from './xml.ts';

const systemFields: readonly StandardField[] = [
  { name: 'IsDeleted', label: 'Deleted', type: 'checkbox', flags: ['derived'] },
  { name: 'CreatedDate', label: 'Created Date', type: 'datetime', flags: ['derived'] },
  {
    name: 'CreatedById',
    label: 'Created By ID',
    type: 'reference',
    to: 'User',
    parentName: 'CreatedBy',
    flags: ['derived'],
  },
  { name: 'LastModifiedDate', label: 'Last Modified Date', type: 'datetime', flags: ['derived'] },
  {
    name: 'LastModifiedById',
    label: 'Last Modified By ID',
    type: 'reference',
    to: 'User',
    parentName: 'LastModifiedBy',
    flags: ['derived'],
  },
  { name: 'SystemModstamp', label: 'System Modstamp', type: 'datetime', flags: ['derived'] },
];

const idField: StandardField = { name: 'Id', label: 'Record ID', type: 'id', length: 18, flags: ['derived'] };
const ownerField: StandardField = {
  name: 'OwnerId',
  label: 'Owner ID',
  type: 'reference',
  to: 'User',
  parentName: 'Owner',
};
const currencyField: StandardField = {
  name: 'CurrencyIsoCode',
  label: 'Currency ISO Code',
  type: 'picklist',
  values: activeCurrencies,
  defaultValue: `"${activeCurrencies[0]}"`,
};
const eventFields: readonly StandardField[] = [
  { name: 'ReplayId', label: 'Replay ID', type: 'text', length: 18, flags: ['derived'] },
  { name: 'EventUuid', label: 'Event UUID', type: 'text', length: 36, flags: ['derived'] },
  { name: 'CreatedDate', label: 'Created Date', type: 'datetime', flags: ['derived'] },
  {
    name: 'CreatedById',
    label: 'Created By ID',
    type: 'reference',
    to: 'User',
    parentName: 'CreatedBy',
    flags: ['derived'],
  },
];

/** Builds every object of the org from the table of standard objects and the package's files. */
export function loadObjects(files: readonly SourceFile[]): ReadonlyMap<string, ObjectType> {
  const names = [...new Set(files.flatMap((file) => file.objectName ?? []))].sort();
  const standards = standardObjects.map((standard) => standardType(standard, ofObject(files, standard.name)));
  const customNames = names.filter((name) => !standardObjects.some((standard) => standard.name === name));
  const customs = customNames.map((name, index) => customType(name, index, ofObject(files, name)));
  const objects = new Map([...standards, ...customs].map((type) => [type.name, type]));
  for (const type of objects.values()) checkObject(type, objects);
  return objects;
}

function ofObject(files: readonly SourceFile[], name: string): readonly SourceFile[] {
  return files.filter((file) => file.objectName === name);
}

function standardType(standard: StandardObject, files: readonly SourceFile[]): ObjectType {
  const own = standard.isSetup ? [] : [ownerField, currencyField];
  const platformFields = [idField, ...standard.fields, ...own, ...systemFields].map(standardField);
  return {
    ...typeBase(standard.name, standard.keyPrefix, files, platformFields),
    label: standard.label,
    labelPlural: standard.labelPlural,
  };
}

function customType(name: string, index: number, files: readonly SourceFile[]): ObjectType {
  const file = files.find((one) => one.kind === 'object');
  if (!file) throw new Error(`The object ${name} has fields but no ${name}.object-meta.xml`);
  const isEvent = name.endsWith('__e');
  const prefix = `${isEvent ? 'e' : 'a'}${index.toString(36).padStart(2, '0')}`;
  return {
    ...typeBase(
      name,
      prefix,
      files,
      isEvent ? [idField, ...eventFields].map(standardField) : customPlatformFields(file, files),
    ),
    label: requiredText(file.root, 'label', file.name),
    labelPlural: childText(file.root, 'pluralLabel') ?? requiredText(file.root, 'label', file.name),
    isCustom: true,
    isEvent,
    publishesAfterCommit: childText(file.root, 'publishBehavior') === 'PublishAfterCommit',
  };
}

/** A detail has no owner of its own: it belongs to whoever owns its master. */
function customPlatformFields(file: SourceFile, files: readonly SourceFile[]): readonly Field[] {
  const isDetail = files.some((one) => one.kind === 'field' && childText(one.root, 'type') === 'MasterDetail');
  const own = isDetail ? [currencyField] : [ownerField, currencyField];
  return [standardField(idField), nameField(file), ...[...own, ...systemFields].map(standardField)];
}

function typeBase(
  name: string,
  keyPrefix: string,
  files: readonly SourceFile[],
  platformFields: readonly Field[],
): ObjectType {
  const custom = files.filter((file) => file.kind === 'field').map((file) => customField(file.root, file.name));
  return {
    name,
    label: name,
    labelPlural: name,
    keyPrefix,
    isCustom: false,
    isEvent: false,
    publishesAfterCommit: false,
    fields: new Map([...platformFields, ...custom].map((field) => [field.name, field])),
    validationRules: files.filter((file) => file.kind === 'validationRule').flatMap((file) => validationRule(file)),
    listViews: new Map(files.filter((file) => file.kind === 'listView').map((file) => readListView(file))),
  };
}

function nameField(file: SourceFile): Field {
  const [xml] = childrenNamed(file.root, 'nameField');
  if (!xml) throw new Error(`${file.name}: <CustomObject> has no <nameField>`);
  const label = requiredText(xml, 'label', file.name);
  if (childText(xml, 'type') !== 'AutoNumber')
    return standardField({ name: 'Name', label, type: 'text', length: 80, flags: ['required'] });
  const field = standardField({ name: 'Name', label, type: 'autonumber', length: 80, flags: ['derived'] });
  return { ...field, displayFormat: childText(xml, 'displayFormat') ?? '{0}' };
}

function validationRule(file: SourceFile): readonly ValidationRule[] {
  if (!childFlag(file.root, 'active')) return [];
  const field = childText(file.root, 'errorDisplayField');
  return [
    {
      name: requiredText(file.root, 'fullName', file.name),
      condition: parseFormula(requiredText(file.root, 'errorConditionFormula', file.name)),
      message: requiredText(file.root, 'errorMessage', file.name),
      ...(field === undefined ? {} : { field }),
    },
  ];
}

function checkObject(type: ObjectType, objects: ReadonlyMap<string, ObjectType>): void {
  for (const field of type.fields.values()) {
    if (field.reference && !objects.has(field.reference.to))
      throw new Error(`${type.name}.${field.name}: the object ${field.reference.to} does not exist`);
  }
  for (const rule of type.validationRules) checkNames(rule.condition, type, objects, `${type.name}.${rule.name}`);
  for (const [name, view] of type.listViews)
    for (const column of [...view.columns, ...view.filters.map(({ field }) => field)])
      if (!hasPath(type, column.split('.'), objects))
        throw new Error(`${type.name}.${name}: the column ${column} does not exist`);
}

/** Refuses a formula that reads a field which does not exist, as a deployment would. */
export function checkNames(
  formula: Formula,
  type: ObjectType,
  objects: ReadonlyMap<string, ObjectType>,
  place: string,
): void {
  for (const path of namesIn(formula)) {
    if (!hasPath(type, path, objects)) throw new Error(`${place}: the field ${path.join('.')} does not exist`);
  }
}

/** Whether a path such as `Opportunity__r.Account.Name` leads to a field. */
export function hasPath(type: ObjectType, path: readonly string[], objects: ReadonlyMap<string, ObjectType>): boolean {
  const [head, ...rest] = path;
  if (head === undefined) return false;
  if (rest.length === 0) return findField(type, head) !== undefined;
  const parent = findParentField(type, head);
  const next = parent && objects.get(parent.reference.to);
  return next !== undefined && hasPath(next, rest, objects);
}
