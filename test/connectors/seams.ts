import type { ConnectorSeams, Token, TokenStore } from '#connectors/connector.ts';

/** A token store as one node on its own sees it; `refreshes` counts how often a vendor was asked. */
export function createTokenStore(now: () => number = Date.now): TokenStore & { refreshes(): number } {
  const stored = new Map<string, Token>();
  let refreshCount = 0;
  return {
    current: async (system, refresh) => {
      const old = stored.get(system);
      if (old && old.expiresAt > now()) return old;
      refreshCount += 1;
      const token = await refresh();
      stored.set(system, token);
      return token;
    },
    discard: async (system, accessToken) => {
      if (stored.get(system)?.accessToken === accessToken) stored.delete(system);
    },
    refreshes: () => refreshCount,
  };
}

/** What a connector is given, around a way to fetch. */
export function seamsOf(fetch: ConnectorSeams['fetch'], now: () => number = Date.now) {
  return { fetch, now, tokens: createTokenStore(now) } satisfies ConnectorSeams;
}
