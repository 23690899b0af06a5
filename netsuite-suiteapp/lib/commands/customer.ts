import type { CustomerEnsure } from 'shared-model/commands.ts';
import type { CustomerCandidate } from 'shared-model/customer-match.ts';
import { customerKey } from 'shared-model/keys.ts';
import { askedFrom, normalTaxId } from 'shared-model/rules/customer-match.ts';
import { type Ask, type Batch, type Link, type Plan, postedDocument, reject, type Refused } from '#lib/batch.ts';
import { billingAddressLine } from '#lib/addresses.ts';
import { findCandidates } from '#lib/candidates.ts';
import { documentByKey } from '#lib/documents.ts';
import type { Lists, OpenRecord, Row, Values } from '#lib/erp.ts';
import { shortenName } from '#lib/names.ts';
import { replyTo } from '#lib/refusals.ts';
import { isTicked, textOf } from '#lib/values.ts';

type Match = {
  record: OpenRecord;
  id: string;
  number: string | undefined;
  key: string | undefined;
  isActive: boolean;
};

/** A row of the list of customers, before its record was read. */
type Listed = Omit<Match, 'record'>;

const columns = 'id, externalid, entityid, isinactive';

/** More customers with one tax id than this are a matter for a person anyway. */
const mostMatches = 10;

/**
 * Finds the customer under its own key, by its approved number, by a person's choice, or by its tax id in the legal
 * entity; else creates one under its parent.
 *
 * A customer that only resembles it is never taken: it is a question, which the choice must answer. A record that is found
 * stays as finance has it: its own external id and fields are left alone.
 */
export function planCustomer(batch: Batch, { item, payload }: Ask<CustomerEnsure>): Plan {
  const row = batch.ledger.get(item.key);
  // An execution may have died between its document and its confirmation: that customer is our own, and no question.
  const own = row === undefined ? undefined : (row.document ?? documentByKey(batch.erp, 'customer', item.key));
  if (own !== undefined)
    return { kind: 'adopt', document: own, link: linkOf(payload, own.adopted ? 'linked' : 'created') };
  const subsidiary = batch.reference.idOf('legal-entity', payload.legalEntity);
  if (subsidiary === undefined) return reject('erp.legal-entity-unknown', `Legal entity: ${payload.legalEntity}.`);
  const found = findCustomer(batch, item.key, payload, subsidiary);
  if (found === undefined) return planNew(batch, item.key, payload, subsidiary);
  if ('kind' in found) return found;
  if (!hasCurrency(batch, payload, found.record)) {
    return reject('erp.customer-currency-missing', `Customer ${found.number ?? found.id}, ${payload.currency}.`);
  }
  const document = { type: 'customer', id: found.id, number: found.number, adopted: found.key !== item.key } as const;
  return { kind: 'adopt', document, link: linkOf(payload, document.adopted ? 'linked' : 'created') };
}

/** The keys whose ledger rows this command looks at: the parent's own, when we made or linked it. */
export function customerRefs(pairing: string, payload: CustomerEnsure): string[] {
  const { parent } = payload.customer;
  return parent === undefined
    ? []
    : [customerKey({ pairing, accountId: parent.accountId, legalEntity: payload.legalEntity })];
}

function findCustomer(
  batch: Batch,
  key: string,
  payload: CustomerEnsure,
  subsidiary: string,
): Match | Refused | undefined {
  const { customer, customerChoice: choice, billingContact } = payload;
  if (customer.customerNumber !== undefined) return linked(batch, customer.customerNumber, subsidiary);
  if (choice?.kind === 'use') return linked(batch, choice.customerNumber, subsidiary);
  const found = findCandidates(batch.erp, customer, billingContact, subsidiary);
  if ('kind' in found) return { kind: 'refused', ...replyTo(found) };
  // Another execution of this very item may just have made it.
  const own = found.find(({ record }) => textOf(record.read('externalid')) === key);
  if (own !== undefined) return matchOfRecord(own.record);
  const certain = found.find(({ candidate }) => candidate.certain);
  if (certain !== undefined) return matchOfRecord(certain.record);
  const inactive = found.find(({ candidate }) => candidate.score === 100 && !candidate.facts.isActive);
  if (inactive !== undefined && found.every(({ candidate }) => candidate.score < 100 || !candidate.facts.isActive)) {
    return reject('erp.reference-unknown', `Customer ${inactive.candidate.number} is inactive.`);
  }
  const than = choice?.kind === 'different' ? choice.than : [];
  const open = found.map(({ candidate }) => candidate).filter(({ score }) => score >= askedFrom);
  return open.every(({ number }) => than.includes(number)) ? undefined : possibleMatch(open);
}

function possibleMatch(candidates: readonly CustomerCandidate[]): Refused {
  const numbers = candidates.slice(0, 5).map(({ number }) => number);
  return { ...reject('erp.customer-possible-match', `Customers: ${numbers.join(', ')}.`), candidates };
}

function linked(batch: Batch, number: string, subsidiary: string): Match | Refused {
  const found = byNumber(batch, number);
  const matches = inEntity(batch, found, subsidiary);
  if ('kind' in matches) return matches;
  const [match] = matches;
  if (match === undefined) return reject('erp.customer-link-unknown', linkDetail(number, found.length));
  return match.isActive ? match : reject('erp.reference-unknown', `Customer ${number} is inactive.`);
}

function linkDetail(number: string, count: number): string {
  return count > 0 ? `Customer ${number} belongs to another legal entity.` : `Customer number: ${number}.`;
}

