import { billingPlaceOf } from 'shared-model/billing-address.ts';
import type { Deal } from 'shared-model/deal.ts';
import type { Facts } from './facts';
import type { Candidate } from './matches';
import { openQuestions } from './matches';
import { customerPlan, planOf, requestsText, rulesText, tasksText } from './planned';
import { likeness } from './tables';
import type { CandidateView, ConfirmView, QuestionView, Tone } from './view';
import type { Words } from './words';

/** The dialog over *ready*: who the customer is first, then the project, then what is made where. */
export function confirmView(facts: Facts, words: Words): ConfirmView {
  const question = questionOf(facts);
  return {
    subtitle: `${facts.deal.name} · nothing has been created yet`,
    ...(question === undefined ? {} : { question }),
    customerText: `${customerPlan(facts)}.${lookText(facts, words)}`,
    facts: factsOf(facts, words),
    created: createdOf(facts, words),
    footer: 'If a step cannot finish, earlier steps wait or are undone, and the card says which.',
  };
}

/** How fresh the look for customers is that are alike. */
function lookText({ deal, matches }: Facts, words: Words): string {
  if (deal.customer.customerNumber !== undefined) return '';
  const again = 'NetSuite is asked again before anything is made, and you are if somebody looks alike.';
  return matches === undefined ? ` ${again}` : ` NetSuite was asked at ${words.moment(matches.asOf)}.`;
}

/** The question, while there is one; all candidates stand in it, so that *different* means all of them. */
function questionOf(facts: Facts): QuestionView | undefined {
  const { deal, matches } = facts;
  if (deal.customer.customerNumber !== undefined || openQuestions(matches).length === 0) return undefined;
  const candidates = matches?.candidates ?? [];
  const looks = candidates.length === 1 ? 'One customer looks' : `${candidates.length} customers look`;
  const parent = deal.customer.parent;
  // A column that says of nobody anything is none.
  const hasPlaces = candidates.some((candidate) => placeText(candidate) !== undefined);
  const place = hasPlaces ? ['Address'] : [];
  const ownPlace = hasPlaces ? [placeText(placeOf(deal)) ?? notKnown] : [];
  return {
    title: 'Is this client already a customer in NetSuite?',
    text: `${looks} alike. Please choose; a second customer is never made by guessing.`,
    heads: ['Customer', 'Legal name', 'Tax id', 'Billing mail', ...place, 'What we think'],
    own: [
      deal.customer.name,
      deal.customer.legalName ?? deal.customer.name,
      deal.customer.taxId ?? notKnown,
      mailDomain(deal) ?? notKnown,
      ...ownPlace,
    ],
    candidates: candidates.map((candidate) => candidateView(candidate, deal, hasPlaces)),
    different: differentText(candidates.length),
    differentText: `create a new customer${parent === undefined ? '' : ` under ${parent.name}`}`,
  };
}

function differentText(count: number): string {
  if (count === 1) return 'It is different';
  return count === 2 ? 'It is different from both' : `It is different from all ${count}`;
}

const notKnown = '–';

/** @param hasPlaces whether the place of any candidate is known */
function candidateView(candidate: Candidate, deal: Deal, hasPlaces: boolean): CandidateView {
  const { customer } = deal;
  const { number, name, score, reasons, isActive } = candidate;
  const own = customer.legalName ?? customer.name;
  const isAlike = reasons.some(({ kind }) => kind === 'name');
  return {
    number,
    name,
    note: isActive ? '' : 'Inactive in NetSuite',
    cells: [
      cell('name', 'Legal name', own === name ? 'Same' : isAlike ? 'Alike' : 'Different', name),
      compared('tax', 'Tax id', customer.taxId, candidate.taxId),
      compared('mail', 'Billing mail', mailDomain(deal), candidate.mailDomain),
      ...(hasPlaces ? [placeCell(placeOf(deal), candidate)] : []),
    ],
    think: `${likeness(score)}, ${score}`,
    why: reasons.map(({ text }) => text).join(' · '),
  };
}

type Cell = CandidateView['cells'][number];

/** Equal whatever the writing; what one side does not know can be neither the same nor different. */
function compared(key: string, label: string, own: string | undefined, theirs: string | undefined): Cell {
  if (own === undefined || theirs === undefined) {
    return { key, label, verdict: 'Not known', value: theirs ?? notKnown, tone: 'neutral' };
  }
  return cell(key, label, plain(own) === plain(theirs) ? 'Same' : 'Different', theirs);
}

type Place = { readonly city?: string | undefined; readonly country?: string | undefined };

function placeOf({ customer }: Deal): Place {
  return { city: customer.billingAddress?.city, country: customer.country };
}

function placeText({ city, country }: Place): string | undefined {
  const parts = [city, country].flatMap((part) => part ?? []);
  return parts.length === 0 ? undefined : parts.join(', ');
}

