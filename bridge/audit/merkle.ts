import { canonicalJson, type Json } from 'shared-model/canonical-json.ts';
import { sha256Hex } from 'shared-model/hash.ts';

/**
 * The hash of one entry: its canonical JSON behind the letter that says what is hashed, so that no entry can pass for a
 * node of the tree.
 */
export function leafHash(entry: Json): string {
  return sha256Hex(`leaf:${canonicalJson(entry)}`);
}

/**
 * The Merkle root over hashes in their order; a hash without a neighbour goes up as it is.
 *
 * @param leaves at least one
 */
export function merkleRoot(leaves: readonly string[]): string {
  let level = leaves;
  while (level.length > 1) {
    const above: string[] = [];
    for (let place = 0; place < level.length; place += 2) {
      const [left = '', right] = level.slice(place, place + 2);
      above.push(right === undefined ? left : sha256Hex(`node:${left}${right}`));
    }
    level = above;
  }
  return level[0] ?? '';
}

export type Block = {
  readonly pairing: string;
  readonly height: number;
  readonly fromXid: string;
  readonly toXid: string;
  readonly entryCount: number;
  readonly root: string;
  readonly previousHash: string;
};

/** What stands before the first block of a chain. */
export const noBlock = '0'.repeat(64);

/** The hash of a block over everything that it says and over the hash of the block before. */
export function blockHash(block: Block): string {
  const { pairing, height, fromXid, toXid, entryCount, root, previousHash } = block;
  return sha256Hex(`block:${canonicalJson([pairing, height, fromXid, toXid, entryCount, root, previousHash])}`);
}
