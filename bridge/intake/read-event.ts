import type { FaultCode } from 'shared-model/faults.ts';
import type { Json } from 'shared-model/canonical-json.ts';
import { canonicalJson } from 'shared-model/canonical-json.ts';
import { Envelope } from 'shared-model/envelope.ts';
import { acceptedEvents } from 'shared-model/events.ts';
import type { PairingId } from 'shared-model/ids.ts';
import { engagementIdOf } from 'shared-model/ids.ts';

import type { AcceptableEvent, Pairing } from '#store/store.ts';

import type { DoorFault } from './limits.ts';

export type ReadEvent =
  | { readonly ok: true; readonly event: AcceptableEvent }
  | { readonly ok: false; readonly faults: readonly DoorFault[] };

/** Parses one envelope and its data; every fault is named with its place, and an unknown type or version is one too. */
export function readEvent(value: Json, pairings: readonly Pairing[], newCorrelationId: () => string): ReadEvent {
  const envelope = Envelope.safeParse(value);
  if (!envelope.success) return { ok: false, faults: faultsOf(envelope.error.issues, '') };
  const pairing = pairings.find((known) => envelope.data.source.startsWith(`/pairings/${known.pairing}/`));
  if (pairing === undefined) return refused('/source', 'intake.unknown-pairing', 'No such pairing is set up here');
  const version = versionFault(envelope.data);
  if (version !== undefined) return { ok: false, faults: [version] };
  const data = acceptedEvents['provisioning.requested'].schema.safeParse(envelope.data.data);
  if (!data.success) return { ok: false, faults: faultsOf(data.error.issues, '/data') };
  const { engagementId, generation, deal } = data.data;
  if (engagementId !== engagementIdOf(pairing.orgId, deal.opportunityId)) {
    const text = 'The engagement id is not the one of this org and opportunity';
    return refused('/data/engagementId', 'intake.foreign-engagement', text);
  }
  if (envelope.data.subject !== undefined && envelope.data.subject !== engagementId) {
    return refused('/subject', 'intake.foreign-engagement', 'The subject is not the engagement of the data');
  }
  const content = { ...envelope.data, data: dataOf(value) };
  return { ok: true, event: acceptable(content, pairing.pairing, engagementId, generation, newCorrelationId) };
}

function acceptable(
  envelope: Envelope & { readonly data: Json },
  pairing: PairingId,
  subject: AcceptableEvent['subject'],
  generation: number,
  newCorrelationId: () => string,
): AcceptableEvent {
  const { source, id, type, time, correlationid, causationid, data } = envelope;
  return {
    pairing,
    source,
    id,
    type,
    time,
    subject,
    generation,
    correlationId: correlationid ?? newCorrelationId(),
    ...(causationid === undefined ? {} : { causationId: causationid }),
    data,
    raw: canonicalJson(envelope),
  };
}

/** The data as it was read from JSON; the schemas tell of it only that it is there. */
function dataOf(value: Json): Json {
  return typeof value === 'object' && value !== null && 'data' in value ? (value.data ?? null) : null;
}

function versionFault({ type, dataschema }: Envelope): DoorFault | undefined {
  const known = Object.entries(acceptedEvents).find(([name]) => name === type)?.[1];
  if (known === undefined) {
    return { pointer: '/type', code: 'intake.unknown-type', text: `Events of type ${type} are not accepted` };
  }
  const expected = `/v1/schemas/${type}/${known.major}`;
  if (dataschema === undefined || dataschema === expected) return undefined;
  return { pointer: '/dataschema', code: 'intake.unknown-version', text: `Only ${expected} is understood` };
}

function refused(pointer: string, code: FaultCode, text: string): ReadEvent {
  return { ok: false, faults: [{ pointer, code, text }] };
}

type Issue = { readonly path: readonly PropertyKey[]; readonly message: string };

/** At most 20 faults are named, so that a large wrong body cannot make a large answer. */
function faultsOf(issues: readonly Issue[], prefix: string): readonly DoorFault[] {
  return issues.slice(0, 20).map(({ path, message }) => ({
    pointer: `${prefix}${path.map((place) => `/${String(place)}`).join('')}`.slice(0, 200),
    code: 'intake.malformed',
    text: message,
  }));
}
