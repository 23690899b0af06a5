import { sessionUserId } from '../client/session.ts';

/** The 18-character id of whoever is signed in; the page signs in before it loads any component. */
export const userId = sessionUserId();

/** The locale of the seeded users. */
export const locale = 'en-GB';

/** Seeded users live where the person at the browser does. */
export const timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The corporate currency of the sandbox org. */
export const currency = 'USD';

/** A feature gate of the base components that stays closed. */
export const closedGate = { isOpen: () => false };
