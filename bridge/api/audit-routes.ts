import { Hono } from 'hono';

import type { Verification } from '#audit/verify.ts';
import type { AuditStore } from '#store/seals.ts';

import { type DoorEnv, serve } from './contract.ts';
import { contracts } from './contracts.ts';

export type AuditSeams = {
  readonly store: Pick<AuditStore, 'listSeals'>;
  readonly pairings: readonly { readonly pairing: string }[];
  /** Computes a pairing's chain anew. */
  readonly verify: (pairing: string, keptHead?: string) => Promise<Verification>;
  readonly badQuery: () => Response;
};

/** The chain of seals, and what computing it anew finds. */
export function auditRoutes({ store, pairings, verify, badQuery }: AuditSeams): Hono<DoorEnv> {
  const app = new Hono<DoorEnv>();
  const pairing = pairings[0]?.pairing ?? '';
  serve(app, contracts.listSeals, async (context) => {
    const query = contracts.listSeals.query.safeParse(context.req.query());
    const after = Number(query.data?.after ?? '0');
    if (!query.success || !Number.isSafeInteger(after) || after < 0) return badQuery();
    const { limit } = query.data;
    const items = await store.listSeals({ pairing, fromHeight: after + 1, limit });
    const last = items.at(-1);
    const hasMore = items.length === limit && last !== undefined;
    return context.json({ items, ...(hasMore ? { next: String(last.height) } : {}) });
  });
  serve(app, contracts.verifySeals, async (context) => {
    const query = contracts.verifySeals.query.safeParse(context.req.query());
    if (!query.success) return badQuery();
    return context.json(await verify(pairing, query.data.head));
  });
  return app;
}
