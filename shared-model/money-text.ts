import { currencyPlaces } from 'shared-model/currency.ts';
import { formatDecimal } from 'shared-model/decimal.ts';

/** An amount as people read it: `USD 505,600.00`, the code first, a space that does not break, a true minus. */
export function moneyText(amount: string, currency: string): string {
  const isNegative = amount.startsWith('-');
  const digits = isNegative ? amount.slice(1) : amount;
  const [whole = '', part] = formatDecimal(digits, currencyPlaces(currency)).split('.');
  const fraction = part === undefined ? '' : `.${part}`;
  return `${currency}\u00A0${isNegative ? '\u2212' : ''}${groupedDigits(whole)}${fraction}`;
}

/** Whole digits in groups of three: `1,250`. */
export function groupedDigits(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ',');
}
