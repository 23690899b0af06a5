import type { SandboxClock } from '../../control/clock.ts';
import type { GroundTruth } from '../../control/ground-truth.ts';
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

/** On whose behalf something is read or written. */
export type Actor = { role: RoleDefinition; execution?: string; requestId?: string };

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
