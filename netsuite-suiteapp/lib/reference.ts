import { ReferenceRow } from 'shared-model/reference.ts';
import type { Reference } from 'shared-model/reference.ts';
import type { Erp, Row } from './erp.ts';
import { isTicked, textOf } from './values.ts';

/** The account's legal entities and rate cards with the ids they have here; never a rate. */
export type AccountReference = {
  readonly reference: Reference;
  idOf(kind: ReferenceRow['kind'], code: string): string | undefined;
};

const mostRows = 2000;

const entitySql =
  'select s.id, s.externalid as code, s.name, c.symbol as currency, s.isinactive ' +
  'from subsidiary s join currency c on c.id = s.currency order by s.id';

const cardSql =
  'select r.id, r.externalid as code, r.name, s.externalid as legalentity, c.symbol as currency, ' +
  "to_char(r.validfrom, 'YYYY-MM-DD') as validfrom, to_char(r.validto, 'YYYY-MM-DD') as validto, r.isinactive " +
  'from billingratecard r join subsidiary s on s.id = r.subsidiary join currency c on c.id = r.currency order by r.id';

/**
 * Reads what the rules must know of this account, in two queries.
 *
 * A row that is not complete (a subsidiary without our code, a card without dates) is left out: a rule that
 * looks for it then says that it is unknown.
 */
export function readReference(erp: Erp): AccountReference {
  const read = [...erp.rows(entitySql, []).map(entityOf), ...erp.rows(cardSql, []).map(cardOf)].flatMap(parsed);
  const ids = new Map(read.map(({ id, row }) => [`${row.kind}:${row.code}`, id]));
  return {
    reference: { asOf: erp.now().toISOString(), rows: read.map(({ row }) => row).slice(0, mostRows) },
    idOf: (kind, code) => ids.get(`${kind}:${code}`),
  };
}

/** Internal id of a currency by its ISO code. */
export function currencyId(erp: Erp, code: string): string | undefined {
  const rows = erp.rows("select id from currency where symbol = ? and isinactive = 'F' order by id", [code]);
  return textOf(rows[0]?.['id']);
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
