import type { Metadata } from '@grpc/grpc-js';

import type { CallLog, OpenCall } from '../../control/call-log.ts';
import type { Faults } from '../../control/faults.ts';
import type { Sessions } from '../http/sessions.ts';
import type { ObjectType } from '../metadata/object-type.ts';
import type { Access } from '../records/access.ts';
import { userAccess } from '../records/access.ts';
import type { OrgState } from '../records/state.ts';
import { makeUuid } from '../records/uuid.ts';
import { schemaOf } from './avro.ts';
import type { EventSchema } from './avro.ts';
import type { PubsubRefusal } from './pubsub-errors.ts';

/** The org as the Pub/Sub service sees it. */
export type PubsubOrg = {
  readonly state: OrgState;
  readonly sessions: Sessions;
  readonly calls: CallLog;
  readonly faults: Faults;
  readonly orgId: string;
};

/** A call that may go on: who calls, and its number for people. */
export type Admitted = { readonly ok: true; readonly access: Access; readonly token: string };
export type Refused = { readonly ok: false; readonly refusal: PubsubRefusal };
export type Topic = { readonly ok: true; readonly type: ObjectType; readonly schema: EventSchema };

/** Where the service lives in the log of requests and in the disturbances. */
export function pathOf(method: string): string {
  return `/eventbus.v1.PubSub/${method}`;
}

/** Pub/Sub calls are told but do not count as API calls. Source: Pub/Sub API guide, "Allocations". */
export function beginCall({ calls }: PubsubOrg, method: string): OpenCall {
  const requestId = `sf-${calls.count() + 1}`;
  return calls.begin({ method: 'POST', path: pathOf(method), requestId, isGoverned: false });
}

export function rpcIdOf({ state }: PubsubOrg): string {
  return makeUuid(state.random);
}

/** Checks the three headers of the session, and what the disturbances say about this call. */
export function admit(org: PubsubOrg, metadata: Metadata, method: string): Admitted | Refused {
  const { sessions, state, orgId, faults } = org;
  const said = (name: string): string => String(metadata.get(name)[0] ?? '');
  const token = said('accesstoken');
  const request = { method: 'POST', path: pathOf(method) };
  if (faults.take(['drop-before'], request)) return { ok: false, refusal: 'service.unavailable' };
  if (faults.take(['refuse'], request)) return { ok: false, refusal: 'subscription.limit.exceeded' };
  if (faults.take(['expire-token'], request)) sessions.revoke(token);
  const session = sessions.ofToken(token);
  const access = session && userAccess(state, session.userId);
  const isOurs = [orgId, orgId.slice(0, 15)].includes(said('tenantid')) && isUrl(said('instanceurl'));
  if (!access || !isOurs) return { ok: false, refusal: 'service.auth.error' };
  return { ok: true, access, token };
}

/** An event that the caller may read or publish; any other does not exist for that one. */
export function findTopic({ state }: PubsubOrg, access: Access, name: string): Topic | Refused {
  const type = name.startsWith('/event/') ? state.metadata.objects.get(name.slice('/event/'.length)) : undefined;
  const isOpen = type?.isEvent === true && (access.may('read', type) || access.may('create', type));
  return isOpen ? { ok: true, type, schema: schemaOf(type) } : { ok: false, refusal: 'topic.notfound' };
}

/** An opaque replay id of eight bytes. */
export function replayBytes(replayId: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(replayId));
  return bytes;
}

/** The place that a replay id means; `undefined` for one that no org gives out. */
export function replayNumber(bytes: Uint8Array): number | undefined {
  if (bytes.length !== 8) return undefined;
  const value = Buffer.from(bytes).readBigUInt64BE();
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(value);
}

function isUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:/.test(text);
}
