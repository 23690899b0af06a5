import type { Json } from 'shared-model/canonical-json.ts';
import type { EngagementId, PairingId } from 'shared-model/ids.ts';
import type { Instant } from 'shared-model/primitives.ts';
import { z } from 'zod';
import type { Database } from './database.ts';
import { allOf, json, maybe, text } from './rows.ts';

/** Everything that the ERP's tab of one engagement is made of: the very rows that the CRM shows. */
export type EngagementFacts = {
  readonly engagementId: EngagementId;
  readonly rows: readonly { readonly key: string; readonly kind: string; readonly values: Json }[];
  /** Data of the newest request, with the deal. */
  readonly request?: Json;
  /** Keys of the engagement's records in the ERP. */
  readonly keys: readonly string[];
  readonly hold?: { readonly by: string; readonly at: Instant };
};

export type ErpStateStore = {
  /** At most 20 engagements. */
  engagementFacts(pairing: PairingId, engagementIds: readonly EngagementId[]): Promise<readonly EngagementFacts[]>;
};

const mostEngagements = 20;
const Facts = z.object({
  engagementId: z.string(),
  rows: z.array(z.object({ key: text, kind: text, values: json })),
  request: maybe(json),
  keys: z.array(z.string()),
  hold: maybe(z.object({ by: text, at: text })),
});

export function erpStateFunctions(database: Database): ErpStateStore {
  return {
    async engagementFacts(pairing, engagementIds) {
      const { rows } = await database.single(factsSql, [pairing, engagementIds.slice(0, mostEngagements)]);
      return allOf(Facts, rows).map(({ request, hold, ...facts }) => ({
        ...facts,
        ...(request === undefined ? {} : { request }),
        ...(hold === undefined ? {} : { hold }),
      }));
    },
  };
}

const factsSql = `
  select jsonb_strip_nulls(jsonb_build_object(
    'engagementId', asked.engagement_id,
    'rows', coalesce((
      select jsonb_agg(jsonb_build_object('key', key, 'kind', kind, 'values', shown) order by key) from projection
      where projection.engagement_id = asked.engagement_id and pairing = $1 and kind in ('engagement', 'step', 'erp')
    ), '[]'),
    'request', (
      select data from event join event_body using (event_id)
      where event.engagement_id = asked.engagement_id and type = 'provisioning.requested'
      order by sequence desc limit 1
    ),
    'keys', coalesce((
      select jsonb_agg(key order by key) from engagement_link
      where engagement_link.engagement_id = asked.engagement_id and pairing = $1
    ), '[]'),
    'hold', (
      select jsonb_build_object('by', held_by, 'at', instant_text(held_at)) from engagement_hold
      where engagement_hold.engagement_id = asked.engagement_id and pairing = $1
    )
  )) as row
  from unnest($2::text[]) as asked(engagement_id) order by asked.engagement_id`;
