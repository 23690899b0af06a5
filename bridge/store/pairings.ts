import { pairingIdOf } from 'shared-model/ids.ts';
import { z } from 'zod';
import type { Database } from './database.ts';
import { allOf, text } from './rows.ts';
import type { Store } from './store.ts';

const PairingRow = z.object({ pairing: text, orgId: text, accountId: text });

export function pairingFunctions(database: Database): Pick<Store, 'ensurePairing' | 'pairings'> {
  return {
    async ensurePairing({ orgId, accountId }) {
      const pairing = pairingIdOf(orgId, accountId);
      await database.atomic(async (query) => {
        await query(
          `insert into vendor_account (system, account_id)
          values ('netsuite', $1), ('salesforce', $2) on conflict (system, account_id) do nothing`,
          [accountId, orgId],
        );
        await query(
          `insert into pairing (pairing, org_id, account_id) values ($1, $2, $3) on conflict (pairing) do nothing`,
          [pairing, orgId, accountId],
        );
      });
      return pairing;
    },
    async pairings() {
      const { rows } = await database.single(
        `select jsonb_build_object('pairing', pairing, 'orgId', org_id, 'accountId', account_id) as row
        from pairing order by pairing`,
      );
      return allOf(PairingRow, rows);
    },
  };
}
