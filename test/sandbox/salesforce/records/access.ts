import type { Field, ObjectType } from '../metadata/object-type.ts';
import type { PermissionSet, ObjectAct } from '../metadata/permission-sets.ts';
import type { OrgState } from './state.ts';

/** Who does something, and what that one may. */
export type Access = {
  userId: string;
  /** Short name for the ground truth. */
  actor: string;
  may(act: ObjectAct, type: ObjectType): boolean;
  mayRead(type: ObjectType, field: Field): boolean;
  /** Object permission apart: whether the field may be written at all. */
  mayEdit(type: ObjectType, field: Field): boolean;
  hasPermission(name: string): boolean;
};

/** What every user may read without any permission set, as with the platform's minimum profile. */
const openObjects: ReadonlySet<string> = new Set(['User', 'Organization', 'Profile']);

/** What *View Setup and Configuration* opens for reading. Source: Object Reference, "PermissionSetAssignment". */
const setupObjects: ReadonlySet<string> = new Set(['PermissionSet', 'PermissionSetAssignment']);

/** Flows and seeds run in system context: everything is allowed. */
export function systemAccess(userId: string, actor: string): Access {
  const yes = () => true;
  return { userId, actor, may: yes, mayRead: yes, mayEdit: yes, hasPermission: yes };
}

/**
 * What a user may, from the permission sets that are assigned right now; `undefined` for an unknown or inactive user.
 *
 * Standard fields come with the object; custom ones need a field permission, unless they are required or those of an event.
 * Source: Platform Events Developer Guide, "Considerations": field-level security does not apply to events.
 */
export function userAccess(state: OrgState, userId: string): Access | undefined {
  const user = state.store.find('User', userId);
  if (!user || user.isDeleted || user.values.get('IsActive') !== true) return undefined;
  const actor = String(user.values.get('Alias'));
  if (isAdministrator(state, user.values.get('ProfileId'))) return systemAccess(userId, actor);
  const sets = assignedSets(state, userId);
  const isOpen = (type: ObjectType, field: Field, names: (set: PermissionSet) => ReadonlySet<string>) =>
    !field.isCustom ||
    field.isRequired ||
    type.isEvent ||
    sets.some((set) => names(set).has(`${type.name}.${field.name}`));
  return {
    userId,
    actor,
    may: (act, type) =>
      (act === 'read' && openObjects.has(type.name)) ||
      (act === 'read' && setupObjects.has(type.name) && sets.some((set) => set.userPermissions.has('ViewSetup'))) ||
      sets.some((set) => set.objects.get(type.name)?.has(act)),
    mayRead: (type, field) => isOpen(type, field, (set) => set.readableFields),
    mayEdit: (type, field) => isOpen(type, field, (set) => set.editableFields),
    hasPermission: (name) => sets.some((set) => set.userPermissions.has(name)),
  };
}

function isAdministrator({ store }: OrgState, profileId: unknown): boolean {
  return (
    typeof profileId === 'string' && store.find('Profile', profileId)?.values.get('Name') === 'System Administrator'
  );
}

function assignedSets({ store, metadata }: OrgState, userId: string): readonly PermissionSet[] {
  return store.withValue('PermissionSetAssignment', 'AssigneeId', userId).flatMap((assignment) => {
    const set = store.find('PermissionSet', String(assignment.values.get('PermissionSetId')));
    return metadata.permissionSets.get(String(set?.values.get('Name'))) ?? [];
  });
}
