import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { ids, openRoom } from './room.ts';
import type { Room } from './room.ts';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room.host.close());

const query = (sql: string, ...params: unknown[]) => ({ act: 'query', sql, params });

describe('SuiteQL in the subset that we allow ourselves', () => {
  const answered: Readonly<Record<string, [string, unknown[], unknown]>> = {
    'parameters, ids as numbers': [
      'SELECT id, entityid FROM customer WHERE externalid = ?',
      ['halden'],
      [{ id: ids.halden, entityid: 'C-1001' }],
    ],
    'keys of the answer in lower case': [
      'SELECT c.EntityId AS Number FROM Customer c ORDER BY c.id',
      [],
      [{ number: 'C-1001' }],
    ],
    'explicit joins': [
      'SELECT j.entityid, c.companyname FROM job j JOIN customer c ON c.id = j.customer ORDER BY j.id',
      [],
      [{ entityid: 'P-2001', companyname: 'Halden Group' }],
    ],
    'display texts of references and choices': [
      'SELECT BUILTIN.DF(j.subsidiary) AS subsidiary, BUILTIN.DF(j.entitystatus) AS status, BUILTIN.DF(j.currency) AS money FROM job j ORDER BY j.id',
      [],
      [{ subsidiary: 'Corvane Inc.', status: 'In Progress', money: 'US Dollar' }],
    ],
    'days in the account’s format': ['SELECT startdate FROM job ORDER BY id', [], [{ startdate: '11/16/2026' }]],
    'days through TO_CHAR and TO_DATE': [
      "SELECT TO_CHAR(startdate, 'YYYY-MM-DD') AS day FROM job WHERE startdate >= TO_DATE(?, 'YYYY-MM-DD') ORDER BY id",
      ['2026-11-16'],
      [{ day: '2026-11-16' }],
    ],
    'instants through TO_CHAR': [
      "SELECT TO_CHAR(lastmodifieddate, 'YYYY-MM-DD HH24:MI:SS') AS at FROM job WHERE lastmodifieddate <= SYSDATE ORDER BY id",
      [],
      [{ at: '2026-11-02 09:00:00' }],
    ],
    'pages by FETCH and OFFSET': [
      'SELECT symbol FROM currency ORDER BY symbol OFFSET 1 ROWS FETCH NEXT 1 ROWS ONLY',
      [],
      [{ symbol: 'USD' }],
    ],
    'the first rows by FETCH FIRST': [
      'SELECT symbol FROM currency ORDER BY symbol FETCH FIRST 1 ROWS ONLY',
      [],
      [{ symbol: 'GBP' }],
    ],
    'Oracle’s functions': [
      "SELECT NVL(email, '-') AS mail, DECODE(isinactive, 'F', 'active', 'gone') AS state FROM customer ORDER BY id",
      [],
      [{ mail: '-', state: 'active' }],
    ],
    'one row out of nothing': ['SELECT 1 AS one FROM DUAL', [], [{ one: 1 }]],
    'a name for what has none': ['SELECT count(*) FROM customer', [], [{ expr1: 1 }]],
    'checkboxes as T and F': [
      'SELECT allowtime FROM job WHERE allowtime = ? ORDER BY id',
      [true],
      [{ allowtime: 'T' }],
    ],
    'a task by its project': ['SELECT count(*) AS n FROM projecttask WHERE project = ?', [ids.store], [{ n: 0 }]],
  };
  const asAdministrator = (sql: string, params: unknown[]) =>
    room.host.query(
      sql,
      params.map((value) => (typeof value === 'boolean' ? value : String(value))),
    );
  test.each(Object.entries(answered))('%s', (_name, [sql, params, rows]) => {
    expect(asAdministrator(sql, params)).toEqual({ rows });
  });
});

