import type { CustomerCandidate } from 'shared-model/customer-match.ts';
import {
  type CandidatesAnswer,
  type FindAnswer,
  type PostAnswer,
  type ReferenceAnswer,
  RestletRequest,
  type StateAnswer,
  type WatchAnswer,
} from 'shared-model/restlet.ts';
import { findCandidates } from './candidates.ts';
import type { Erp } from './erp.ts';
import { findItems } from './find.ts';
import { postItems } from './post.ts';
import { readReference } from './reference.ts';
import { writeStates } from './states.ts';
import { watch } from './watch.ts';

export type Answer = PostAnswer | FindAnswer | ReferenceAnswer | CandidatesAnswer | StateAnswer | WatchAnswer;

/** A request that cannot be read at all; where it fails to be one, never what stood there. */
export type Unreadable = { readonly unreadable: string };

/** Answers one request of the bridge; the only place where its body is parsed. */
export function answerRequest(erp: Erp, body: unknown): Answer | Unreadable {
  const parsed = RestletRequest.safeParse(body);
  if (!parsed.success) return { unreadable: placeOf(parsed.error.issues[0]?.path ?? []) };
  const request = parsed.data;
  switch (request.operation) {
    case 'post': {
      const items = postItems(erp, request.pairing, request.items);
      return { version: 1, items, unitsLeft: erp.unitsLeft() };
    }
    case 'find': {
      const items = findItems(erp, request.keys);
      return { version: 1, items, unitsLeft: erp.unitsLeft() };
    }
    case 'candidates': {
      const candidates = candidatesFor(erp, request);
      return { version: 1, asOf: erp.now().toISOString(), candidates, unitsLeft: erp.unitsLeft() };
    }
    case 'state': {
      const items = writeStates(erp, request.states);
      return { version: 1, items, unitsLeft: erp.unitsLeft() };
    }
    case 'watch': {
      const watched = watch(erp, request);
      return { version: 1, ...watched, unitsLeft: erp.unitsLeft() };
    }
    case 'reference': {
      return { version: 1, ...readReference(erp).all(), unitsLeft: erp.unitsLeft() };
    }
  }
}

type Asked = Extract<RestletRequest, { operation: 'candidates' }>;

/** What cannot be read is thrown as the vendor threw it: the caller then knows that nothing was looked at. */
function candidatesFor(erp: Erp, { customer, billingContact, legalEntity }: Asked): CustomerCandidate[] {
  const subsidiary = readReference(erp).idOf('legal-entity', legalEntity);
  if (subsidiary === undefined) return [];
  const found = findCandidates(erp, customer, billingContact, subsidiary);
  if ('kind' in found) throw new Error(`customers cannot be read: ${found.code}`);
  return found.map(({ candidate }) => candidate);
}

function placeOf(path: readonly PropertyKey[]): string {
  return `/${path.map(String).join('/')}`.slice(0, 200);
}
