import type { PairingId } from 'shared-model/ids.ts';

import type { Token, TokenStore } from '#connectors/connector.ts';
import type { Store, SystemName } from '#store/store.ts';
import type { World } from '#world.ts';

type TokenSeams = {
  readonly store: Pick<Store, 'leaseToken' | 'saveToken' | 'dropToken'>;
  readonly world: Pick<World, 'now' | 'sleep'>;
  readonly pairing: PairingId;
};

const renewBeforeMs = 60_000;
const leaseMs = 30_000;
const waitMs = 250;
/** Ten seconds in all; whoever fetches the token has its own time-out below that. */
const mostWaits = 40;

/**
 * The tokens of all nodes, kept in the store: one node fetches, the others wait or use the old one until it expires.
 *
 * A new token is stored before it is used, so a crash right after its fetch loses nothing.
 */
export function tokensInStore(system: SystemName, { store, world, pairing }: TokenSeams): TokenStore {
  const name = { pairing, system };
  const renewed = async (fence: number, refresh: () => Promise<Token>): Promise<Token> => {
    const token = await refresh();
    const validMs = Math.max(1, Math.floor(token.expiresAt - world.now()));
    await store.saveToken({ ...name, fence, token: token.accessToken, validMs });
    return token;
  };
  /** The old one still counts for up to a minute; a sign-in that fails meanwhile must stop nobody. */
  const renewedOrOld = async (lease: { fence: number; old?: string }, refresh: () => Promise<Token>) => {
    try {
      return await renewed(lease.fence, refresh);
    } catch (error) {
      if (lease.old === undefined) throw error;
      return { accessToken: lease.old, expiresAt: world.now() };
    }
  };
  return {
    current: async (_system, refresh) => {
      for (let waits = 0; waits < mostWaits; waits += 1) {
        const lease = await store.leaseToken({ ...name, renewBeforeMs, leaseMs });
        if (lease.kind === 'valid') return { accessToken: lease.token, expiresAt: world.now() + lease.validForMs };
        if (lease.kind === 'renew') return await renewedOrOld(lease, refresh);
        await world.sleep(waitMs);
      }
      throw new Error(`no token for ${system} after ${(mostWaits * waitMs) / 1000} s`);
    },
    discard: (_system, accessToken) => store.dropToken({ ...name, token: accessToken }),
  };
}
