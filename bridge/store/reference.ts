import type { Reference } from 'shared-model/reference.ts';
import { z } from 'zod';
import type { Database } from './database.ts';
import { firstOf, stored } from './rows.ts';
import type { Store } from './store.ts';

const Kept = z.object({ reference: stored<Reference>() });

export function referenceFunctions(database: Database): Pick<Store, 'saveReference' | 'readReference'> {
  return {
    async saveReference(pairing, reference) {
      await database.single(
        `insert into reference (pairing, as_of, reference) values ($1, $2, $3)
        on conflict (pairing) do update set as_of = excluded.as_of, reference = excluded.reference
        where reference.as_of <= excluded.as_of`,
        [pairing, reference.asOf, JSON.stringify(reference)],
      );
    },
    async readReference(pairing) {
      const { rows } = await database.single(
        `select jsonb_build_object('reference', reference) as row /* one row */ from reference where pairing = $1`,
        [pairing],
      );
      return firstOf(Kept, rows)?.reference;
    },
  };
}
