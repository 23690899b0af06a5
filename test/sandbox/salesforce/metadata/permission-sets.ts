import { findField } from './object-type.ts';
import type { ObjectType } from './object-type.ts';
import type { SourceFile } from './source-files.ts';
import { childFlag, childrenNamed, requiredText } from './xml.ts';

export type ObjectAct = 'create' | 'read' | 'edit' | 'delete';

/** What one permission set gives; sets only ever add. */
export type PermissionSet = {
  name: string;
  label: string;
  objects: ReadonlyMap<string, ReadonlySet<ObjectAct>>;
  /** `Object.Field` names. */
  readableFields: ReadonlySet<string>;
  editableFields: ReadonlySet<string>;
  userPermissions: ReadonlySet<string>;
};

/** Reads a permission set and refuses what a deployment would: unknown objects and fields, and fields that are always open. */
export function loadPermissionSet(file: SourceFile, objects: ReadonlyMap<string, ObjectType>): PermissionSet {
  const fields = childrenNamed(file.root, 'fieldPermissions');
  for (const field of fields) checkField(requiredText(field, 'field', file.name), objects, file.name);
  const named = (flag: string) =>
    new Set(fields.filter((field) => childFlag(field, flag)).map((field) => requiredText(field, 'field', file.name)));
  const userPermissions = childrenNamed(file.root, 'userPermissions').filter((one) => childFlag(one, 'enabled'));
  return {
    name: file.fullName,
    label: requiredText(file.root, 'label', file.name),
    objects: objectPermissions(file, objects),
    readableFields: named('readable'),
    editableFields: named('editable'),
    userPermissions: new Set(userPermissions.map((one) => requiredText(one, 'name', file.name))),
  };
}

function checkField(fullName: string, objects: ReadonlyMap<string, ObjectType>, fileName: string): void {
  const [objectName = '', fieldName = ''] = fullName.split('.');
  const type = objects.get(objectName);
  const field = type && findField(type, fieldName);
  if (!field) throw new Error(`${fileName}: the field ${fullName} does not exist`);
  if (field.isRequired) throw new Error(`${fileName}: ${fullName} is required, so its permission cannot be set`);
}

const acts: readonly [flag: string, act: ObjectAct][] = [
  ['allowCreate', 'create'],
  ['allowRead', 'read'],
  ['allowEdit', 'edit'],
  ['allowDelete', 'delete'],
];

function objectPermissions(
  file: SourceFile,
  objects: ReadonlyMap<string, ObjectType>,
): ReadonlyMap<string, ReadonlySet<ObjectAct>> {
  return new Map(
    childrenNamed(file.root, 'objectPermissions').map((element) => {
      const name = requiredText(element, 'object', file.name);
      if (!objects.has(name)) throw new Error(`${file.name}: the object ${name} does not exist`);
      return [name, new Set(acts.filter(([flag]) => childFlag(element, flag)).map(([, act]) => act))];
    }),
  );
}