/** Another country is another place; another city may be another office, or the same one in another language. */
function placeCell(own: Place, theirs: Place): Cell {
  const value = placeText(theirs) ?? notKnown;
  const isAbroad = own.country !== undefined && theirs.country !== undefined && own.country !== theirs.country;
  if (isAbroad) return cell('place', 'Address', 'Different', value);
  if (own.city === undefined || theirs.city === undefined) return cell('place', 'Address', 'Not known', value);
  return cell('place', 'Address', plain(own.city) === plain(theirs.city) ? 'Same city' : 'Other city', value);
}

function cell(key: string, label: string, verdict: string, value: string): Cell {
  const tones: Readonly<Record<string, Tone>> = {
    Same: 'success',
    'Same city': 'success',
    Alike: 'warning',
    'Other city': 'warning',
    Different: 'error',
  };
  return {
    key,
    label,
    verdict,
    value: verdict === 'Same' && key === 'name' ? '' : value,
    tone: tones[verdict] ?? 'neutral',
  };
}

function plain(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

function mailDomain({ billingContact }: Pick<Deal, 'billingContact'>): string | undefined {
  return billingContact?.email.split('@').at(-1)?.toLowerCase();
}

function factsOf(facts: Facts, words: Words): ConfirmView['facts'] {
  const { deal, reference } = facts;
  const { startOn, endOn, lines } = deal;
  const entities = distinct(lines.map(({ legalEntity }) => legalEntity));
  const cards = distinct(lines.map(({ rateCard }) => rateCard));
  const named = (kind: 'legal-entity' | 'project-template', code: string) =>
    reference?.rows.find((row) => row.kind === kind && row.code === code)?.name ?? code;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Template', deal.projectTemplate === undefined ? 'None' : named('project-template', deal.projectTemplate)],
    ['Legal entity', entities.map((code) => named('legal-entity', code)).join(', ')],
    ['Currency', deal.currency],
    ['Billing', billingText(deal)],
    ['Dates', startOn === undefined || endOn === undefined ? undefined : `${words.day(startOn)} – ${words.day(endOn)}`],
    ['Rate card', cards.join(', ')],
    ['Project manager', deal.projectManager?.name],
    ['Billing contact', deal.billingContact?.name],
    ['Billing address, if new', addressText(facts)],
    ['Purchase order', orderText(deal, words)],
  ];
  return rows.flatMap(([label, value]) => (value === undefined || value === '' ? [] : [{ label, value }]));
}

/** Where a new customer will be billed, in one line; one that is there keeps its own. */
function addressText(facts: Facts): string | undefined {
  if (knownNumber(facts) !== undefined) return undefined;
  const place = billingPlaceOf(facts.deal.customer);
  if (place === undefined) return 'Not known';
  const { lines, city, state, postalCode, country } = place;
  const town = [city, state, postalCode].flatMap((part) => part ?? []).join(' ');
  return [...lines, town, country].filter((part) => part !== '').join(', ');
}

/** `Time and materials`, `Fixed fee by milestone`, or both when the lines differ. */
export function billingText({ lines }: Deal): string {
  const names = {
    'time-and-materials': 'Time and materials',
    'fixed-fee-milestones': 'Fixed fee by milestone',
  } as const;
  return distinct(lines.map(({ billingType }) => names[billingType])).join(' and ');
}

function orderText({ purchaseOrder, customer }: Deal, words: Words): string | undefined {
  if (purchaseOrder === undefined) return customer.isPurchaseOrderRequired === true ? 'Missing' : undefined;
  const { number, expiresOn } = purchaseOrder;
  return expiresOn === undefined ? number : `${number}, until ${words.day(expiresOn)}`;
}

function createdOf(facts: Facts, words: Words): ConfirmView['created'] {
  const plan = planOf(facts);
  return [
    { key: 'project', where: 'NetSuite', text: '1 project, not open for time until all of it stands' },
    { key: 'tasks', where: '', text: tasksText(plan, facts, words) },
    { key: 'billing', where: '', text: rulesText(plan) },
    { key: 'staffing', where: 'Salesforce', text: requestsText(plan) },
    { key: 'not', where: 'Not made', text: notMade(facts) },
  ];
}

/** The customer that is used without a question: the account is linked, or one is certain. */
function knownNumber({ deal, matches }: Facts): string | undefined {
  return deal.customer.customerNumber ?? matches?.candidates.find(({ isCertain }) => isCertain)?.number;
}

function notMade(facts: Facts): string {
  const number = knownNumber(facts);
  return number === undefined ? 'No invoice; nothing of the SOW is changed' : `No customer, since ${number} is used`;
}

function distinct(values: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(values.flatMap((value) => value ?? []))];
}
