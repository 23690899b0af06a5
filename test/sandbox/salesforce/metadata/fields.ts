import { parseFormula } from '../formula/parse.ts';
import type { Field, FieldType, PicklistValue, Reference } from './object-type.ts';
import type { StandardField } from './standard-objects.ts';
import { childFlag, childNumber, childrenNamed, childText, requiredText } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** What the metadata calls the types that this org supports. */
const fieldTypes: Readonly<Record<string, FieldType>> = {
  Text: 'text',
  TextArea: 'long-text',
  LongTextArea: 'long-text',
  Email: 'email',
  Phone: 'phone',
  Url: 'url',
  Number: 'number',
  Currency: 'currency',
  Percent: 'percent',
  Checkbox: 'checkbox',
  Date: 'date',
  DateTime: 'datetime',
  Picklist: 'picklist',
  Lookup: 'reference',
  MasterDetail: 'reference',
  AutoNumber: 'autonumber',
};

/** Characters that a type holds when its metadata does not say. */
const usualLengths: Partial<Record<FieldType, number>> = {
  email: 80,
  phone: 40,
  url: 255,
  'long-text': 255,
  picklist: 255,
};

/** Builds a custom field from its `.field-meta.xml`; a type that the org does not support is refused by name. */
export function customField(xml: XmlElement, fileName: string): Field {
  const name = requiredText(xml, 'fullName', fileName);
  const typeName = requiredText(xml, 'type', fileName);
  const type = fieldTypes[typeName];
  if (!type) throw new Error(`${fileName}: the field type ${typeName} is not supported by this org`);
  const isMasterDetail = typeName === 'MasterDetail';
  const length = childNumber(xml, 'length') ?? usualLengths[type];
  const defaultText = childText(xml, 'defaultValue');
  return {
    ...plainField(name, requiredText(xml, 'label', fileName), type),
    isCustom: true,
    isRequired: childFlag(xml, 'required') || isMasterDetail,
    isCreateable: type !== 'autonumber',
    isUpdateable: type !== 'autonumber' && !(isMasterDetail && !childFlag(xml, 'reparentableMasterDetail')),
    isUnique: childFlag(xml, 'unique'),
    isCaseSensitive: childFlag(xml, 'caseSensitive'),
    isExternalId: childFlag(xml, 'externalId'),
    ...optional('length', length),
    ...optional('precision', childNumber(xml, 'precision')),
    ...optional('scale', childNumber(xml, 'scale')),
    ...optional('picklist', type === 'picklist' ? picklistOf(xml, fileName) : undefined),
    ...optional('defaultValue', defaultText === undefined ? undefined : parseFormula(defaultText)),
    ...optional('displayFormat', childText(xml, 'displayFormat')),
    ...optional('reference', type === 'reference' ? referenceOf(xml, fileName, isMasterDetail) : undefined),
  };
}

function referenceOf(xml: XmlElement, fileName: string, isMasterDetail: boolean): Reference {
  const constraint = childText(xml, 'deleteConstraint') ?? 'SetNull';
  const onDelete = { SetNull: 'clear', Restrict: 'restrict', Cascade: 'cascade' } as const;
  const found = Object.entries(onDelete).find(([name]) => name === constraint);
  if (!found) throw new Error(`${fileName}: the delete constraint ${constraint} does not exist`);
  return {
    to: requiredText(xml, 'referenceTo', fileName),
    parentName: requiredText(xml, 'fullName', fileName).replace(/__c$/, '__r'),
    ...optional('childName', childText(xml, 'relationshipName')),
    isMasterDetail,
    isReparentable: !isMasterDetail || childFlag(xml, 'reparentableMasterDetail'),
    onParentDelete: isMasterDetail ? 'cascade' : found[1],
  };
}

function picklistOf(xml: XmlElement, fileName: string): { isRestricted: boolean; values: readonly PicklistValue[] } {
  const [valueSet] = childrenNamed(xml, 'valueSet');
  const definition = valueSet && childrenNamed(valueSet, 'valueSetDefinition')[0];
  if (!valueSet || !definition)
    throw new Error(`${fileName}: a picklist needs its own values; global ones are not supported`);
  const values = childrenNamed(definition, 'value').map((value) => ({
    value: requiredText(value, 'fullName', fileName),
    label: requiredText(value, 'label', fileName),
    isDefault: childFlag(value, 'default'),
  }));
  return { isRestricted: childFlag(valueSet, 'restricted'), values };
}

/** Builds a field of the table of standard objects. */
export function standardField(row: StandardField): Field {
  const flags = new Set(row.flags);
  const isNumber = row.type === 'currency' || row.type === 'percent' || row.type === 'number';
  const values = row.values?.map((value) => ({ value, label: value, isDefault: false }));
  const reference: Reference | undefined = row.to === undefined ? undefined : standardReference(row, row.to);
  return {
    ...plainField(row.name, row.label, row.type),
    isRequired: flags.has('required'),
    isCreateable: !flags.has('derived'),
    isUpdateable: !flags.has('derived') && !flags.has('create-only'),
    isUnique: flags.has('unique'),
    ...optional('length', isNumber ? undefined : (row.length ?? usualLengths[row.type])),
    ...optional('precision', isNumber ? row.length : undefined),
    ...optional('scale', row.scale),
    ...optional('picklist', values && { isRestricted: true, values }),
    ...optional('defaultValue', row.defaultValue === undefined ? undefined : parseFormula(row.defaultValue)),
    ...optional('reference', reference),
  };
}

function standardReference(row: StandardField, to: string): Reference {
  return {
    to,
    parentName: row.parentName ?? row.name.replace(/Id$/, ''),
    ...optional('childName', row.childName),
    isMasterDetail: false,
    isReparentable: true,
    onParentDelete: 'clear',
  };
}

function plainField(name: string, label: string, type: FieldType): Field {
  return {
    name,
    label,
    type,
    isCustom: false,
    isRequired: false,
    isCreateable: true,
    isUpdateable: true,
    isUnique: false,
    isCaseSensitive: false,
    isExternalId: false,
  };
}

/** Leaves a property out instead of setting it to `undefined`. */
export function optional<Name extends string, T>(name: Name, value: T | undefined): { [K in Name]?: T };
export function optional<T>(name: string, value: T | undefined): Record<string, T> {
  return value === undefined ? {} : { [name]: value };
}
