import type { SandboxClock } from '../../control/clock.ts';
import type { GroundTruth } from '../../control/ground-truth.ts';
import { accountUsers } from './account-roles.ts';
import type { AccountUser } from './account-roles.ts';
import type { Assumptions } from './assumptions.ts';
import type { Catalog, PermissionLevel, RecordDefinition, RoleDefinition } from './definitions.ts';
import { permissionRefusal } from './permissions.ts';
import type { RecordStore } from './record-store.ts';
import { refusals, refuse } from './refusals.ts';
import type { Refused } from './refusals.ts';

/** What every call of a script works on. */
export type AccountState = {
  catalog: Catalog;
  store: RecordStore;
  clock: SandboxClock;
  groundTruth: GroundTruth;
  features: Map<string, boolean>;
  assumptions: Assumptions;
};

/** On whose behalf something is read or written, and from where: `context` is the platform's own word for it. */
export type Actor = {
  role: RoleDefinition;
  execution?: string;
  requestId?: string;
  user?: AccountUser;
  context?: string;
};

/** The same for a script's own record: a table of SuiteQL alone is none. Seeds, which are no execution, may fill it. */
export function openRecordType(
  account: AccountState,
  actor: Actor,
  type: string,
  needed: PermissionLevel,
): { record: RecordDefinition } | Refused {
  const isTable = account.catalog.records.get(type.toLowerCase())?.isTableOnly === true;
  return isTable && actor.execution !== undefined
    ? refuse(refusals.unknownType(type))
    : openType(account, actor, type, needed);
}

/** The record type, if the account has it and the role may use it at this level. */
export function openType(
  account: AccountState,
  actor: Actor,
  type: string,
  needed: PermissionLevel,
): { record: RecordDefinition } | Refused {
  const record = account.catalog.records.get(type.toLowerCase());
  if (!record) return refuse(refusals.unknownType(type));
  if (record.feature !== undefined && !account.features.get(record.feature)) {
    return refuse(refusals.featureOff(record.feature));
  }
  const refusal = permissionRefusal(record, actor.role, needed);
  return refusal ? refuse(refusal) : { record };
}

/** A person in the role they are signed in with; throws for a key that is none of the account's. */
export function personActor({ catalog }: AccountState, key: string): Actor {
  const user = accountUsers[key];
  const role = user && catalog.roles.get(user.role);
  if (!user || !role) throw new Error(`The account has no user ${key}`);
  return { role, user };
}
