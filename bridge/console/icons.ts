import { raw } from 'hono/html';

import type { IconName } from './words.ts';

/** Paths of our own drawing on a field of 16 by 16; they take the colour of the text beside them. */
const paths: Readonly<Record<IconName | Extra, string>> = {
  clock: '<circle cx="8" cy="8" r="6"/><path d="M8 4.5V8l2.5 1.5"/>',
  play: '<circle cx="8" cy="8" r="6"/><path d="M6.8 5.6v4.8L10.6 8z" fill="currentColor"/>',
  person: '<circle cx="8" cy="5.2" r="2.6"/><path d="M3 13.6c.5-3 2.5-4.4 5-4.4s4.500 1.400 5 4.400"/>',
  cross: '<circle cx="8" cy="8" r="6"/><path d="M5.800 5.800l4.400 4.400M10.200 5.800l-4.400 4.400"/>',
  tick: '<path d="M3 8.500l3.200 3.200L13 4.800"/>',
  eye: '<path d="M1.800 8C3.500 5 5.600 3.600 8 3.600S12.500 5 14.200 8c-1.700 3-3.800 4.400-6.200 4.400S3.500 11 1.800 8z"/><circle cx="8" cy="8" r="1.900"/>',
  undo: '<path d="M5.500 3L2.500 6l3 3M2.800 6h6.500a3.700 3.700 0 0 1 0 7.400H6"/>',
  away: '<path d="M2 2l12 12M5 5.500A4 4 0 0 0 4.500 12h6.800M7 3.700A4 4 0 0 1 11.800 7a2.800 2.800 0 0 1 2 3.600"/>',
  home: '<path d="M2 8l6-5.500L14 8M4 6.800V13.500h8V6.800"/>',
  alert: '<path d="M8 2.200L14.500 13.500h-13z"/><path d="M8 6.500v3.200M8 11.400v.3"/>',
  runs: '<path d="M2.500 4h11M2.500 8h11M2.500 12h7"/>',
  slots:
    '<rect x="2.200" y="2.200" width="11.600" height="11.600" rx="1.500"/><path d="M5.300 11V7.500M8 11V5M10.700 11V8.500"/>',
  book: '<path d="M2.500 3.200h4.300c.8 0 1.200.4 1.200 1.200v8.800c0-.8-.4-1.200-1.200-1.200H2.500zM13.500 3.200H9.200C8.400 3.200 8 3.600 8 4.400v8.800c0-.8.4-1.200 1.200-1.200h4.300z"/>',
  seal: '<path d="M8 1.800l5 1.900v3.900c0 3.100-2 5.300-5 6.600-3-1.300-5-3.500-5-6.600V3.700z"/><path d="M5.700 7.900l1.700 1.700 3-3.300"/>',
  search: '<circle cx="7" cy="7" r="4.300"/><path d="M10.300 10.300L14 14"/>',
  close: '<path d="M3.500 3.500l9 9M12.500 3.500l-9 9"/>',
  arrow: '<path d="M3 8h9.500M9 4.500L12.500 8 9 11.500"/>',
};
type Extra = 'home' | 'alert' | 'runs' | 'slots' | 'book' | 'seal' | 'search' | 'close' | 'arrow';

/** An icon beside words, hidden from readers. */
export function icon(name: IconName | Extra) {
  return raw(
    `<svg class="icon" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${paths[name]}</svg>`,
  );
}

/** The line through the two systems. */
export const brandMark = raw(
  '<svg class="mark" viewBox="0 0 24 16" width="24" height="16" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" aria-hidden="true" focusable="false"><path d="M3 4h5c5 0 3 8 8 8h5"/><circle cx="3" cy="4" r="1.400" fill="currentColor"/><circle cx="21" cy="12" r="1.400" fill="currentColor"/></svg>',
);
