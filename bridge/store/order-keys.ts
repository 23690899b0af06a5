import type { Query } from './database.ts';

/**
 * Makes this transaction the only one that adds to, ends or reorders commands of these order keys.
 *
 * Claims do not wait for it: they take rows that nobody holds. The order of the locks keeps two transactions from
 * waiting for each other.
 */
export async function lockOrderKeys(query: Query, orderKeys: readonly string[]): Promise<void> {
  if (orderKeys.length === 0) return;
  await query(
    `select pg_advisory_xact_lock(hash)
    from (select distinct hashtextextended(key, 0) as hash from unnest($1::text[]) as key) as keys
    order by hash`,
    [orderKeys],
  );
}

/** Gives each order key's head flag to its first open command; the order keys must be locked. */
export async function moveHeads(query: Query, orderKeys: readonly string[]): Promise<void> {
  if (orderKeys.length === 0) return;
  await query(
    `update command set is_head = false
    where is_head and order_key = any($1::text[]) and position is distinct from (
      select min(first.position) from command as first where first.order_key = command.order_key and first.is_open
    )`,
    [orderKeys],
  );
  await query(
    `update command set is_head = true
    where not is_head and is_open and order_key = any($1::text[]) and position = (
      select min(first.position) from command as first where first.order_key = command.order_key and first.is_open
    )`,
    [orderKeys],
  );
}