/** A customer is billed in its primary currency and in those of its list. */
function hasCurrency(batch: Batch, { currency }: CustomerEnsure, record: OpenRecord): boolean {
  const wanted = batch.reference.idOf('currency', currency);
  const own = [record.read('currency'), ...record.readLines('currency', 'currency')].map(textOf);
  return wanted === undefined || own.every((id) => id === undefined) || own.includes(wanted);
}

function planNew(batch: Batch, key: string, payload: CustomerEnsure, subsidiary: string): Plan {
  const currency = batch.reference.idOf('currency', payload.currency);
  if (currency === undefined) return reject('erp.reference-unknown', `Currency: ${payload.currency}.`);
  const parent = findParent(batch, payload, subsidiary);
  if (typeof parent === 'object') return parent;
  const taxId = normalTaxId(payload.customer.taxId);
  const values = {
    ...nameValues(payload),
    externalid: key,
    subsidiary,
    currency,
    custentity_tl_engagement: payload.engagementId,
    ...(parent === undefined ? {} : { parent }),
    ...(payload.customer.taxId === undefined ? {} : { vatregnumber: payload.customer.taxId }),
    ...(payload.billingContact === undefined ? {} : { email: payload.billingContact.email }),
  };
  return {
    // Later all of it is finance's: without changes the lines are not written again either.
    ...{ kind: 'create', type: 'customer', values, changes: {}, link: linkOf(payload, 'created') },
    lists: { ...withCurrencies(batch, payload, currency), ...withAddress(payload) },
    ...(taxId === undefined ? {} : { uniqueAs: `tax:${payload.legalEntity}:${taxId}` }),
  };
}

/** Billed in the currency of the deal first; finance may always bill in that of its own legal entity too. */
function withCurrencies(batch: Batch, { legalEntity }: CustomerEnsure, currency: string): Lists {
  const entity = batch.reference.rowsOf('legal-entity').find(({ code }) => code === legalEntity);
  const base = entity?.kind === 'legal-entity' ? batch.reference.idOf('currency', entity.currency) : undefined;
  return base === undefined || base === currency ? {} : { currency: [{ currency }, { currency: base }] };
}

function withAddress({ customer, billingContact }: CustomerEnsure): Lists {
  const line = billingAddressLine(customer, billingContact);
  return line === undefined ? {} : { addressbook: [line] };
}

function nameValues({ customer }: CustomerEnsure): Values {
  const name = customer.legalName ?? customer.name;
  const short = shortenName(name);
  return short === name ? { companyname: name } : { companyname: short, custentity_tl_fullname: name };
}

/** The parent's internal id, nothing when the customer has no parent, or why it cannot be found. */
function findParent(batch: Batch, payload: CustomerEnsure, subsidiary: string): string | Refused | undefined {
  const { parent } = payload.customer;
  if (parent === undefined) return undefined;
  const [ownKey = ''] = customerRefs(batch.pairing, payload);
  const posted = postedDocument(batch, ownKey);
  if (posted !== undefined) return posted.id;
  const matches = parentMatches(batch, parent, subsidiary);
  if ('kind' in matches) return matches;
  const [match, another] = matches.filter(({ isActive }) => isActive);
  return match !== undefined && another === undefined
    ? match.id
    : reject('erp.parent-unknown', parentDetail(matches.length));
}

type Parent = NonNullable<CustomerEnsure['customer']['parent']>;

function parentMatches(batch: Batch, parent: Parent, subsidiary: string): Listed[] | Refused {
  if (parent.customerNumber !== undefined) return byNumber(batch, parent.customerNumber);
  return parent.taxId === undefined ? [] : inEntity(batch, byTaxId(batch, parent.taxId), subsidiary);
}

function parentDetail(count: number): string {
  return count > 1 ? 'Several customers have its tax id.' : 'Neither its customer number nor its tax id was found.';
}

function byNumber(batch: Batch, number: string): Listed[] {
  return batch.erp.rows(`select ${columns} from customer where entityid = ? order by id`, [number]).flatMap(matchOf);
}

function byTaxId(batch: Batch, taxId: string): Listed[] {
  const sql = `select ${columns} from customer where vatregnumber = ? order by id`;
  return batch.erp.rows(sql, [taxId]).flatMap(matchOf).slice(0, mostMatches);
}

/**
 * Those of the matches that belong to one legal entity; read from each record, since SuiteQL has no such column.
 *
 * A record that cannot be read refuses the item: taking it for no match would make a second customer.
 */
function inEntity(batch: Batch, matches: readonly Listed[], subsidiary: string): Match[] | Refused {
  const kept: Match[] = [];
  for (const match of matches) {
    const opened = batch.erp.open('customer', match.id);
    if (opened.kind === 'refused') return { kind: 'refused', ...replyTo(opened) };
    if (textOf(opened.read('subsidiary')) === subsidiary) kept.push({ ...match, record: opened });
  }
  return kept;
}

function matchOf(row: Row): Listed[] {
  const id = textOf(row['id']);
  if (id === undefined) return [];
  const [number, key] = [textOf(row['entityid']), textOf(row['externalid'])];
  return [{ id, number, key, isActive: !isTicked(row['isinactive']) }];
}

function matchOfRecord(record: OpenRecord): Match {
  const [number, key] = [textOf(record.read('entityid')), textOf(record.read('externalid'))];
  return { record, id: record.id, number, key, isActive: true };
}

function linkOf(payload: CustomerEnsure, state: string): Link {
  const { engagementId, customer } = payload;
  return { parent: 'entity', engagementId, step: 'customer', state, source: customer.accountId };
}
