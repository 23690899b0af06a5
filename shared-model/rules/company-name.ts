/**
 * A company's name as its words, apart from the legal form that stands at its end.
 *
 * Two spellings of one name give the same words: capitals, accents, umlauts (`Müller`, `Mueller`), points, and the words
 * that only join others (`&`, `und`) do not count. `loose` also takes `ue` for `u`, so that `Muller` is among them.
 */
export type CompanyName = {
  readonly words: readonly string[];
  readonly loose: readonly string[];
  /** Legal forms, one word each: `gmbh`, `kg`. Empty when the name has none. */
  readonly forms: readonly string[];
};

/** Letters that no decomposition turns into plain ones. */
const letters: Readonly<Record<string, string>> = {
  ...{ ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', æ: 'ae', ø: 'oe', å: 'aa', œ: 'oe', ł: 'l', đ: 'd', ð: 'd', þ: 'th' },
};

const joining: readonly string[] = ['und', 'and', 'et', 'e', 'y', 'i', 'en', 'og', 'och', 'ed'];

/** Words for one form, by the spelling we keep. */
const sameForms: Readonly<Record<string, string>> = {
  ...{ limited: 'ltd', incorporated: 'inc', corporation: 'corp', company: 'co', limitada: 'ltda' },
  ...{ gesmbh: 'gmbh', aktiengesellschaft: 'ag', compagnie: 'co', cie: 'co' },
};

/** Legal forms of the countries we sell in, with their points left out. */
const legalForms: ReadonlySet<string> = new Set([
  // Germany, Austria, Switzerland
  ...[
    'gmbh',
    'mbh',
    'ag',
    'kg',
    'kgaa',
    'ohg',
    'og',
    'ug',
    'haftungsbeschraenkt',
    'gbr',
    'ev',
    'eg',
    'ek',
    'eu',
    'ggmbh',
  ],
  ...['partg', 'partgmbb', 'sagl', 'stiftung'],
  // United Kingdom, Ireland, United States and others in English
  ...['ltd', 'plc', 'llp', 'lp', 'cic', 'dac', 'inc', 'corp', 'llc', 'lllp', 'pllc', 'pc', 'co', 'pty', 'pte', 'bhd'],
  // Brazil, Portugal, Spain, Latin America
  ...['ltda', 'sa', 'eireli', 'epp', 'me', 'lda', 'sl', 'slu', 'sau', 'slne', 'sc', 'scoop', 'sapi', 'cv', 'rl'],
  // France, Belgium, Luxembourg, Netherlands, Italy
  ...[
    'sas',
    'sasu',
    'sarl',
    'eurl',
    'snc',
    'sca',
    'scs',
    'scop',
    'bv',
    'bvba',
    'nv',
    'vof',
    'srl',
    'srls',
    'spa',
    'sapa',
  ],
  // Northern and eastern Europe, Europe as a whole
  ...[
    'ab',
    'oy',
    'oyj',
    'as',
    'asa',
    'aps',
    'is',
    'zoo',
    'sp',
    'sro',
    'kft',
    'zrt',
    'doo',
    'dd',
    'ad',
    'se',
    'sce',
    'kk',
  ],
  ...Object.values(sameForms),
]);

/** Reads a name; a name that is nothing but legal forms keeps its first word. */
export function readCompanyName(name: string): CompanyName {
  const all = joinInitials(plainText(name).split(' ').filter(Boolean));
  const forms: string[] = [];
  while (all.length > 1) {
    const form = formAtEnd(all);
    if (form === undefined) break;
    all.splice(all.length - form.count);
    forms.unshift(form.form);
  }
  const words = withoutJoining(all[0] === 'the' && all.length > 1 ? all.slice(1) : all);
  return { words, loose: words.map(loosely), forms };
}

/** Small letters and figures with single spaces; a point inside an abbreviation joins, any other mark parts. */
function plainText(name: string): string {
  const small = name.normalize('NFC').toLowerCase();
  const latin = Array.from(small, (letter) => letters[letter] ?? letter).join('');
  const bare = latin.normalize('NFKD').replace(/\p{M}/gu, '');
  return bare
    .replace(/[.'’`´]/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** `s a r l` is one word: letters that stand alone, one after the other, are an abbreviation. */
function joinInitials(words: readonly string[]): string[] {
  const joined: string[] = [];
  let isOpen = false;
  for (const word of words) {
    const isInitial = word.length === 1 && /\p{L}/u.test(word);
    if (isInitial && isOpen) joined.push(`${joined.pop() ?? ''}${word}`);
    else joined.push(word);
    isOpen = isInitial;
  }
  return joined;
}

/** A form is one word, or two that were written apart: `sa` `rl`, `z` `oo`. */
function formAtEnd(words: readonly string[]): { form: string; count: number } | undefined {
  const last = canonical(words.at(-1) ?? '');
  const pair = `${words.at(-2) ?? ''}${last}`;
  if (words.length > 2 && pair.length <= 5 && legalForms.has(pair)) return { form: pair, count: 2 };
  return legalForms.has(last) ? { form: last, count: 1 } : undefined;
}

function canonical(word: string): string {
  return sameForms[word] ?? word;
}

/** The first and the last word may be initials, so they stay. */
function withoutJoining(words: readonly string[]): readonly string[] {
  return words.filter((word, place) => place === 0 || place === words.length - 1 || !joining.includes(word));
}

function loosely(word: string): string {
  return word
    .replace(/([aou])e/g, '$1')
    .replace(/aa/g, 'a')
    .replace(/ss/g, 's');
}
