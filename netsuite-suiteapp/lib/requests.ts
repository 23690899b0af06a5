import { type FindAnswer, type PostAnswer, type ReferenceAnswer, RestletRequest } from 'shared-model/restlet.ts';
import type { Erp } from './erp.ts';
import { findItems } from './find.ts';
import { postItems } from './post.ts';
import { readReference } from './reference.ts';

export type Answer = PostAnswer | FindAnswer | ReferenceAnswer;

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
    case 'reference': {
      const { reference } = readReference(erp);
      return { version: 1, ...reference, unitsLeft: erp.unitsLeft() };
    }
  }
}

function placeOf(path: readonly PropertyKey[]): string {
  return `/${path.map(String).join('/')}`.slice(0, 200);
}
