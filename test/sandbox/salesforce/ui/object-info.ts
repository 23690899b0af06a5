import { childRelationships } from '../metadata/object-type.ts';
import type { Field, FieldType, ObjectType } from '../metadata/object-type.ts';
import { findType, refuse } from '../rest/errors.ts';
import { route } from '../rest/scope.ts';
import type { DataRoute, Scope } from '../rest/scope.ts';
import { tagOf } from './representation.ts';

/** The id of the master record type, which every object has when it has no other. */
const masterRecordTypeId = '012000000000000AAA';

const dataTypes: Readonly<Record<FieldType, string>> = {
  id: 'Reference',
  text: 'String',
  'long-text': 'TextArea',
  email: 'Email',
  phone: 'Phone',
  url: 'Url',
  number: 'Double',
  currency: 'Currency',
  percent: 'Percent',
  checkbox: 'Boolean',
  date: 'Date',
  datetime: 'DateTime',
  picklist: 'Picklist',
  reference: 'Reference',
  autonumber: 'String',
};

/** Source: User Interface API Developer Guide, "Object Info". */
export const uiObjectRoutes: readonly DataRoute[] = [
  route('GET ui-api/object-info/:', (scope, _request, [name = '']) => {
    const type = findType(scope, name);
    if (!type || type.isEvent) return refuse('INVALID_TYPE', `Object ${name} is not supported in UI API`);
    const body = objectInfo(scope, type);
    return { status: 200, body: { ...body, eTag: tagOf(body) } };
  }),
];

function objectInfo({ state, access }: Scope, type: ObjectType) {
  const fields = [...type.fields.values()].filter((field) => access.mayRead(type, field));
  const children = childRelationships(state.metadata.objects, type.name).map(({ name, child, field }) => ({
    childObjectApiName: child,
    fieldName: field,
    junctionIdListNames: [],
    junctionReferenceTo: [],
    relationshipName: name,
  }));
  const master = { available: true, defaultRecordTypeMapping: true, master: true, name: 'Master' };
  return {
    apiName: type.name,
    associateEntityType: null,
    associateParentEntity: null,
    childRelationships: children,
    createable: access.may('create', type),
    custom: type.isCustom,
    defaultRecordTypeId: masterRecordTypeId,
    deletable: access.may('delete', type),
    dependentFields: {},
    feedEnabled: false,
    fields: Object.fromEntries(fields.map((field) => [field.name, fieldInfo({ state, access }, type, field)])),
    keyPrefix: type.keyPrefix,
    label: type.label,
    labelPlural: type.labelPlural,
    layoutable: true,
    mruEnabled: true,
    nameFields: type.fields.has('Name') ? ['Name'] : [],
    queryable: true,
    recordTypeInfos: { [masterRecordTypeId]: { ...master, recordTypeId: masterRecordTypeId } },
    searchable: false,
    themeInfo: null,
    updateable: access.may('edit', type),
  };
}

function fieldInfo({ access }: Pick<Scope, 'state' | 'access'>, type: ObjectType, field: Field) {
  const mayEdit = access.mayEdit(type, field);
  const { reference } = field;
  return {
    apiName: field.name,
    calculated: false,
    compound: false,
    createable: field.isCreateable && mayEdit,
    custom: field.isCustom,
    dataType: dataTypes[field.type],
    externalId: field.isExternalId,
    inlineHelpText: null,
    label: field.label,
    length: field.length ?? 0,
    nameField: field.name === 'Name',
    precision: field.precision ?? 0,
    reference: reference !== undefined,
    referenceToInfos: reference ? [{ apiName: reference.to, nameFields: ['Name'] }] : [],
    relationshipName: reference?.parentName ?? null,
    required: field.isRequired,
    scale: field.scale ?? 0,
    sortable: field.type !== 'long-text',
    unique: field.isUnique,
    updateable: field.isUpdateable && mayEdit,
  };
}
