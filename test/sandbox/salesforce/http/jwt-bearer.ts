import { decodeJwt, importX509, jwtVerify } from 'jose';
import { z } from 'zod';

import { realNow } from '../../control/real-time.ts';
import type { OrgState } from '../records/state.ts';
import type { Grant } from './grants.ts';
import { refusedGrant } from './grants.ts';
import { findUser } from './sessions.ts';

export const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** The client whose certificate the org holds, and the users who have approved it. */
const client = { id: 'sandbox-jwt', aliases: ['integration', 'admin'] };

/** The org is a vendor sandbox, which signs in at `test`. Source: Help, "OAuth 2.0 JWT Bearer Flow". */
const logIn = 'https://test.salesforce.com';

const Claims = z.object({ iss: z.string(), sub: z.string(), aud: z.string(), exp: z.number() });

type Tools = { state: OrgState; clientCertificate: string | undefined; origin: string };

/**
 * Checks a signed assertion: the client by its certificate, who must accept it, how long it lives, and the user.
 *
 * An assertion lives by real time, as tokens do.
 */
export async function byAssertion(assertion: string, tools: Tools): Promise<Grant> {
  const claims = readClaims(assertion);
  if (claims === undefined) return refusedGrant('invalid_grant', 'invalid assertion');
  if (claims.iss !== client.id || tools.clientCertificate === undefined)
    return refusedGrant('invalid_client_id', 'client identifier invalid');
  if (!(await isSigned(assertion, tools.clientCertificate))) return refusedGrant('invalid_grant', 'invalid assertion');
  if (![logIn, tools.origin].includes(claims.aud)) return refusedGrant('invalid_grant', 'audience is invalid');
  const secondsLeft = claims.exp - realNow() / 1_000;
  const { longestAssertionS } = tools.state.assumptions;
  if (secondsLeft <= 0 || secondsLeft > longestAssertionS)
    return refusedGrant('invalid_grant', 'expired authorization code');
  const user = userNamed(tools.state, claims.sub);
  return user ? { ok: true, user } : refusedGrant('invalid_grant', "user hasn't approved this consumer");
}

function readClaims(assertion: string): z.infer<typeof Claims> | undefined {
  try {
    return Claims.safeParse(decodeJwt(assertion)).data;
  } catch {
    // What is no JWT is refused like one with wrong claims.
    return undefined;
  }
}

async function isSigned(assertion: string, certificatePem: string): Promise<boolean> {
  try {
    // The time is judged by the org itself, so that each refusal has its own words.
    const key = await importX509(certificatePem, 'RS256');
    await jwtVerify(assertion, key, { algorithms: ['RS256'], currentDate: new Date(0) });
    return true;
  } catch {
    // Whatever is wrong with the signature, the answer is the same.
    return false;
  }
}

function userNamed(state: OrgState, username: string): ReturnType<typeof findUser> {
  const alias = client.aliases.find((one) => {
    const [user] = state.store.withValue('User', 'Alias', one);
    return user?.values.get('Username') === username;
  });
  return alias === undefined ? undefined : findUser(state, alias);
}
