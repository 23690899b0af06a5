import type { CustomerCandidate } from 'shared-model/customer-match.ts';
import { mostCandidates } from 'shared-model/customer-match.ts';
import type { BillingContact, DealCustomer } from 'shared-model/deal.ts';
import { readCompanyName } from 'shared-model/rules/company-name.ts';
import {
  bareTaxId,
  mailDomain,
  type Match,
  matcherOf,
  type MatchSide,
  normalTaxId,
} from 'shared-model/rules/customer-match.ts';
import { billedIn } from './addresses.ts';
import type { Erp, OpenRecord, Row, VendorRefusal } from './erp.ts';
import { isTicked, textOf } from './values.ts';

/** A customer of one legal entity that may be the one that buys. */
export type Found = { readonly id: string; readonly record: OpenRecord; readonly candidate: CustomerCandidate };

/** Customers that one look may bring, and those of them that are read one by one for their legal entity. */
const mostRows = 200;
const mostRead = 20;
/** Less than this is no resemblance that a person would want to see. */
const leastScore = 40;

/**
 * The customers of a legal entity that resemble an account of the CRM, best first, at most ten.
 *
 * Found by tax id, by mail domain and by the words of the name; then scored. Certain is the one active customer with the
 * same tax id. The legal entity is read from each record, since SuiteQL has no such column; a record that cannot be read
 * refuses the whole look, since taking it for no match would make a second customer.
 */
export function findCandidates(
  erp: Erp,
  customer: DealCustomer,
  billingContact: BillingContact | undefined,
  subsidiary: string,
): readonly Found[] | VendorRefusal {
  const sides = sidesOf(customer, billingContact);
  const matchers = sides.map(matcherOf);
  const scored = look(erp, sides)
    .flatMap((row) => scoredRow(row, matchers))
    .toSorted((one, other) => other.match.score - one.match.score);
  const found: Found[] = [];
  for (const { row, match } of scored.slice(0, mostRead)) {
    const record = erp.open('customer', textOf(row['id']) ?? '');
    if (record.kind === 'refused') return record;
    if (textOf(record.read('subsidiary')) === subsidiary)
      found.push({ id: record.id, record, candidate: candidateOf(row, record, match) });
  }
  return onlyOneCertain(found).slice(0, mostCandidates);
}

/** The account under its name and under its legal name: either may be how the ERP knows it. */
function sidesOf({ name, legalName, taxId }: DealCustomer, contact: BillingContact | undefined): MatchSide[] {
  const names = legalName === undefined || legalName === name ? [name] : [legalName, name];
  return names.map((one) => ({ name: one, taxId, email: contact?.email }));
}

type Scored = { readonly row: Row; readonly match: Match };

function scoredRow(row: Row, matchers: readonly ((other: MatchSide) => Match)[]): Scored[] {
  const other = {
    name: textOf(row['companyname']) ?? '',
    taxId: textOf(row['vatregnumber']),
    email: textOf(row['email']),
  };
  const [best] = matchers.map((match) => match(other)).toSorted((a, b) => b.score - a.score);
  return best === undefined || best.score < leastScore ? [] : [{ row, match: best }];
}

function candidateOf(row: Row, record: OpenRecord, match: Match): CustomerCandidate {
  const [taxId, domain] = [textOf(row['vatregnumber']), mailDomain(textOf(row['email']))];
  return {
    number: textOf(row['entityid']) ?? '',
    name: textOf(row['companyname']) ?? '',
    score: match.score,
    certain: match.isCertain && !isTicked(row['isinactive']),
    reasons: [...match.reasons],
    facts: {
      ...(taxId === undefined ? {} : { taxId }),
      ...(domain === undefined ? {} : { mailDomain: domain }),
      ...billedIn(record),
      isActive: !isTicked(row['isinactive']),
    },
  };
}

/** Two customers with one tax id are a question for a person. */
function onlyOneCertain(found: readonly Found[]): readonly Found[] {
  const isOne = found.filter(({ candidate }) => candidate.certain).length === 1;
  return isOne ? found : found.map((one) => ({ ...one, candidate: { ...one.candidate, certain: false } }));
}

const plainTaxId = "replace(replace(replace(replace(upper(vatregnumber), ' ', ''), '.', ''), '-', ''), '/', '')";

type Term = { readonly sql: string; readonly parameter: string };

function look(erp: Erp, sides: readonly MatchSide[]): readonly Row[] {
  const taxId = normalTaxId(sides[0]?.taxId);
  const domain = mailDomain(sides[0]?.email);
  const patterns = [...new Set(sides.flatMap(({ name }) => namePatterns(name)))];
  const terms: readonly Term[] = [
    ...(taxId === undefined ? [] : [{ sql: `${plainTaxId} like ?`, parameter: `%${bareTaxId(taxId)}` }]),
    ...(domain === undefined ? [] : [{ sql: 'upper(email) like ?', parameter: `%@${domain.toUpperCase()}` }]),
    ...patterns.map((parameter) => ({ sql: 'upper(companyname) like ?', parameter })),
  ];
  if (terms.length === 0) return [];
  const sql =
    'select id, entityid, companyname, vatregnumber, email, isinactive from customer ' +
    `where ${terms.map((term) => term.sql).join(' or ')} order by id fetch first ${mostRows} rows only`;
  return erp.rows(
    sql,
    terms.map(({ parameter }) => parameter),
  );
}

const mostWords = 4;

/**
 * Patterns that every spelling of a word meets: letters that may carry a mark or be written as two stand open.
 *
 * Each longer word, and the halves of the longest, so that a slip in it still finds the name.
 */
function namePatterns(name: string): string[] {
  const words = readCompanyName(name)
    .loose.filter((word) => word.length >= 3)
    .toSorted((one, other) => other.length - one.length)
    .slice(0, mostWords);
  const [longest = ''] = words;
  const middle = Math.ceil(longest.length / 2);
  const halves = longest.length >= 6 ? [longest.slice(0, middle), longest.slice(middle)] : [];
  return [...words, ...halves].flatMap((word) => {
    const open = `%${word.replace(/ss|[aeiouycnlsz]/g, '%').toUpperCase()}%`.replace(/%+/g, '%');
    return open.replace(/%/g, '').length >= 2 ? [open] : [];
  });
}
