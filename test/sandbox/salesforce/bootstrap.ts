import { systemAccess } from './records/access.ts';
import type { Access } from './records/access.ts';
import { makeRecordId } from './records/ids.ts';
import type { Value } from './records/record.ts';
import { createRow } from './records/save.ts';
import type { OrgState } from './records/state.ts';
import { secondText } from './records/values.ts';

/** The org's own id; the only one that stays over a reset. */
export const orgId = '00D000000000001EAA';

/**
 * Makes what an org has before anybody works in it: the organization, its first user, the profiles, and one row for each
 * permission set of the metadata.
 *
 * @returns the access of the first user, as which seeds are planted; the ids by key stand in `ids`
 */
export function bootstrapOrg(state: OrgState, ids: Map<string, string>): Access {
  const userId = makeRecordId('005', state.epoch, state.store.nextNumber('User'));
  const access = systemAccess(userId, 'autoproc');
  putRow(state, userId, 'Organization', orgId, {
    Name: 'Corvane Partners',
    InstanceName: 'SBX1',
    OrganizationType: 'Enterprise Edition',
    IsSandbox: true,
    LanguageLocaleKey: 'en_US',
  });
  putRow(state, userId, 'User', userId, {
    Username: 'autoproc@corvane.example',
    LastName: 'Automated Process',
    Name: 'Automated Process',
    Email: 'autoproc@corvane.example',
    Alias: 'autoproc',
    UserType: 'AutomatedProcess',
    IsActive: false,
  });
  for (const name of ['System Administrator', 'Standard User'])
    plant(state, access, ids, 'Profile', name, { Name: name });
  for (const { name, label } of state.metadata.permissionSets.values())
    plant(state, access, ids, 'PermissionSet', name, { Name: name, Label: label });
  return access;
}

function plant(
  state: OrgState,
  access: Access,
  ids: Map<string, string>,
  typeName: string,
  key: string,
  values: Record<string, string>,
): void {
  const type = state.metadata.objects.get(typeName);
  const made = type && createRow(state, access, type, values);
  if (!made?.ok) throw new Error(`The org cannot make ${typeName} ${key}`);
  ids.set(`${typeName}:${key}`, made.value.id);
}

/** The organization and the first user cannot be saved by anybody, so they are put in place. */
function putRow(state: OrgState, userId: string, type: string, id: string, values: Record<string, Value>): void {
  const now = secondText(state.clock.now());
  const stamps = {
    CreatedDate: now,
    CreatedById: userId,
    LastModifiedDate: now,
    LastModifiedById: userId,
    SystemModstamp: now,
    IsDeleted: false,
  };
  state.store.put({ id, type, values: new Map(Object.entries({ ...values, ...stamps })), isDeleted: false });
}
