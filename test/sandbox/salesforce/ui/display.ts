import type { Field } from '../metadata/object-type.ts';
import { activeCurrencies } from '../metadata/standard-objects.ts';
import type { StoredRecord, Value } from '../records/record.ts';

/**
 * What a page shows for a value, in the org's locale (`en_US`, UTC); `null` where the page shows the value itself.
 *
 * Source: User Interface API Developer Guide, "Field Value": numbers, amounts, dates and picklists have a display value.
 */
export function displayValue(field: Field, value: Value | undefined, record: StoredRecord): string | null {
  if (value === undefined) return null;
  switch (field.type) {
    case 'currency':
      return formatNumber(Number(value), { style: 'currency', currency: currencyOf(record) });
    case 'number':
      return formatNumber(Number(value), {
        minimumFractionDigits: field.scale ?? 0,
        maximumFractionDigits: field.scale ?? 0,
      });
    case 'percent':
      return `${formatNumber(Number(value), {})}%`;
    case 'date':
      return formatInstant(`${String(value)}T00:00:00Z`, { dateStyle: 'short' });
    case 'datetime':
      return formatInstant(String(value), { dateStyle: 'short', timeStyle: 'short' });
    case 'picklist':
      return field.picklist?.values.find((one) => one.value === value)?.label ?? String(value);
    case 'id':
    case 'text':
    case 'long-text':
    case 'email':
    case 'phone':
    case 'url':
    case 'checkbox':
    case 'reference':
    case 'autonumber':
      return null;
  }
}

function currencyOf(record: StoredRecord): string {
  const currency = record.values.get('CurrencyIsoCode');
  return currency === undefined ? activeCurrencies[0] : String(currency);
}

function formatNumber(value: number, options: Intl.NumberFormatOptions): string {
  return new Intl.NumberFormat('en-US', options).format(value);
}

function formatInstant(text: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' }).format(new Date(text));
}
