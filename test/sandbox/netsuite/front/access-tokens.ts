/** What an access token lets its bearer do. */
export type Grant = { readonly role: string; readonly scopes: readonly string[]; readonly expiresAt: number };

/** The access tokens that the account has given out and that have not ended. */
export type AccessTokens = {
  /** Gives out a token, valid for an hour of real time. */
  issue(grant: Omit<Grant, 'expiresAt'>): string;
  /** What the token allows, or nothing when it is unknown or has ended. */
  read(token: string): Grant | undefined;
};

/** Always 3600: NetSuite Help, "POST Request to the Token Endpoint" (section_162755359851). */
export const tokenLifeSeconds = 3600;

const maxTokens = 10_000;

/**
 * Creates an account without any token.
 *
 * @param realNow real time in milliseconds: tokens do not follow the sandbox clock
 * @param random from 0 up to 1, so that a seed repeats a run with its tokens; they open nothing but a sandbox on loopback
 */
export function createAccessTokens({ realNow, random }: { realNow: () => number; random: () => number }): AccessTokens {
  const grants = new Map<string, Grant>();

  function issue(grant: Omit<Grant, 'expiresAt'>): string {
    for (const [token, old] of grants) if (old.expiresAt <= realNow() || grants.size >= maxTokens) grants.delete(token);
    const token = Array.from({ length: 5 }, () => textOf(random())).join('');
    grants.set(token, { ...grant, expiresAt: realNow() + tokenLifeSeconds * 1000 });
    return token;
  }

  function read(token: string): Grant | undefined {
    const grant = grants.get(token);
    return grant && grant.expiresAt > realNow() ? grant : undefined;
  }

  return { issue, read };
}

function textOf(number: number): string {
  return Math.floor(number * 36 ** 8)
    .toString(36)
    .padStart(8, '0');
}
