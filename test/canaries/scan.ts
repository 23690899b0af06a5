import { formsOf } from './rates.ts';

/** What one sink held: how much of it was looked at, and where a rate stood. */
export type SinkReport = { readonly sink: string; readonly bytes: number; readonly hits: readonly Hit[] };
export type Hit = { readonly key: string; readonly form: string; readonly around: string };

/** Looks for cost rates in texts, sink by sink. */
export type Scan = {
  add(sink: string, text: string): void;
  report(): readonly SinkReport[];
};

const mostHits = 20;
const uuid = /\b[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}\b/g;

/**
 * Creates a scan for these rates.
 *
 * A number counts only when it stands alone: digits beside it make it another number, and the parts of a UUID are none.
 */
export function createScan(rates: readonly { readonly key: string; readonly rate: string }[]): Scan {
  const forms = rates.flatMap(({ key, rate }) => formsOf(rate).map((form) => ({ key, form })));
  const any = new RegExp(forms.map(({ form }) => patternOf(form)).join('|'), 'g');
  const sinks = new Map<string, { bytes: number; hits: Hit[] }>();
  return {
    add: (sink, text) => {
      const seen = sinks.get(sink) ?? { bytes: 0, hits: [] };
      sinks.set(sink, seen);
      seen.bytes += Buffer.byteLength(text);
      const words = text.replaceAll(uuid, '(a UUID)');
      for (const { 0: form, index } of words.matchAll(any)) {
        if (seen.hits.length >= mostHits) return;
        const key = forms.find((known) => known.form === form)?.key ?? '';
        seen.hits.push({ key, form, around: words.slice(Math.max(0, index - 60), index + form.length + 60) });
      }
    },
    report: () => [...sinks].map(([sink, { bytes, hits }]) => ({ sink, bytes, hits })),
  };
}

function patternOf(form: string): string {
  const escaped = form.replaceAll(/[.+/]/g, String.raw`\$&`);
  // Five digits may stand in any id or colour; with a decimal mark between them they are a number whatever is beside them.
  if (/^\d+$/.test(form)) return String.raw`(?<![\w.,#])${escaped}(?!\w|[.,]\d)`;
  return /^[\d.,]+$/.test(form) ? String.raw`(?<![\d.,])${escaped}(?!\d|[.,]\d)` : escaped;
}
