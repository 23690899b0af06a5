import { z } from 'zod';

import { actors, type Contract, readers } from '#api/contract.ts';

const form = ['application/x-www-form-urlencoded'];
const page = { text: 'A page', mediaType: 'text/html' };
const seeOther = { text: 'Done; the page to go on with', mediaType: 'text/html' };

/** What the address of the console's page may say: what is selected, what is searched for, and what was just done. */
export const DeskQuery = z.object({
  run: z
    .string()
    .regex(/^run_[0-9a-z]{26}$/)
    .optional()
    .catch(undefined),
  cause: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional()
    .catch(undefined),
  show: z.enum(['all', 'people', 'under-way', 'done']).default('all').catch('all'),
  q: z.string().max(100).default('').catch(''),
  told: z.enum(['retry', 'give-up', 'cancel', 'resolve', 'retry-all']).optional().catch(undefined),
});
export type DeskQuery = z.infer<typeof DeskQuery>;

const comment = z.string().trim().max(500);

/** Each form proves by `secret` that it was made for this session, and says which version of the run was looked at. */
export const ActForm = z.object({
  secret: z.string().max(100),
  version: z.coerce.number().int().min(0),
  comment: comment.default(''),
});
export const CauseForm = z.object({
  secret: z.string().max(100),
  /** Ids with a comma between them: exceptions to resolve, or runs to try again. */
  ids: z.string().max(2_000),
  comment: comment.default(''),
});
const Nothing = z.object({ secret: z.string().max(100) });

const common = { by: 'session', group: 'Console' } as const;

/** The pages and forms of the console. */
export const consoleContracts = {
  desk: {
    ...common,
    method: 'GET',
    path: '/console',
    scope: readers,
    summary: 'Runs, exceptions and calls on one page, with what a person may do about them',
    query: DeskQuery,
    answers: { 200: page },
  },
  live: {
    ...common,
    method: 'GET',
    path: '/console/live',
    scope: readers,
    summary: 'The parts of the page that change, for its own script',
    query: DeskQuery,
    answers: { 200: page },
  },
  signIn: {
    ...common,
    method: 'GET',
    path: '/console/sign-in',
    scope: 'everyone',
    summary: 'Use a one-time link up and begin a session',
    query: z.object({ key: z.string().max(200).optional() }),
    answers: { 303: seeOther, 401: { text: 'The link does not count (any more)', mediaType: 'text/html' } },
  },
  signOut: {
    ...common,
    method: 'POST',
    path: '/console/sign-out',
    scope: readers,
    summary: 'End the session',
    body: { schema: Nothing, mediaTypes: form },
    answers: { 303: seeOther },
  },
  act: {
    ...common,
    method: 'POST',
    path: '/console/runs/:id/:act{retry|give-up|cancel}',
    scope: actors,
    summary: 'Carry out what the page has previewed',
    body: { schema: ActForm, mediaTypes: form },
    answers: { 303: seeOther, 409: { text: 'The run is not as it was seen', mediaType: 'text/html' } },
  },
  actOnCause: {
    ...common,
    method: 'POST',
    path: '/console/causes/:act{resolve|retry}',
    scope: actors,
    summary: 'Resolve the exceptions of one cause, or try its runs again',
    body: { schema: CauseForm, mediaTypes: form },
    answers: { 303: seeOther, 409: { text: 'They are not as they were seen', mediaType: 'text/html' } },
  },
} as const satisfies Readonly<Record<string, Contract>>;
