import { dayIn, midnight } from './calls.ts';
import type { Execution } from './calls.ts';
import { optionOf } from './options.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * Days and instants as the person prefers: `7-Dec-2026`, `7-Dec-2026 14:02`, in UTC.
 *
 * Source: documented (N/format writes in the format and zone of the person); this preference is assumed.
 */
export function formatModule(execution: Execution): object {
  return {
    Type: Object.freeze({ DATE: 'date', DATETIME: 'datetime' }),
    format: (options: unknown) => {
      const [type, value] = [optionOf(options, 'type'), optionOf(options, 'value')];
      if (!(value instanceof Date) || (type !== 'date' && type !== 'datetime')) throw new Error(gap);
      return type === 'date' ? dayText(execution, value) : instantText(value);
    },
    parse: (options: unknown) => {
      const [, day, name, year] = /^(\d{1,2})-([A-Z][a-z]{2})-(\d{4})$/.exec(String(optionOf(options, 'value'))) ?? [];
      if (optionOf(options, 'type') !== 'date') throw new Error(gap);
      const month = months.indexOf(name ?? '') + 1;
      if (day === undefined || month === 0) return optionOf(options, 'value');
      return midnight(execution, `${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`);
    },
  };
}

const gap = 'The sandbox has built N/format for days and the writing of instants only';

function dayText(execution: Execution, value: Date): string {
  return written(dayIn(execution, value.getTime()));
}

function instantText(value: Date): string {
  const text = value.toISOString();
  return `${written(text)} ${text.slice(11, 16)}`;
}

/** @param day ISO 8601, what follows the day is passed over */
function written(day: string): string {
  return `${Number(day.slice(8, 10))}-${months[Number(day.slice(5, 7)) - 1]}-${day.slice(0, 4)}`;
}
