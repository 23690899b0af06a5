import type { ErpState } from 'shared-model/erp-state.ts';
import { EngagementId } from 'shared-model/ids.ts';
import type { PairingId } from 'shared-model/ids.ts';
import type { StateAnswer } from 'shared-model/restlet.ts';

import type { CallFailure, Connector } from '#connectors/connector.ts';
import type { Log } from '#log.ts';
import type { DirtyProjection, Store, WrittenRow } from '#store/store.ts';
import type { World } from '#world.ts';
import { erpStateOf } from './erp-state.ts';
import type { MadeState } from './erp-state.ts';

export type ErpStateSeams = {
  readonly store: Pick<Store, 'claimProjections' | 'projectionsWritten' | 'engagementFacts' | 'ownersOfKeys'>;
  readonly erp: Pick<Connector, 'writeStates'>;
  readonly world: Pick<World, 'newId'>;
  readonly log: Log;
  readonly nodeId: string;
  readonly pairing: PairingId;
  /** Makes one call in a slot of the ERP's account; nothing when every slot is taken. */
  readonly callInSlot: <Result extends { isEnded: boolean; isLimit: boolean }>(
    kind: 'state',
    body: () => Promise<Result>,
  ) => Promise<Result | undefined>;
};

const leaseMs = 60_000;
/** An engagement's tab is written at most once in this time, however often its rows change. */
const shownRestMs = 1_000;
const noSlotRestMs = 250;
const failedRestMs = 2_000;
const longestRestMs = 60_000;
const mostStates = 20;

/**
 * Shows in the ERP's tab what the CRM shows on the card: the same rows, the latest version, never a history of them.
 *
 * The tab has no state of its own making, so that one record never has two states in two products. Where it holds a
 * version that we never gave, our database was restored or is a new one, and counts on from there.
 */
export async function showErpStates(seams: ErpStateSeams): Promise<boolean> {
  const { store, pairing, nodeId } = seams;
  const dirty = await store.claimProjections({ pairing, nodeId, kinds: ['erp-state'], limit: mostStates, leaseMs });
  if (dirty.length === 0) return false;
  const made = await statesOf(seams, dirty);
  const states = [...made.values()].flatMap((one) => ('state' in one ? [one.state] : []));
  const written = await writeAll(seams, states);
  const rows = dirty.map((row) => writtenRow(row, made.get(idOf(row)), written));
  await store.projectionsWritten({ pairing, rows });
  return written.kind === 'answered';
}

type MadeStates = ReadonlyMap<string, MadeState>;

async function statesOf(
  { store, pairing, log }: ErpStateSeams,
  dirty: readonly DirtyProjection[],
): Promise<MadeStates> {
  const versions = new Map(dirty.flatMap((row) => versionOf(row)));
  const facts = await store.engagementFacts(pairing, [...versions.keys()]);
  const projectKeys = facts.flatMap(({ keys }) => keys.filter((key) => key.includes(':project:')));
  const owners = new Map((await store.ownersOfKeys(pairing, projectKeys)).map((owner) => [owner.key, owner]));
  const made = new Map<string, MadeState>();
  for (const one of facts) {
    const { engagementId } = one;
    const state = erpStateOf(one, owners, versions.get(engagementId) ?? 0);
    if (state !== undefined) made.set(engagementId, state);
    if (state !== undefined && 'unfit' in state) log('erp-states.unfit', { pairing, engagementId, place: state.unfit });
  }
  return made;
}

function idOf({ key }: DirtyProjection): string {
  return key.replace(/^erp-state:/, '');
}

function versionOf(row: DirtyProjection): [EngagementId, number][] {
  const id = EngagementId.safeParse(idOf(row)).data;
  return id === undefined ? [] : [[id, row.version]];
}

type Written =
  { readonly kind: 'answered'; readonly items: StateAnswer['items'] } | { readonly kind: 'no-slot' } | CallFailure;

async function writeAll(seams: ErpStateSeams, states: readonly ErpState[]): Promise<Written> {
  if (states.length === 0) return { kind: 'answered', items: [] };
  const correlationId = seams.world.newId();
  const used = await seams.callInSlot('state', async () => {
    const answer = await seams.erp.writeStates(seams.pairing, states, { correlationId });
    return { answer, isEnded: answer.kind !== 'unknown', isLimit: answer.kind === 'refused' && answer.isLimit };
  });
  if (used === undefined) return { kind: 'no-slot' };
  const { answer } = used;
  if (answer.kind !== 'answered')
    seams.log('erp-states.not-written', { correlationId, pairing: seams.pairing, fault: answer.fault });
  return answer;
}

/** An engagement of which nothing is known yet counts as shown: its first row marks it again. */
function writtenRow(row: DirtyProjection, made: MadeState | undefined, written: Written): WrittenRow {
  const { key, version, failedAttempts } = row;
  if (made === undefined) return { key, version, result: 'written', restMs: shownRestMs };
  if ('unfit' in made) return { key, version, result: 'failed', restMs: longestRestMs };
  const id = idOf(row);
  if (written.kind === 'no-slot') return { key, version, result: 'failed', restMs: noSlotRestMs };
  const answer =
    written.kind === 'answered' ? written.items.find(({ engagementId }) => engagementId === id) : undefined;
  const { result, heldVersion } = answer ?? {};
  if (result === 'written' || result === 'superseded')
    return { key, version, result, restMs: shownRestMs, ...(heldVersion === undefined ? {} : { heldVersion }) };
  const restMs = Math.min(longestRestMs, failedRestMs * 2 ** Math.min(failedAttempts, 10));
  return { key, version, result: 'failed', restMs };
}
