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

/**
 * Creates a scan for these rates.
 *
 * A number counts only when it stands alone: digits beside it make it another number.
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
      for (const { 0: form, index } of text.matchAll(any)) {
        if (seen.hits.length >= mostHits) return;
        const key = forms.find((known) => known.form === form)?.key ?? '';
        seen.hits.push({ key, form, around: text.slice(Math.max(0, index - 60), index + form.length + 60) });
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
