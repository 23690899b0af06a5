import { afterAll, expect, test } from 'vitest';
import { pairing, wholeDeal } from '../connectors/batches.ts';
import { openAccount, origin } from './open-account.ts';

const { account, call, fetch } = await openAccount();
afterAll(async () => account.close());

test('shows no cost rate on any page and gives none to the bridge', async () => {
  const posted = await (await call({ version: 1, operation: 'post', pairing, items: wholeDeal })).text();
  const reference = await (await call({ version: 1, operation: 'reference', pairing })).text();
  const ids = (type: string) => rowsOf(`SELECT id FROM ${type} ORDER BY id`).map(({ id }) => String(id));
  const paths = [
    '/app/accounting/project/projectlist.nl',
    '/app/common/entity/custlist.nl',
    ...ids('job').map((id) => `/app/accounting/project/project.nl?id=${id}`),
    ...ids('customer').map((id) => `/app/common/entity/custjob.nl?id=${id}`),
  ];
  const pages = await Promise.all(paths.map(async (path) => (await fetch(`${origin}${path}`)).text()));
  const seen = [posted, reference, ...pages].join('\n');
  const costs = rowsOf('SELECT laborcost FROM employee ORDER BY id').map(({ laborcost }) => String(laborcost));
  expect(costs.length).toBeGreaterThan(5);
  expect(costs.filter((cost) => seen.includes(cost))).toEqual([]);
  expect(seen.length).toBeGreaterThan(20_000);
});

function rowsOf(sql: string) {
  const answer = account.query(sql);
  return 'rows' in answer ? answer.rows : [];
}