describe('what SuiteQL refuses', () => {
  const refused: Readonly<Record<string, [string, string]>> = {
    'an unknown table': ['SELECT id FROM projects', "Search error occurred: Record 'projects' was not found."],
    'an unknown column': ['SELECT id, profit FROM job', "Search error occurred: Unknown identifier 'profit'"],
    'a table that the role may not see': [
      'SELECT id FROM vendor',
      "Search error occurred: Record 'vendor' was not found.",
    ],
    'what a person costs, for a role that may see people': [
      'SELECT laborcost FROM employee',
      "Search error occurred: Unknown identifier 'laborcost'",
    ],
    writing: ["UPDATE job SET companyname = 'x'", 'Search error occurred: Invalid or unsupported search: UPDATE'],
    'LIMIT, which SuiteQL does not know': [
      'SELECT id FROM job LIMIT 1',
      'Search error occurred: Invalid or unsupported search: LIMIT',
    ],
    'functions of another database': ['SELECT hex(id) FROM job', "Search error occurred: Unknown function 'hex'"],
    'the tables behind the account': [
      'SELECT name FROM sqlite_master',
      "Search error occurred: Record 'sqlite_master' was not found.",
    ],
    'what does not parse': ['SELECT FROM', 'Search error occurred: Invalid or unsupported search'],
  };
  test.each(Object.entries(refused))('%s', async (_name, [sql, text]) => {
    const [answer] = await room.attempt(query(sql));
    expect(answer).toEqual({ threw: 'SSS_SEARCH_ERROR_OCCURRED', text });
  });
});

test('a display text needs no permission on the record it names', async () => {
  const [shown, read] = await room.attempt(
    query('SELECT BUILTIN.DF(currency) AS money FROM customer ORDER BY id'),
    query('SELECT symbol FROM currency ORDER BY id'),
  );
  expect(shown?.gave).toEqual([{ money: 'US Dollar' }]);
  expect(read?.threw).toBe('SSS_SEARCH_ERROR_OCCURRED');
});

test('* leaves out what is ours', () => {
  const answer = room.host.query('SELECT * FROM currency ORDER BY id');
  expect('rows' in answer && Object.keys(answer.rows[0] ?? {})).toEqual([
    ...['id', 'name', 'symbol', 'externalid', 'isinactive', 'datecreated', 'lastmodifieddate'],
  ]);
});

test('a query gives 5,000 rows and no word of the others; its pages give all', async () => {
  const mark = room.host.mark();
  const notes = Array.from({ length: 5003 }, (_, index) => ({
    type: 'customrecord_fx_note',
    key: `${index}`,
    values: { name: `note ${index}` },
  }));
  room.host.loadSeeds(notes);
  const sql = 'SELECT id FROM customrecord_fx_note ORDER BY id';
  const [rows, pages, tooSmall] = await room.attempt(
    { act: 'count', sql },
    { act: 'pages', sql, pageSize: 1000 },
    { act: 'pages', sql, pageSize: 4 },
  );
  expect(rows?.gave).toBe(5000);
  expect(pages?.gave).toEqual([1000, 1000, 1000, 1000, 1000, 3]);
  expect(tooSmall?.threw).toBe('INVALID_PAGE_SIZE');
  mark.restore();
});

test('look-ups that lag miss the newest commits, loading a record does not', async () => {
  const mark = room.host.mark();
  room.host.setLag(2000);
  const find = query('SELECT id FROM customer WHERE externalid = ?', 'late');
  const [saved, missed] = await room.attempt(
    { act: 'create', type: 'customer', values: { companyname: 'Late', subsidiary: ids.us, externalid: 'late' } },
    find,
  );
  const [loaded, looked] = await room.attempt(
    { act: 'read', type: 'customer', id: saved?.gave, fields: ['companyname'] },
    { act: 'lookup', type: 'customer', id: saved?.gave, columns: ['companyname'] },
  );
  room.clock.advance(2000);
  const [found] = await room.attempt(find);
  room.clock.advance(-2000);
  room.host.setLag(0);
  mark.restore();
  expect([missed?.gave, loaded?.threw, looked?.threw]).toEqual([[], undefined, 'RCRD_DSNT_EXIST']);
  expect(found?.gave).toEqual([{ id: saved?.gave }]);
});
