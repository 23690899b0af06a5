import type { FaultSpec } from '../control/faults.ts';

export type Side = 'salesforce' | 'netsuite';

/** One thing that a person can break. */
export type Switch = {
  readonly id: string;
  readonly side: Side;
  readonly title: string;
  /** What happens while it is on, in one sentence. */
  readonly text: string;
  readonly spec: Pick<FaultSpec, 'kind'> & Partial<FaultSpec>;
  /** It hits no single call, so *once* would mean nothing. */
  readonly isStanding?: true;
};

/** Only calls of our integration are hit; a person's pages go on. */
const restlet = { path: '/app/site/hosting/restlet.nl' };
const rest = { path: '/services/data/' };
const tenMinutesMs = 600_000;

/** In the order of a call: on the way there, at the door, inside the script, on the way back; then time and events. */
export const switches: readonly Switch[] = [
  {
    id: 'netsuite-drop-before',
    side: 'netsuite',
    title: 'Lose the request',
    text: 'The connection closes before NetSuite has seen anything.',
    spec: { kind: 'drop-before', match: restlet },
  },
  {
    id: 'netsuite-drop-after',
    side: 'netsuite',
    title: 'Lose the answer',
    text: 'NetSuite saves everything, and the connection closes before it can say so.',
    spec: { kind: 'drop-after', match: restlet },
  },
  {
    id: 'netsuite-delay',
    side: 'netsuite',
    title: 'Slow down by 3 s',
    text: 'Each script starts three seconds late.',
    spec: { kind: 'delay', match: restlet, ms: 3_000 },
  },
  {
    id: 'netsuite-refuse',
    side: 'netsuite',
    title: 'Refuse for the limit',
    text: 'The account says that all its concurrent calls are in use.',
    spec: { kind: 'refuse', match: restlet },
  },
  {
    id: 'netsuite-expire-token',
    side: 'netsuite',
    title: 'Expire the sign-in',
    text: 'The next call is answered 401.',
    spec: { kind: 'expire-token', match: restlet },
  },
  {
    id: 'netsuite-kill-script',
    side: 'netsuite',
    title: 'Kill the script half-way',
    text: 'The script ends at its twelfth step without another line; what it saved stays.',
    spec: { kind: 'kill-script', match: restlet, call: 12 },
  },
  {
    id: 'netsuite-busy',
    side: 'netsuite',
    title: 'Change the record meanwhile',
    text: 'A save is refused because somebody else changed the record.',
    spec: { kind: 'busy', match: restlet },
  },
  {
    id: 'netsuite-partial',
    side: 'netsuite',
    title: 'Refuse one record',
    text: 'NetSuite does not take the first record of the call, and a person must decide.',
    spec: { kind: 'partial', match: restlet, item: 1 },
  },
  {
    id: 'netsuite-lag',
    side: 'netsuite',
    title: 'Let look-ups lag by 5 s',
    text: 'A search does not find what was saved in the last five seconds.',
    spec: { kind: 'lag', match: restlet, ms: 5_000 },
  },
  {
    id: 'netsuite-skew',
    side: 'netsuite',
    title: 'Put its clock 10 min ahead',
    text: 'NetSuite stamps its records with a time that has not come yet.',
    spec: { kind: 'skew', ms: tenMinutesMs },
    isStanding: true,
  },
  {
    id: 'netsuite-close-period',
    side: 'netsuite',
    title: 'Close this month',
    text: 'The accounting period of today is closed.',
    spec: { kind: 'close-period' },
    isStanding: true,
  },
  {
    id: 'netsuite-lock-period',
    side: 'netsuite',
    title: 'Lock this month',
    text: 'The accounting period of today is locked for receivables and payables.',
    spec: { kind: 'lock-period' },
    isStanding: true,
  },
  {
    id: 'salesforce-drop-before',
    side: 'salesforce',
    title: 'Lose the request',
    text: 'The connection closes before Salesforce has seen anything.',
    spec: { kind: 'drop-before', match: rest },
  },
  {
    id: 'salesforce-drop-after',
    side: 'salesforce',
    title: 'Lose the answer',
    text: 'Salesforce commits, and the connection closes before it can say so. Your own click is hit too.',
    spec: { kind: 'drop-after', match: rest },
  },
  {
    id: 'salesforce-delay',
    side: 'salesforce',
    title: 'Slow down by 3 s',
    text: 'Each call waits three seconds before it runs.',
    spec: { kind: 'delay', match: rest, ms: 3_000 },
  },
  {
    id: 'salesforce-refuse',
    side: 'salesforce',
    title: 'Refuse for the limit',
    text: 'The org says that its calls of the day are used up.',
    spec: { kind: 'refuse', match: rest },
  },
  {
    id: 'salesforce-expire-token',
    side: 'salesforce',
    title: 'Expire the sign-in',
    text: 'The next call is answered 401, and its session ends.',
    spec: { kind: 'expire-token', match: rest },
  },
  {
    id: 'salesforce-busy',
    side: 'salesforce',
    title: 'Lock the rows',
    text: 'A write is refused because another transaction holds the row.',
    spec: { kind: 'busy', match: rest },
  },
  {
    id: 'salesforce-partial',
    side: 'salesforce',
    title: 'Refuse one row',
    text: 'The first row of a collection is not taken, the others are.',
    spec: { kind: 'partial', match: rest, item: 1 },
  },
  {
    id: 'salesforce-lag',
    side: 'salesforce',
    title: 'Let queries lag by 5 s',
    text: 'A query does not find rows that were made in the last five seconds.',
    spec: { kind: 'lag', ms: 5_000 },
    isStanding: true,
  },
  {
    id: 'salesforce-skew',
    side: 'salesforce',
    title: 'Put its clock 10 min ahead',
    text: 'Salesforce stamps its rows with a time that has not come yet.',
    spec: { kind: 'skew', ms: tenMinutesMs },
    isStanding: true,
  },
  {
    id: 'salesforce-lose',
    side: 'salesforce',
    title: 'Lose events',
    text: 'A published event is never delivered.',
    spec: { kind: 'lose' },
  },
  {
    id: 'salesforce-repeat',
    side: 'salesforce',
    title: 'Repeat events',
    text: 'An event is delivered twice.',
    spec: { kind: 'repeat' },
  },
  {
    id: 'salesforce-reorder',
    side: 'salesforce',
    title: 'Shuffle events',
    text: 'A later event is delivered before an earlier one.',
    spec: { kind: 'reorder' },
  },
  {
    id: 'salesforce-reset-stream',
    side: 'salesforce',
    title: 'Forget the stream',
    text: 'The event stream ends and no longer knows the place where we had stopped.',
    spec: { kind: 'reset-stream' },
  },
];
