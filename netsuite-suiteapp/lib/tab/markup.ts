/** Text that is HTML already; everything else is escaped. */
export type Markup = { readonly markup: string };

type Part = Markup | string | number | readonly Markup[] | undefined;

/** Joins HTML written here with values that came from elsewhere, which can therefore never be read as HTML. */
export function html(parts: TemplateStringsArray, ...values: readonly Part[]): Markup {
  const texts = parts.map((part, place) => part + (place < values.length ? markupOf(values[place]) : ''));
  return { markup: texts.join('') };
}

function markupOf(value: Part): string {
  if (value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value));
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** A link, or only its text when the address is none of the web: what came from outside may be `javascript:`. */
export function link(address: string | undefined, text: string): Markup {
  if (address === undefined || !/^(https?:\/\/|\/(?!\/))/.test(address)) return html`${text}`;
  return html`<a href="${address}" rel="noopener noreferrer">${text}</a>`;
}

const shapes = {
  done: 'M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0Zm3.7 5.9-4.3 5a1 1 0 0 1-1.4.1L3.8 9.2 5 7.7l1.5 1.2 3.7-4.3Z',
  waiting: 'M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0Zm.9 3.5v4.2l2.7 1.8-1 1.4-3.5-2.3V3.5Z',
  failed: 'M8 0 0 15h16Zm-.9 5.5h1.8v4.8H7.1Zm0 6h1.8v1.8H7.1Z',
  next: 'M8 1.2a6.8 6.8 0 1 0 0 13.6A6.8 6.8 0 0 0 8 1.2Zm0 1.5a5.3 5.3 0 1 1 0 10.6A5.3 5.3 0 0 1 8 2.7Z',
} as const;

export type Mark = keyof typeof shapes;

/** A mark beside a word; readers get the word. */
export function icon(mark: Mark): Markup {
  return html`<svg class="tl-icon tl-${mark}" viewBox="0 0 16 16" aria-hidden="true">
    <path fill="currentColor" d="${shapes[mark]}"></path>
  </svg>`;
}
