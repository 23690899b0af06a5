import type { CustomerEnsure } from 'shared-model/commands.ts';
import { customerKey } from 'shared-model/keys.ts';
import { type Ask, type Batch, type Link, type Plan, postedDocument, reject, type Refused } from '#lib/batch.ts';
import type { Row, Values } from '#lib/erp.ts';
import { shortenName } from '#lib/names.ts';
import { replyTo } from '#lib/refusals.ts';
import { isTicked, textOf } from '#lib/values.ts';

type Match = {
  id: string;
  number: string | undefined;
  key: string | undefined;
  isActive: boolean;
};

const columns = 'id, externalid, entityid, isinactive';

/** More customers with one tax id than this are a matter for a person anyway. */
const mostMatches = 10;

/**
 * Finds the customer under its own key, by its approved number, or by its tax id in the legal entity; else creates one
 * under its parent.
 *
 * A record that is found stays as finance has it: its own external id and fields are left alone.
 */
export function planCustomer(batch: Batch, { item, payload }: Ask<CustomerEnsure>): Plan {
  const own = batch.ledger.get(item.key)?.document;
  if (own !== undefined)
    return { kind: 'adopt', document: own, link: linkOf(payload, own.adopted ? 'linked' : 'created') };
  const subsidiary = batch.reference().idOf('legal-entity', payload.legalEntity);
  if (subsidiary === undefined) return reject('erp.legal-entity-unknown', `Legal entity: ${payload.legalEntity}.`);
  const found = findCustomer(batch, payload, subsidiary);
  if (found === undefined) return planNew(batch, item.key, payload, subsidiary);
  if ('kind' in found) return found;
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

function findCustomer(batch: Batch, payload: CustomerEnsure, subsidiary: string): Match | Refused | undefined {
  const { customerNumber, taxId } = payload.customer;
  if (customerNumber !== undefined) return linked(batch, customerNumber, subsidiary);
  return taxId === undefined ? undefined : sameTaxId(batch, taxId, subsidiary);
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

function sameTaxId(batch: Batch, taxId: string, subsidiary: string): Match | Refused | undefined {
  const matches = inEntity(batch, byTaxId(batch, taxId), subsidiary);
  if ('kind' in matches) return matches;
  if (matches.length > 1) {
    const numbers = matches.slice(0, 5).map((match) => match.number ?? match.id);
    return reject('erp.customer-ambiguous', `Customers: ${numbers.join(', ')}.`);
  }
  const [match] = matches;
  if (match === undefined || match.isActive) return match;
  return reject('erp.reference-unknown', `Customer ${match.number ?? match.id} is inactive.`);
}

function planNew(batch: Batch, key: string, payload: CustomerEnsure, subsidiary: string): Plan {
  const currency = batch.reference().idOf('currency', payload.currency);
  if (currency === undefined) return reject('erp.reference-unknown', `Currency: ${payload.currency}.`);
  const parent = findParent(batch, payload, subsidiary);
  if (typeof parent === 'object') return parent;
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
  return { kind: 'create', type: 'customer', values, changes: {}, link: linkOf(payload, 'created') };
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

function parentMatches(batch: Batch, parent: Parent, subsidiary: string): Match[] | Refused {
  if (parent.customerNumber !== undefined) return byNumber(batch, parent.customerNumber);
  return parent.taxId === undefined ? [] : inEntity(batch, byTaxId(batch, parent.taxId), subsidiary);
}

function parentDetail(count: number): string {
  return count > 1 ? 'Several customers have its tax id.' : 'Neither its customer number nor its tax id was found.';
}

function byNumber(batch: Batch, number: string): Match[] {
  return batch.erp.rows(`select ${columns} from customer where entityid = ? order by id`, [number]).flatMap(matchOf);
}

function byTaxId(batch: Batch, taxId: string): Match[] {
  const sql = `select ${columns} from customer where vatregnumber = ? order by id`;
  return batch.erp.rows(sql, [taxId]).flatMap(matchOf).slice(0, mostMatches);
}

/**
 * Those of the matches that belong to one legal entity; read from each record, since SuiteQL has no such column.
 *
 * A record that cannot be read refuses the item: taking it for no match would make a second customer.
 */
function inEntity(batch: Batch, matches: readonly Match[], subsidiary: string): Match[] | Refused {
  const kept: Match[] = [];
  for (const match of matches) {
    const opened = batch.erp.open('customer', match.id);
    if (opened.kind === 'refused') return { kind: 'refused', ...replyTo(opened) };
    if (textOf(opened.read('subsidiary')) === subsidiary) kept.push(match);
  }
  return kept;
}

function matchOf(row: Row): Match[] {
  const id = textOf(row['id']);
  if (id === undefined) return [];
  const [number, key] = [textOf(row['entityid']), textOf(row['externalid'])];
  return [{ id, number, key, isActive: !isTicked(row['isinactive']) }];
}

function linkOf(payload: CustomerEnsure, state: string): Link {
  const { engagementId, customer } = payload;
  return { parent: 'entity', engagementId, step: 'customer', state, source: customer.accountId };
}
