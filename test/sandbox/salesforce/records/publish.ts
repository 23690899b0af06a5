import type { ObjectType } from '../metadata/object-type.ts';
import type { Access } from './access.ts';
import { checkDraft } from './checks.ts';
import { makeRecordId } from './ids.ts';
import { done } from './record.ts';
import type { Outcome, StoredRecord, Value } from './record.ts';
import type { OrgState } from './state.ts';
import { makeUuid } from './uuid.ts';

/** Publishes an event, at once or after the commit as its definition says. The answered record exists in no table. */
export function publishEvent(
  state: OrgState,
  access: Access,
  type: ObjectType,
  given: ReadonlyMap<string, Value | undefined>,
): Outcome<StoredRecord> {
  const values = new Map(
    [...given].flatMap(([name, value]): [string, Value][] => (value === undefined ? [] : [[name, value]])),
  );
  const id = makeRecordId(type.keyPrefix, state.epoch, state.store.nextNumber(type.name));
  const checked = checkDraft(state, access, {
    record: { id, type: type.name, values, isDeleted: false },
    before: undefined,
    type,
  });
  if (!checked.ok) return checked;
  const eventUuid = makeUuid(state.random);
  const custom = [...type.fields.values()].filter((field) => field.isCustom);
  const event = {
    channel: `/event/${type.name}`,
    eventUuid,
    createdDate: new Date(state.clock.now()).toISOString(),
    createdById: access.userId,
    payload: Object.fromEntries(custom.map((field) => [field.name, values.get(field.name) ?? null])),
  };
  if (type.publishesAfterCommit) state.waitingEvents.push(event);
  else state.events.append(event);
  return done({ id, type: type.name, values: values.set('EventUuid', eventUuid), isDeleted: false });
}
