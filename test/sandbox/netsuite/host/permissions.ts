import { permissionLevels } from './definitions.ts';
import type { FieldDefinition, PermissionLevel, RecordDefinition, RoleDefinition } from './definitions.ts';
import type { Refusal } from './host.ts';
import { refusals } from './refusals.ts';

const rank = (level: PermissionLevel): number => permissionLevels.indexOf(level);

/**
 * Says why the role may not do something that takes `needed` on the record type.
 *
 * A role's own list and the list on a custom record type both count; the higher level wins (assumed).
 */
export function permissionRefusal(
  record: RecordDefinition,
  role: RoleDefinition,
  needed: PermissionLevel,
): Refusal | undefined {
  if (role.isAdministrator || record.permission === undefined) return undefined;
  const other = role.permissions.get(record.otherPermission ?? '') ?? 'NONE';
  const levels = [other, role.permissions.get(record.permission) ?? 'NONE', record.roleLevels.get(role.id) ?? 'NONE'];
  const isEnough = levels.some((level) => rank(level) >= rank(needed));
  return isEnough ? undefined : refusals.noPermission(record.label);
}

/** SuiteQL needs a permission of its own. Source: documented (role permissions), REPO_ANALYTICS. */
export function queryRefusal(role: RoleDefinition): Refusal | undefined {
  const level = role.isAdministrator ? 'FULL' : (role.permissions.get('REPO_ANALYTICS') ?? 'NONE');
  return level === 'NONE' ? refusals.noPermission('SuiteAnalytics Workbook') : undefined;
}

/** Whether the field exists for the role at all. Source: assumed; an account hides pay and cost from narrower permissions. */
export function mayUseField(role: RoleDefinition, { hiddenWithout }: FieldDefinition): boolean {
  if (role.isAdministrator || hiddenWithout === undefined) return true;
  return rank(role.permissions.get(hiddenWithout) ?? 'NONE') > 0;
}

/** The role's level of one permission as `runtime.Permission` counts it: 0 none to 4 full. Source: documented (N/runtime). */
export function levelOf(role: RoleDefinition, permission: string): number {
  return role.isAdministrator ? 4 : rank(role.permissions.get(permission) ?? 'NONE');
}
