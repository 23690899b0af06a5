import { canonicalJson } from 'shared-model/canonical-json.ts';
import { sha256Hex } from 'shared-model/hash.ts';

import type { AuditStore, Seal } from '#store/seals.ts';

import { blockHash, leafHash, merkleRoot, noBlock } from './merkle.ts';

/** What does not fit, and in which block. */
export type AuditFinding = {
  readonly height: number;
  readonly kind: 'block-missing' | 'block-changed' | 'entries-changed' | 'entries-added' | 'content-changed' | 'head';
  readonly text: string;
};

export type Verification = {
  readonly isIntact: boolean;
  readonly seals: number;
  readonly entries: number;
  /** `height:hash` of the last block. */
  readonly head?: string;
  readonly findings: readonly AuditFinding[];
};

type VerifyStore = Pick<AuditStore, 'listSeals' | 'sealedEntries' | 'sealedBodies' | 'countSealed'>;

const sealsAtOnce = 200;
/** So many findings tell enough; the rest of the chain is still counted. */
const mostFindings = 100;

/**
 * Computes a pairing's chain anew from what the tables hold, and names every difference.
 *
 * Finds a header, an act, a kept content or a block that was changed, removed, added or moved. A chain whose end was cut
 * off looks whole by itself: give the `height:hash` of a block that was kept elsewhere.
 */
export async function verifySeals(store: VerifyStore, pairing: string, keptHead?: string): Promise<Verification> {
  const findings: AuditFinding[] = [];
  let previous: Seal | undefined;
  let seals = 0;
  let entries = 0;
  let hasKept = keptHead === undefined;
  for (;;) {
    const page = await store.listSeals({ pairing, fromHeight: (previous?.height ?? 0) + 1, limit: sealsAtOnce });
    for (const seal of page) {
      findings.push(...linkFindings(seal, previous), ...(await contentFindings(store, seal)));
      hasKept ||= keptHead === headOf(seal);
      previous = seal;
      seals += 1;
      entries += seal.entryCount;
    }
    if (page.length < sealsAtOnce) break;
  }
  findings.push(...(await outsideFindings(store, pairing, entries, previous)));
  if (!hasKept) findings.push(headFinding(keptHead ?? '', previous));
  const head = previous === undefined ? {} : { head: headOf(previous) };
  return { isIntact: findings.length === 0, seals, entries, ...head, findings: findings.slice(0, mostFindings) };
}

function headOf({ height, hash }: Seal): string {
  return `${height}:${hash}`;
}

/** Whether a block stands where it should and says what its hash says. */
function linkFindings(seal: Seal, previous: Seal | undefined): AuditFinding[] {
  const { height } = seal;
  const expected = (previous?.height ?? 0) + 1;
  if (height !== expected) {
    return [{ height: expected, kind: 'block-missing', text: `Block ${expected} is missing; the next is ${height}` }];
  }
  const fits =
    seal.previousHash === (previous?.hash ?? noBlock) &&
    seal.fromXid === (previous?.toXid ?? '0') &&
    seal.hash === blockHash(seal);
  return fits
    ? []
    : [{ height, kind: 'block-changed', text: `Block ${height} does not follow from the one before it` }];
}

async function contentFindings(store: VerifyStore, seal: Seal): Promise<AuditFinding[]> {
  const { height, root, entryCount } = seal;
  const found = await store.sealedEntries(seal);
  const isWhole = found.length === entryCount && merkleRoot(found.map(({ entry }) => leafHash(entry))) === root;
  const changed: AuditFinding = {
    height,
    kind: 'entries-changed',
    text: `Block ${height} was sealed over ${entryCount} entries; what stands there now is not that (${found.length})`,
  };
  return [...(isWhole ? [] : [changed]), ...(await bodyFindings(store, seal))];
}

/** The content that is still kept must be the one whose hash stands in the sealed header. */
async function bodyFindings(store: VerifyStore, seal: Seal): Promise<AuditFinding[]> {
  const bodies = await store.sealedBodies(seal);
  return bodies
    .filter(({ contentHash, eventId: _id, ...content }) => sha256Hex(canonicalJson(content)) !== contentHash)
    .map(({ eventId }) => ({
      height: seal.height,
      kind: 'content-changed',
      text: `The content of event ${eventId} is not the one that was accepted`,
    }));
}

/** An entry that was slipped in below the horizon lies in a block's range and changes it, or in none. */
async function outsideFindings(
  store: VerifyStore,
  pairing: string,
  sealed: number,
  last: Seal | undefined,
): Promise<AuditFinding[]> {
  const standing = await store.countSealed(pairing);
  if (standing === sealed) return [];
  const text = `${sealed} entries were sealed and ${standing} stand below the last seal`;
  return [{ height: last?.height ?? 0, kind: 'entries-added', text }];
}

function headFinding(keptHead: string, last: Seal | undefined): AuditFinding {
  const [height = '0'] = keptHead.split(':');
  const end = last === undefined ? 'there is no block' : `the chain ends at ${last.height}`;
  return { height: Number(height), kind: 'head', text: `The block kept elsewhere is not in the chain; ${end}` };
}
