import type { Formula } from '../formula/parse.ts';
import type { ListView } from './list-views.ts';

export type FieldType =
  | 'id'
  | 'text'
  | 'long-text'
  | 'email'
  | 'phone'
  | 'url'
  | 'number'
  | 'currency'
  | 'percent'
  | 'checkbox'
  | 'date'
  | 'datetime'
  | 'picklist'
  | 'reference'
  | 'autonumber';

export type PicklistValue = { value: string; label: string; isDefault: boolean };

/** One field as the org enforces it. */
export type Field = {
  name: string;
  label: string;
  type: FieldType;
  isCustom: boolean;
  /** Required in the database, not only on a page. */
  isRequired: boolean;
  /** False for what the platform itself fills in. */
  isCreateable: boolean;
  isUpdateable: boolean;
  isUnique: boolean;
  isCaseSensitive: boolean;
  isExternalId: boolean;
  /** Characters. */
  length?: number;
  /** Digits in all, and digits behind the point. */
  precision?: number;
  scale?: number;
  picklist?: { isRestricted: boolean; values: readonly PicklistValue[] };
  defaultValue?: Formula;
  /** `{00000}` is replaced by a growing number. */
  displayFormat?: string;
  reference?: Reference;
};

export type Reference = {
  /** API name of the parent object. */
  to: string;
  /** How a query walks up: `Opportunity__r`, `Account`. */
  parentName: string;
  /** How a query walks down, without the `__r` of custom ones. */
  childName?: string;
  isMasterDetail: boolean;
  isReparentable: boolean;
  onParentDelete: 'cascade' | 'restrict' | 'clear';
};

export type ValidationRule = { name: string; condition: Formula; message: string; field?: string };

/** One object of the org, standard or from the package's metadata. */
export type ObjectType = {
  name: string;
  label: string;
  labelPlural: string;
  keyPrefix: string;
  isCustom: boolean;
  isEvent: boolean;
  /** Only of events. */
  publishesAfterCommit: boolean;
  fields: ReadonlyMap<string, Field>;
  validationRules: readonly ValidationRule[];
  /** List views by name. */
  listViews: ReadonlyMap<string, ListView>;
};

/** How a child list hangs on a parent: the name that a query and a related list use. */
export type ChildRelationship = { name: string; child: string; field: string };

/** Names are found in any case, as the platform does; the answer has the true case. */
export function findField(type: ObjectType, name: string): Field | undefined {
  const exact = type.fields.get(name);
  if (exact) return exact;
  const wanted = name.toLowerCase();
  return [...type.fields.values()].find((field) => field.name.toLowerCase() === wanted);
}

/** The reference field that a parent name such as `Opportunity__r` or `Account` stands for. */
export function findParentField(type: ObjectType, parentName: string): (Field & { reference: Reference }) | undefined {
  const wanted = parentName.toLowerCase();
  for (const field of type.fields.values()) {
    const { reference } = field;
    if (reference?.parentName.toLowerCase() === wanted) return { ...field, reference };
  }
  return undefined;
}

/** A list of the children of one object, in the order of the objects' names. */
export function childRelationships(objects: ReadonlyMap<string, ObjectType>, parent: string): ChildRelationship[] {
  return [...objects.values()].flatMap((child) =>
    [...child.fields.values()].flatMap((field) => {
      const { reference } = field;
      if (reference?.to !== parent || reference.childName === undefined) return [];
      const name = field.isCustom ? `${reference.childName}__r` : reference.childName;
      return [{ name, child: child.name, field: field.name }];
    }),
  );
}
