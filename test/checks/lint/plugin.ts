import { erasable, plain } from './plain.ts';
import { seam } from './seam.ts';
import { noSql, sql } from './sql.ts';
import { wall } from './wall.ts';

/** Our own rules, loaded by the linter. */
export default { meta: { name: 'throughline' }, rules: { wall, seam, sql, 'no-sql': noSql, plain, erasable } };
