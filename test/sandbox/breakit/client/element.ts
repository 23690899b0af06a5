type Child = Node | string | undefined;

/** An element with its attributes and children; texts stay texts, so nothing read from a platform becomes markup. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.flatMap((child) => child ?? []));
  return made;
}

/** Replaces what is inside only when what it shows has changed, so that nothing flickers and no place is lost. */
export function fill(target: HTMLElement, shown: unknown, draw: () => readonly Node[]): void {
  const mark = JSON.stringify(shown);
  if (target.dataset.shown === mark) return;
  target.dataset.shown = mark;
  target.replaceChildren(...draw());
}

const svg = 'http://www.w3.org/2000/svg';

/** Drawn in a square of 16; decoration beside words, so readers do not hear it. */
const paths = {
  line: 'M1.5 5.5h3.2c3.8 0 2.8 5.5 6.6 5.5h3.2M1.5 5.5a1.6 1.6 0 1 0 .01 0M14.5 11a1.6 1.6 0 1 0 .01 0',
  check: 'M3 8.5 6.5 12 13 4.5',
  wrong: 'M4 4l8 8M12 4l-8 8',
  create: 'M8 3v10M3 8h10',
  update: 'M3 11.5 11 3.5l1.8 1.8-8 8H3z',
  delete: 'M3 8h10',
  person: 'M8 7.5a2.6 2.6 0 1 0-.01 0M3 14c0-2.8 2-4.6 5-4.6s5 1.8 5 4.6',
  running: 'M8 2.5a5.5 5.5 0 1 1-5.5 5.5',
} as const;
export type IconName = keyof typeof paths;

export function icon(name: IconName): SVGSVGElement {
  const drawing = document.createElementNS(svg, 'svg');
  const path = document.createElementNS(svg, 'path');
  for (const [attribute, value] of Object.entries({ viewBox: '0 0 16 16', class: `icon icon-${name}` }))
    drawing.setAttribute(attribute, value);
  drawing.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', paths[name]);
  drawing.append(path);
  return drawing;
}

/** `14:02:09`, by the sandbox clock and in UTC, as the platforms' logs have it. */
export function timeText(instant: string): string {
  return instant.slice(11, 19);
}
