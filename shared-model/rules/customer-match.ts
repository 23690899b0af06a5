import { type CompanyName, readCompanyName } from './company-name.ts';

/** What is known of a company on one side: the CRM's account, or a customer of the ERP. */
export type MatchSide = {
  readonly name: string;
  readonly taxId?: string | undefined;
  /** Where its invoices go. */
  readonly email?: string | undefined;
};

export type MatchReason = { readonly kind: 'tax-id' | 'mail-domain' | 'name'; readonly text: string };

/**
 * How likely two records are one company, from 0 to 100, and why.
 *
 * Certain is the same tax id only: names and mail domains are shared by firms that are not the same.
 */
export type Match = { readonly score: number; readonly isCertain: boolean; readonly reasons: readonly MatchReason[] };

/** From this score on a person is asked before a customer is made. */
export const askedFrom = 60;

const points = {
  sameName: 75,
  looselySameName: 70,
  nearName: 60,
  partOfName: 45,
  domainAlone: 40,
  domainBeside: 25,
  otherForm: -20,
  otherTaxId: -30,
  mostWithoutTaxId: 95,
} as const;

/** Scores two sides; pure, symmetric, and the same in all three runtimes. */
export function matchCustomers(one: MatchSide, other: MatchSide): Match {
  return matcherOf(one)(other);
}

/** Scores one side against many; its name is read once. */
export function matcherOf(one: MatchSide): (other: MatchSide) => Match {
  const ownName = readCompanyName(one.name);
  return (other) => {
    const name = scoreNames(ownName, readCompanyName(other.name));
    const domain = sharedDomain(one.email, other.email);
    const reasons = softReasons(name, domain);
    if (isSameTaxId(one.taxId, other.taxId))
      return { score: 100, isCertain: true, reasons: [{ kind: 'tax-id', text: 'Same tax id' }, ...reasons] };
    const ofDomain = domain === undefined ? 0 : name === undefined ? points.domainAlone : points.domainBeside;
    const sum = (name?.score ?? 0) + ofDomain;
    const isOther = normalTaxId(one.taxId) !== undefined && normalTaxId(other.taxId) !== undefined;
    const score =
      sum === 0 ? 0 : Math.max(0, Math.min(points.mostWithoutTaxId, sum + (isOther ? points.otherTaxId : 0)));
    return { score, isCertain: false, reasons };
  };
}

function softReasons(name: Scored | undefined, domain: string | undefined): MatchReason[] {
  return [
    ...(name === undefined ? [] : [{ kind: 'name', text: name.text } as const]),
    ...(domain === undefined ? [] : [{ kind: 'mail-domain', text: `Both use ${domain}` } as const]),
  ];
}

/** Capitals and digits only; what is shorter than four is no tax id. */
export function normalTaxId(taxId: string | undefined): string | undefined {
  const text = (taxId ?? '').toUpperCase().replace(/[^A-Z0-9]/g, '');
  return text.length < 4 ? undefined : text;
}

const countryPrefix = /^(AT|BE|CH|CHE|DE|DK|EL|ES|FI|FR|GB|IE|IT|LU|NL|NO|PL|PT|SE)(?=[A-Z]?\d)/;

/** A normal tax id without the prefix of its country. */
export function bareTaxId(taxId: string): string {
  return taxId.replace(countryPrefix, '');
}

/** The same id when only one of the two is written with the prefix of its country. */
function isSameTaxId(one: string | undefined, other: string | undefined): boolean {
  const [left, right] = [normalTaxId(one), normalTaxId(other)];
  if (left === undefined || right === undefined) return false;
  if (left === right) return true;
  const [bareLeft, bareRight] = [bareTaxId(left), bareTaxId(right)];
  const isPrefixedOnce = (bareLeft === left) !== (bareRight === right);
  return isPrefixedOnce && bareLeft === bareRight && bareLeft.length >= 8;
}

