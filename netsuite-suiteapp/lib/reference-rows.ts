import type { ReferenceRow } from 'shared-model/reference.ts';
import type { Erp, Row } from './erp.ts';
import { isTicked, minutesOf, textOf } from './values.ts';

/** A row as the account has it, before it is parsed: what is missing shows there. */
export type Candidate = { id: string | undefined; row: unknown };

/** How each kind of reference row is read, in one query or two. Columns are named one by one: cost and rates are none of them. */
export const referenceReaders: Readonly<Record<ReferenceRow['kind'], (erp: Erp) => readonly Candidate[]>> = {
  'legal-entity': (erp) => erp.rows(entitySql, []).map(entityOf),
  'rate-card': (erp) => erp.rows(cardSql, []).map(cardOf),
  currency: (erp) => erp.rows(currencySql, []).map(currencyOf),
  'service-item': readItems,
  employee: (erp) => erp.rows(employeeSql, []).map(employeeOf),
  'project-template': readTemplates,
  period: (erp) => erp.rows(periodSql, []).map(periodOf),
  'tax-profile': (erp) => erp.rows(taxSql, []).map(taxOf),
};

const entitySql =
  'select s.id, s.externalid as code, s.name, c.symbol as currency, s.country, s.isinactive ' +
  'from subsidiary s join currency c on c.id = s.currency order by s.id';

const cardSql =
  'select r.id, r.externalid as code, r.name, s.externalid as legalentity, c.symbol as currency, ' +
  "to_char(r.validfrom, 'YYYY-MM-DD') as validfrom, to_char(r.validto, 'YYYY-MM-DD') as validto, r.isinactive " +
  'from billingratecard r join subsidiary s on s.id = r.subsidiary join currency c on c.id = r.currency order by r.id';

const currencySql = 'select id, symbol as code, name, isinactive from currency order by id';

const itemSql = 'select id, externalid as code, displayname, itemid, isinactive from item order by id';

const itemEntitySql =
  'select m.item, s.externalid as code from itemsubsidiarymap m join subsidiary s on s.id = m.subsidiary order by m.id';

/** Those who lead projects, or did: an employee who left may still stand on a deal. */
const employeeSql =
  'select e.id, e.email, e.entityid as name, e.isjobresource, e.isjobmanager, e.isinactive, s.externalid as legalentity ' +
  "from employee e join subsidiary s on s.id = e.subsidiary where e.isjobmanager = 'T' order by e.id";

const templateSql =
  'select t.id, t.externalid as code, t.entityid as name, t.isinactive, s.externalid as legalentity ' +
  'from projecttemplate t left join subsidiary s on s.id = t.subsidiary order by t.id';

const templateTaskSql =
  'select p.project as template, p.id, p.externalid as code, t.externalid as templatecode, p.title, p.estimatedwork ' +
  'from projecttask p join projecttemplate t on t.id = p.project order by p.id';

const periodSql =
  "select id, periodname as name, to_char(startdate, 'YYYY-MM-DD') as starton, to_char(enddate, 'YYYY-MM-DD') as endon, " +
  "closed from accountingperiod where isquarter = 'F' and isyear = 'F' order by id";

const taxSql =
  'select m.id, s.externalid as legalentity, n.country, n.description as name, n.isinactive ' +
  'from subsidiarynexus m join subsidiary s on s.id = m.subsidiary join nexus n on n.id = m.nexus order by m.id';

function entityOf(row: Row): Candidate {
  return candidate(row, {
    kind: 'legal-entity',
    name: row['name'],
    currency: row['currency'],
    ...optional('country', row['country']),
  });
}

function cardOf(row: Row): Candidate {
  return candidate(row, {
    kind: 'rate-card',
    name: row['name'],
    legalEntity: row['legalentity'],
    currency: row['currency'],
    validFrom: textOf(row['validfrom']),
    ...optional('validTo', row['validto']),
  });
}

function currencyOf(row: Row): Candidate {
  return candidate(row, { kind: 'currency', name: row['name'] });
}

/** An item without a line in the map is sold everywhere, so that all legal entities stand there. */
function readItems(erp: Erp): Candidate[] {
  const entities = erp.rows(entitySql, []).flatMap((row) => textOf(row['code']) ?? []);
  const byItem = groupedBy('item', erp.rows(itemEntitySql, []));
  return erp.rows(itemSql, []).map((row) => {
    const listed = byItem.get(textOf(row['id']) ?? '')?.flatMap((line) => textOf(line['code']) ?? []);
    const name = textOf(row['displayname']) ?? row['itemid'];
    return candidate(row, { kind: 'service-item', name, legalEntities: listed ?? entities });
  });
}

function employeeOf(row: Row): Candidate {
  return candidate(row, {
    kind: 'employee',
    code: textOf(row['email'])?.toLowerCase(),
    name: row['name'],
    isProjectManager: isTicked(row['isjobmanager']) && isTicked(row['isjobresource']),
    ...optional('legalEntity', row['legalentity']),
  });
}

function readTemplates(erp: Erp): Candidate[] {
  const tasks = groupedBy('template', erp.rows(templateTaskSql, []));
  return erp.rows(templateSql, []).map((row) =>
    candidate(row, {
      kind: 'project-template',
      name: row['name'],
      ...optional('legalEntity', row['legalentity']),
      tasks: (tasks.get(textOf(row['id']) ?? '') ?? []).map(templateTaskOf),
    }),
  );
}

/** The part of our code after the template's, or the task's id: either stays as long as the task does. */
function templateTaskOf(row: Row): object {
  const [code, template] = [textOf(row['code']), textOf(row['templatecode'])];
  const own =
    template !== undefined && code?.startsWith(`${template}-`) === true ? code.slice(template.length + 1) : code;
  const minutes = minutesOf(row['estimatedwork']);
  return {
    key: own !== undefined && /^[A-Za-z0-9_-]{1,30}$/.test(own) ? own : `t${textOf(row['id'])}`,
    title: row['title'],
    ...(minutes === 0 ? {} : { minutes }),
  };
}

function periodOf(row: Row): Candidate {
  const values = { kind: 'period', code: textOf(row['starton']), name: row['name'], endOn: textOf(row['endon']) };
  return { id: textOf(row['id']), row: { ...values, isClosed: isTicked(row['closed']) } };
}

function taxOf(row: Row): Candidate {
  const [legalEntity, country] = [textOf(row['legalentity']), textOf(row['country'])];
  return candidate(row, {
    kind: 'tax-profile',
    code: `${legalEntity}:${country}`,
    name: row['name'],
    legalEntity,
    country,
  });
}

function candidate(row: Row, values: Readonly<Record<string, unknown>>): Candidate {
  return {
    id: textOf(row['id']),
    row: { code: textOf(row['code']), ...values, isActive: !isTicked(row['isinactive']) },
  };
}

function optional(name: string, value: unknown): Record<string, string> {
  const text = textOf(value);
  return text === undefined ? {} : { [name]: text };
}

function groupedBy(column: string, rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const name = textOf(row[column]) ?? '';
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return groups;
}
