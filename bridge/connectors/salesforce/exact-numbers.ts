/**
 * The same JSON text with every fraction as a string, so that no amount ever passes through a double.
 *
 * Salesforce writes amounts as JSON numbers (`505600.00`, at times `5.056E5`); whole numbers stay numbers.
 * A text that is no JSON is returned as it is, for the caller's own error.
 */
export function withExactNumbers(text: string): string {
  try {
    return JSON.stringify(parseWithSource(text, fractionAsText));
  } catch {
    return text;
  }
}

const parseWithSource: (
  text: string,
  reviver: (name: string, value: unknown, context?: { source?: string }) => unknown,
) => unknown = JSON.parse;

function fractionAsText(_name: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value;
  return /[.eE]/.test(context.source) ? plainDecimal(context.source) : value;
}

/** A JSON number without its exponent: `5.056E5` is `505600`; at most 300 digits are written. */
export function plainDecimal(source: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(source);
  if (match === null) return source;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const places = fraction.length - Number(exponent);
  const digits = whole + fraction;
  if (places <= 0) return sign + trimZeros(digits + '0'.repeat(-places));
  const padded = digits.padStart(places + 1, '0');
  const split = padded.length - places;
  return `${sign}${trimZeros(padded.slice(0, split))}.${padded.slice(split)}`;
}

function trimZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/, '');
}