/** Providers whose domain says nothing of the company behind an address. */
const freeProviders: ReadonlySet<string> = new Set([
  ...['gmail.com', 'googlemail.com', 'icloud.com', 'me.com', 'mac.com', 'aol.com', 'msn.com', 'mail.com', 'hey.com'],
  ...['proton.me', 'protonmail.com', 'pm.me', 'zoho.com', 'fastmail.com', 'tutanota.com', 'posteo.de', 'mailbox.org'],
  ...['web.de', 't-online.de', 'freenet.de', 'arcor.de', '1und1.de', 'bluewin.ch', 'a1.net', 'aon.at', 'chello.at'],
  ...['btinternet.com', 'sky.com', 'virginmedia.com', 'ntlworld.com', 'talktalk.net', 'comcast.net', 'verizon.net'],
  ...['att.net', 'sbcglobal.net', 'cox.net', 'orange.fr', 'wanadoo.fr', 'free.fr', 'laposte.net', 'sfr.fr'],
  ...['libero.it', 'virgilio.it', 'tiscali.it', 'alice.it', 'pec.it', 'telefonica.net', 'terra.es', 'sapo.pt'],
  ...['uol.com.br', 'bol.com.br', 'terra.com.br', 'ig.com.br', 'globo.com', 'ziggo.nl', 'kpnmail.nl', 'planet.nl'],
  ...['xs4all.nl', 'home.nl', 'qq.com', '163.com', '126.com', 'naver.com', 'mail.ru'],
]);
/** Providers with a domain in every country: `yahoo.com.br`, `gmx.at`. */
const freeFamilies = /^(yahoo|ymail|hotmail|live|outlook|gmx|yandex|googlemail)\.[a-z.]+$/;

/** The domain of a company's own mail, in small letters, or nothing for none and for a free provider's. */
export function mailDomain(email: string | undefined): string | undefined {
  const domain = /^[^@\s]+@([a-z0-9.-]+\.[a-z]{2,})$/.exec((email ?? '').trim().toLowerCase())?.[1];
  return domain === undefined || freeProviders.has(domain) || freeFamilies.test(domain) ? undefined : domain;
}

function sharedDomain(one: string | undefined, other: string | undefined): string | undefined {
  const domain = mailDomain(one);
  return domain === mailDomain(other) ? domain : undefined;
}

type Scored = { readonly score: number; readonly text: string };

function scoreNames(one: CompanyName, other: CompanyName): Scored | undefined {
  const found = alikeNames(one, other);
  if (found === undefined || !haveOtherForms(one.forms, other.forms)) return found;
  return { score: found.score + points.otherForm, text: `${found.text}, another legal form` };
}

function alikeNames(one: CompanyName, other: CompanyName): Scored | undefined {
  if (isSame(one.words, other.words)) return { score: points.sameName, text: 'Same name' };
  if (isSame(one.loose, other.loose)) return { score: points.looselySameName, text: 'Same name, spelled otherwise' };
  if (isNear(one.loose, other.loose)) return { score: points.nearName, text: 'Almost the same name' };
  if (isPart(one.loose, other.loose) || isPart(other.loose, one.loose))
    return { score: points.partOfName, text: 'One name is part of the other' };
  return undefined;
}

/** The same words in whatever order, or the same letters however the words are parted. */
function isSame(one: readonly string[], other: readonly string[]): boolean {
  if (one.length === 0 || other.length === 0) return false;
  return one.join('') === other.join('') || one.toSorted().join(' ') === other.toSorted().join(' ');
}

/** One slip in a word of five letters or more, two in one of ten, at most two in all; figures must be the same. */
function isNear(one: readonly string[], other: readonly string[]): boolean {
  if (one.length !== other.length || one.length === 0) return false;
  let slips = 0;
  for (const [place, word] of one.entries()) {
    const twin = other[place] ?? '';
    if (word === twin) continue;
    const shortest = Math.min(word.length, twin.length);
    const allowed = shortest < 5 || /\d/.test(word + twin) ? 0 : shortest < 10 ? 1 : 2;
    const distance = slipsBetween(word, twin, 2);
    if (distance > allowed) return false;
    slips += distance;
  }
  return slips <= 2;
}

/** Every word of the smaller name stands in the larger one; one short word alone says too little. */
function isPart(small: readonly string[], large: readonly string[]): boolean {
  const isTelling = small.length > 1 || (small[0] ?? '').length >= 6;
  return isTelling && small.length < large.length && small.every((word) => large.includes(word));
}

function haveOtherForms(one: readonly string[], other: readonly string[]): boolean {
  if (one.length === 0 || other.length === 0) return false;
  return one.toSorted().join(' ') !== other.toSorted().join(' ');
}

/** Letters that differ, are missing or have changed places with their neighbour; counted up to `most` + 1. */
function slipsBetween(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, place) => place);
  for (let row = 1; row <= one.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const cost = one[row - 1] === other[column - 1] ? 0 : 1;
      const isSwapped =
        row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      const swapped = isSwapped ? (before[column - 2] ?? most) + 1 : most + 1;
      next.push(
        Math.min((next[column - 1] ?? 0) + 1, (last[column] ?? 0) + 1, (last[column - 1] ?? 0) + cost, swapped),
      );
    }
    [before, last] = [last, next];
  }
  return Math.min(last[other.length] ?? 0, most + 1);
}
