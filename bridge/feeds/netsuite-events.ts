import { canonicalJson } from 'shared-model/canonical-json.ts';
import type { Json } from 'shared-model/canonical-json.ts';
import type { ErpRecord, OutboxRow } from 'shared-model/erp-watch.ts';
import { sha256Hex } from 'shared-model/hash.ts';
import { EngagementId } from 'shared-model/ids.ts';
import type { PairingId } from 'shared-model/ids.ts';
import { RecordKey } from 'shared-model/keys.ts';
import { erpDifferences } from 'shared-model/rules/erp-differences.ts';
import { z } from 'zod';

import type { Watched } from '#connectors/connector.ts';
import type { AcceptableEvent, KeyOwner, SeenRecord } from '#store/store.ts';

/** The opportunity of each engagement that we know. */
export type Engagements = ReadonlyMap<EngagementId, string>;

/** What the events of one reading rest on beside the reading itself. */
export type About = {
  readonly pairing: PairingId;
  readonly correlationId: string;
  readonly owners: ReadonlyMap<string, KeyOwner>;
  readonly engagements: Engagements;
  readonly seen: readonly SeenRecord[];
};

/**
 * An event for each record that is another one than before, and what was read of each.
 *
 * Equal hash, no event. Nor is a record's first reading news, or one after a write of ours, while all that the CRM
 * owns stands as we wrote it: that is our own echo.
 */
export function changedEvents(about: About, watched: Watched): { events: AcceptableEvent[]; read: SeenRecord[] } {
  const seen = new Map(about.seen.map((one) => [`${one.type}:${one.id}`, one]));
  const events: AcceptableEvent[] = [];
  const read: SeenRecord[] = [];
  for (const record of watched.records) {
    const before = seen.get(`${record.type}:${record.id}`);
    const hash = sha256Hex(canonicalJson(record.fields)).slice(0, 32);
    if (before?.hash === hash && before.origin === record.origin) continue;
    const { type, id, key, origin } = record;
    read.push({ type, id, key, hash, ...(origin === undefined ? {} : { origin }) });
    if (before?.hash === hash) continue;
    const owner = about.owners.get(key);
    const differs = erpDifferences({ type, fields: record.fields, wanted: payloadOf(owner) });
    const isEcho = (before === undefined || before.origin !== origin) && differs.length === 0;
    if (owner === undefined || isEcho) continue;
    const by = watched.outbox.findLast((row) => row.type === type && row.recordId === id)?.by;
    const data = { ...changeOf(record, hash, before?.hash, by), differs: [...differs] };
    // With the time of the change: what is made, taken back and made again is three changes.
    const eventId = `changed:${type}:${id}:${hash}:${before?.hash ?? 'first'}:${record.changedAt}`;
    events.push(...forEach(about, owner, { type: 'erp.record-changed', id: eventId, time: record.changedAt, data }));
  }
  return { events, read };
}

function changeOf(record: ErpRecord, hash: string, previousHash: string | undefined, by: string | undefined) {
  const { type, id, key, number, fields, changedAt: at } = record;
  return {
    ...{ type, id, key, fields, hash, at },
    ...(number === undefined ? {} : { number }),
    ...(previousHash === undefined ? {} : { previousHash }),
    ...(by === undefined ? {} : { by }),
  };
}

const Payload = z.record(z.string(), z.unknown());

/** Only a project says in one command all that the CRM owns of it. */
function payloadOf(owner: KeyOwner | undefined): Readonly<Record<string, unknown>> | undefined {
  return owner?.command === 'project.create' ? Payload.safeParse(owner.payload).data : undefined;
}

/** A record of an engagement that somebody else deleted. */
export function deletedEvents(about: About, { deleted }: Watched): AcceptableEvent[] {
  return deleted.flatMap(({ type, id, key, at, by }) => {
    const owner = about.owners.get(key);
    if (owner === undefined) return [];
    const data = { type, id, key, at, ...(by === undefined ? {} : { by }) };
    return forEach(about, owner, { type: 'erp.record-deleted', id: `deleted:${type}:${id}`, time: at, data });
  });
}

/** What people did on the tab: told to the engagement's own record, and an activation to its run too. */
export function eventsOfActs(about: About, { outbox, records }: Watched): AcceptableEvent[] {
  return outbox.flatMap((row) => {
    const engagementId = EngagementId.safeParse(row.engagementId).data;
    const opportunityId = engagementId === undefined ? undefined : about.engagements.get(engagementId);
    const { kind, at, by = 'somebody in NetSuite', note } = row;
    if (engagementId === undefined || opportunityId === undefined || kind === 'changed' || kind === 'deleted')
      return [];
    const data = { engagementId, opportunityId, act: kind, by, at, ...(note === undefined ? {} : { note }) };
    const acted = envelope(about, engagementId, 0, { type: 'erp.acted', id: `acted:${row.id}`, time: at, data });
    const project = records.find((one) => one.type === row.type && one.id === row.recordId);
    return kind === 'activate' ? [acted, ...approvals(about, engagementId, row, project?.key)] : [acted];
  });
}

/** The approval belongs to the attempt that made the project. */
function approvals(
  about: About,
  engagementId: EngagementId,
  { id, at, by = 'somebody in NetSuite' }: OutboxRow,
  key: string | undefined,
): AcceptableEvent[] {
  const projectKey = RecordKey.safeParse(key).data;
  const generation = Number(/:g(\d+)$/.exec(projectKey ?? '')?.[1] ?? 0);
  if (projectKey === undefined || generation === 0) return [];
  const data = { engagementId, generation, projectKey, approvedBy: by, approvedAt: at };
  return [
    envelope(about, engagementId, generation, {
      ...{ type: 'project.activation-approved', id: `approved:${id}`, time: at, data },
    }),
  ];
}

type Told = { readonly type: string; readonly id: string; readonly time: string; readonly data: Record<string, Json> };

/** Deals share customers: each engagement is told for itself, in no attempt of it. */
function forEach(about: About, { engagementIds }: KeyOwner, told: Told): AcceptableEvent[] {
  return engagementIds.flatMap((engagementId) => {
    const opportunityId = about.engagements.get(engagementId);
    if (opportunityId === undefined) return [];
    const data = { engagementId, opportunityId, ...told.data };
    return [envelope(about, engagementId, 0, { ...told, id: `${told.id}:${engagementId}`, data })];
  });
}

/** @param generation 0 for what concerns the records of an engagement and none of its attempts */
function envelope(
  { pairing, correlationId }: About,
  engagementId: EngagementId,
  generation: number,
  { type, id, time, data }: Told,
): AcceptableEvent {
  const source = `/pairings/${pairing}/netsuite`;
  const event = { pairing, source, id, type, time, subject: engagementId, generation, correlationId, data };
  return { ...event, raw: canonicalJson({ specversion: '1.0', ...event }) };
}
