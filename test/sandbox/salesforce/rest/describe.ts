import { childRelationships } from '../metadata/object-type.ts';
import type { Field, FieldType, ObjectType } from '../metadata/object-type.ts';
import { withType } from './rows.ts';
import { route } from './scope.ts';
import type { DataRoute, Scope } from './scope.ts';

/** What the API calls our types. Source: SOAP API Developer Guide, "Field Types". */
const apiTypes: Readonly<Record<FieldType, { type: string; soapType: string }>> = {
  id: { type: 'id', soapType: 'tns:ID' },
  text: { type: 'string', soapType: 'xsd:string' },
  'long-text': { type: 'textarea', soapType: 'xsd:string' },
  email: { type: 'email', soapType: 'xsd:string' },
  phone: { type: 'phone', soapType: 'xsd:string' },
  url: { type: 'url', soapType: 'xsd:string' },
  number: { type: 'double', soapType: 'xsd:double' },
  currency: { type: 'currency', soapType: 'xsd:double' },
  percent: { type: 'percent', soapType: 'xsd:double' },
  checkbox: { type: 'boolean', soapType: 'xsd:boolean' },
  date: { type: 'date', soapType: 'xsd:date' },
  datetime: { type: 'datetime', soapType: 'xsd:dateTime' },
  picklist: { type: 'picklist', soapType: 'xsd:string' },
  reference: { type: 'reference', soapType: 'tns:ID' },
  autonumber: { type: 'string', soapType: 'xsd:string' },
};

/** What the org is made of, as this user sees it. */
export const describeRoutes: readonly DataRoute[] = [
  route('GET sobjects', (scope) => ({ status: 200, body: describeGlobal(scope) })),
  route('GET sobjects/:', (scope, _request, [name = '']) =>
    withType(scope, name, (type) => ({
      status: 200,
      body: { objectDescribe: describeShort(scope, type), recentItems: [] },
    })),
  ),
  route('GET sobjects/:/describe', (scope, _request, [name = '']) =>
    withType(scope, name, (type) => ({ status: 200, body: describeObject(scope, type) })),
  ),
];

function describeGlobal(scope: Scope) {
  const types = [...scope.state.metadata.objects.values()].filter((type) => scope.access.may('read', type));
  return { encoding: 'UTF-8', maxBatchSize: 200, sobjects: types.map((type) => describeShort(scope, type)) };
}

function describeShort({ access, base }: Scope, type: ObjectType) {
  const url = `${base}/sobjects/${type.name}`;
  return {
    name: type.name,
    label: type.label,
    labelPlural: type.labelPlural,
    keyPrefix: type.keyPrefix,
    custom: type.isCustom,
    createable: access.may('create', type),
    updateable: !type.isEvent && access.may('edit', type),
    deletable: !type.isEvent && access.may('delete', type),
    queryable: !type.isEvent && access.may('read', type),
    retrieveable: !type.isEvent && access.may('read', type),
    undeletable: false,
    layoutable: !type.isEvent,
    searchable: false,
    urls: { sobject: url, describe: `${url}/describe`, rowTemplate: `${url}/{ID}` },
  };
}

function describeObject(scope: Scope, type: ObjectType) {
  const fields = [...type.fields.values()].filter((field) => scope.access.mayRead(type, field));
  const children = childRelationships(scope.state.metadata.objects, type.name).map(({ name, child, field }) => ({
    childSObject: child,
    field,
    relationshipName: name,
    cascadeDelete: scope.state.metadata.objects.get(child)?.fields.get(field)?.reference?.onParentDelete === 'cascade',
    deprecatedAndHidden: false,
  }));
  return {
    ...describeShort(scope, type),
    fields: fields.map((field) => describeField(scope, type, field)),
    childRelationships: children,
    recordTypeInfos: [],
  };
}

function describeField({ access }: Scope, type: ObjectType, field: Field) {
  const picklist = field.picklist?.values ?? [];
  const mayEdit = access.mayEdit(type, field);
  return {
    ...apiTypes[field.type],
    name: field.name,
    label: field.label,
    length: field.length ?? (field.type === 'reference' ? 18 : 0),
    precision: field.precision ?? 0,
    scale: field.scale ?? 0,
    custom: field.isCustom,
    nillable: !field.isRequired && field.isCreateable && field.type !== 'checkbox',
    createable: field.isCreateable && mayEdit,
    updateable: field.isUpdateable && mayEdit,
    defaultedOnCreate: field.defaultValue !== undefined || field.type === 'checkbox' || !field.isCreateable,
    unique: field.isUnique,
    externalId: field.isExternalId,
    idLookup: field.isExternalId || field.type === 'id',
    caseSensitive: field.isCaseSensitive,
    autoNumber: field.type === 'autonumber',
    calculated: false,
    nameField: field.name === 'Name',
    filterable: field.type !== 'long-text',
    sortable: field.type !== 'long-text',
    restrictedPicklist: field.picklist?.isRestricted ?? false,
    picklistValues: picklist.map(({ value, label, isDefault }) => ({
      value,
      label,
      defaultValue: isDefault,
      active: true,
    })),
    referenceTo: field.reference ? [field.reference.to] : [],
    relationshipName: field.reference?.parentName ?? null,
    cascadeDelete: field.reference?.onParentDelete === 'cascade',
    restrictedDelete: field.reference?.onParentDelete === 'restrict',
  };
}
