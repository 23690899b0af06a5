/** Longest company name NetSuite takes, in UTF-16 code units. Source: domain of `companyname`, NetSuite Help (read 2026-11). */
export const longestName = 83;

/**
 * A name that fits into NetSuite: cut on a word where there is one in the last third, and never inside a character.
 *
 * @param longest in UTF-16 code units
 */
export function shortenName(name: string, longest: number = longestName): string {
  const whole = name.trim();
  if (whole.length <= longest) return whole;
  const head = whole.slice(0, longest + 1);
  const space = head.lastIndexOf(' ');
  if (space >= (longest * 2) / 3) return head.slice(0, space).trimEnd();
  const cut = whole.slice(0, longest);
  return isHighSurrogate(cut.charCodeAt(longest - 1)) ? cut.slice(0, -1) : cut;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}
