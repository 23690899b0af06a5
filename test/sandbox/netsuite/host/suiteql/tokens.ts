export type Token = { kind: 'word' | 'text' | 'number' | 'place' | 'mark'; text: string };

const pattern =
  /(?<space>\s+|--[^\n]*|\/\*[\s\S]*?\*\/)|(?<text>'(?:[^']|'')*')|(?<word>[A-Za-z_][A-Za-z0-9_$]*)|(?<number>\d+(?:\.\d+)?)|(?<place>\?)|(?<mark>\|\||<>|!=|<=|>=|[-+*/(),.<>=])/y;

/** Splits SuiteQL into tokens without the space between them; `undefined` when it has a character that SuiteQL does not know. */
export function tokensOf(sql: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  let at = 0;
  while (at < sql.length) {
    pattern.lastIndex = at;
    const groups = pattern.exec(sql)?.groups;
    if (!groups) return undefined;
    const [kind, text] = Object.entries(groups).find(([, found]) => found !== undefined) ?? ['mark', ''];
    at += text.length;
    if (kind === 'text' || kind === 'word' || kind === 'number' || kind === 'place' || kind === 'mark') {
      tokens.push({ kind, text });
    }
  }
  return tokens;
}

export function isWord(token: Token | undefined, ...words: readonly string[]): boolean {
  return token?.kind === 'word' && words.includes(token.text.toUpperCase());
}

export function isMark(token: Token | undefined, mark: string): boolean {
  return token?.kind === 'mark' && token.text === mark;
}
