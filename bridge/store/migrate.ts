import { readdir, readFile } from 'node:fs/promises';
import { sha256Hex } from 'shared-model/hash.ts';
import { z } from 'zod';
import type { Database, Query } from './database.ts';
import { allOf, text } from './rows.ts';

const folder = new URL('./migrations/', import.meta.url);
/** Any number, the same on all nodes: they migrate one after the other. */
const migrationLock = 7_302_118_406;
const Applied = z.object({ name: text, hash: text });

/** Brings the tables to the newest version, all migrations in one transaction; other nodes wait and find it done. */
export async function migrate(database: Database): Promise<void> {
  const files = await migrationFiles();
  await database.atomic(async (query) => {
    await query(`select pg_advisory_xact_lock($1)`, [migrationLock]);
    await query(`create table if not exists migration (name text primary key, hash text not null)`);
    const applied = await appliedMigrations(query);
    for (const file of files) {
      const hash = sha256Hex(file.sql);
      const before = applied.find(({ name }) => name === file.name);
      if (before !== undefined && before.hash !== hash) {
        throw new Error(`The migration ${file.name} was changed after it was applied.`);
      }
      if (before !== undefined) continue;
      await query(file.sql);
      await query(`insert into migration (name, hash) values ($1, $2)`, [file.name, hash]);
    }
  });
}

async function migrationFiles(): Promise<{ name: string; sql: string }[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(names.map(async (name) => ({ name, sql: await readFile(new URL(name, folder), 'utf8') })));
}

async function appliedMigrations(query: Query): Promise<z.infer<typeof Applied>[]> {
  const { rows } = await query(
    `select jsonb_build_object('name', name, 'hash', hash) as row from migration order by name`,
  );
  return allOf(Applied, rows);
}
