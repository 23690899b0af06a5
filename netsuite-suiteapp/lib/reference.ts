import { ReferenceRow } from 'shared-model/reference.ts';
import type { Reference } from 'shared-model/reference.ts';
import type { Erp, Row } from './erp.ts';
import { isTicked, textOf } from './values.ts';

/** What the account has of legal entities, rate cards and currencies, with the ids they have here; never a rate. */
export type AccountReference = {
  readonly reference: Reference;
  /** Internal id of an active row. */
  idOf(kind: ReferenceRow['kind'] | 'currency', code: string): string | undefined;
};

const mostRows = 2000;

const entitySql =
  'select s.id, s.externalid as code, s.name, c.symbol as currency, s.isinactive ' +
  'from subsidiary s join currency c on c.id = s.currency order by s.id';

const cardSql =
  'select r.id, r.externalid as code, r.name, s.externalid as legalentity, c.symbol as currency, ' +
  "to_char(r.validfrom, 'YYYY-MM-DD') as validfrom, to_char(r.validto, 'YYYY-MM-DD') as validto, r.isinactive " +
  'from billingratecard r join subsidiary s on s.id = r.subsidiary join currency c on c.id = r.currency order by r.id';

const currencySql = "select id, symbol from currency where isinactive = 'F' order by id";

/**
 * Reads what the rules and the plans must know of this account, in three queries.
 *
 * A row that is not complete (a subsidiary without our code, a card without dates) is left out: a rule that
 * looks for it then says that it is unknown.
 */
export function readReference(erp: Erp): AccountReference {
  const read = [...erp.rows(entitySql, []).map(entityOf), ...erp.rows(cardSql, []).map(cardOf)].flatMap(parsed);
  const active = read.filter(({ row }) => row.isActive).map(({ id, row }) => [`${row.kind}:${row.code}`, id] as const);
  const currencies = erp
    .rows(currencySql, [])
    .map((row) => [`currency:${textOf(row['symbol'])}`, textOf(row['id'])] as const);
  const ids = new Map([...active, ...currencies]);
  return {
    reference: { asOf: erp.now().toISOString(), rows: read.map(({ row }) => row).slice(0, mostRows) },
    idOf: (kind, code) => ids.get(`${kind}:${code}`),
  };
}

type Candidate = { id: string | undefined; row: unknown };

function entityOf(row: Row): Candidate {
  const entity = {
    kind: 'legal-entity',
    code: textOf(row['code']),
    name: row['name'],
    currency: row['currency'],
    isActive: isActive(row),
  };
  return { id: textOf(row['id']), row: entity };
}

function cardOf(row: Row): Candidate {
  const validTo = textOf(row['validto']);
  const card = {
    kind: 'rate-card',
    code: textOf(row['code']),
    name: row['name'],
    legalEntity: row['legalentity'],
    currency: row['currency'],
    validFrom: textOf(row['validfrom']),
    ...(validTo === undefined ? {} : { validTo }),
    isActive: isActive(row),
  };
  return { id: textOf(row['id']), row: card };
}

function isActive(row: Row): boolean {
  return !isTicked(row['isinactive']);
}

function parsed({ id, row }: Candidate): { id: string; row: ReferenceRow }[] {
  const result = ReferenceRow.safeParse(row);
  return id !== undefined && result.success ? [{ id, row: result.data }] : [];
}
