import { Envelope } from 'shared-model/envelope.ts';
import { z } from 'zod';

import {
  ActAnswer,
  CommandPage,
  EngagementAnswer,
  EventAnswers,
  ExceptionPage,
  ResolveAnswer,
  RunAnswer,
  RunPage,
  SchemaList,
  SealPage,
  SignInLink,
  VerificationAnswer,
} from './answers.ts';
import { actors, type Contract, readers } from './contract.ts';

const commandStates = ['waiting', 'held', 'leased', 'staged', 'unknown', 'applied', 'superseded', 'rejected'] as const;
const runStatuses = ['running', 'done', 'not-ready', 'failed', 'ended'] as const;

export const PageQuery = z.object({
  after: z.string().max(200).optional().meta({ description: '`next` of the page before' }),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

const ActBody = z.strictObject({
  version: z
    .int()
    .nonnegative()
    .optional()
    .meta({ description: 'The run’s version that you saw; another one is refused' }),
  comment: z.string().min(1).max(500).optional(),
});
const Comment = z.strictObject({ comment: z.string().trim().min(1).max(500) });

const json = ['application/json'];
const cloudEvents = [...json, 'application/cloudevents+json', 'application/cloudevents-batch+json'];
const page = (text: string) => ({ text, mediaType: 'text/html' });

/** Every route of the bridge: the policy of its doors and the source of its OpenAPI document. */
export const contracts = {
  postEvents: {
    method: 'POST',
    path: '/v1/events',
    scope: ['producer', 'operator', 'admin'],
    by: 'token',
    group: 'Events',
    summary: 'Accept one CloudEvent or a batch of at most 500, once and for ever',
    body: { schema: z.union([Envelope, z.array(Envelope).min(1).max(500)]), mediaTypes: cloudEvents },
    answers: { 202: { text: 'Durable in the store; the same event always gets this answer', schema: EventAnswers } },
  },
  listSchemas: {
    method: 'GET',
    path: '/v1/schemas',
    scope: [...readers, 'producer'],
    by: 'token',
    group: 'Events',
    summary: 'The event types that are accepted',
    answers: { 200: { text: 'Each type with the address of its schema', schema: SchemaList } },
  },
  readSchema: {
    method: 'GET',
    path: '/v1/schemas/:type/:major{\\d+}',
    scope: [...readers, 'producer'],
    by: 'token',
    group: 'Events',
    summary: 'The JSON Schema of an event’s data',
    answers: { 200: { text: 'A JSON Schema of draft 2020-12', schema: z.looseObject({}) } },
  },
  findEngagement: {
    method: 'GET',
    path: '/v1/engagements',
    scope: readers,
    by: 'token',
    group: 'Runs',
    summary: 'The engagement of a record of the CRM',
    query: z.object({ source: z.literal('salesforce'), id: z.string().max(60) }),
    answers: { 200: { text: 'Where it stands', schema: EngagementAnswer } },
  },
  readEngagement: {
    method: 'GET',
    path: '/v1/engagements/:id',
    scope: readers,
    by: 'token',
    group: 'Runs',
    summary: 'One engagement: state, steps, findings, records in every system',
    answers: { 200: { text: 'Where it stands', schema: EngagementAnswer } },
  },
  listRuns: {
    method: 'GET',
    path: '/v1/runs',
    scope: readers,
    by: 'token',
    group: 'Runs',
    summary: 'Runs, latest change first, each with the command it waits for',
    query: PageQuery.extend({ status: z.enum(runStatuses).optional() }),
    answers: { 200: { text: 'A page', schema: RunPage } },
  },
  readRun: {
    method: 'GET',
    path: '/v1/runs/:id',
    scope: [...readers, 'producer'],
    by: 'token',
    group: 'Runs',
    summary: 'One attempt: status, findings, commands, exceptions',
    answers: { 200: { text: 'The run', schema: RunAnswer } },
  },
  actOnRun: {
    method: 'POST',
    path: '/v1/runs/:id/:act{retry|give-up|cancel}',
    scope: actors,
    by: 'token',
    group: 'Runs',
    summary: 'Try a run again, give it up, or cancel it while it is queued; the same press twice is one act',
    body: { schema: ActBody, mediaTypes: json },
    answers: { 202: { text: 'Recorded, and on its way', schema: ActAnswer } },
  },
  listCommands: {
    method: 'GET',
    path: '/v1/commands',
    scope: readers,
    by: 'token',
    group: 'Runs',
    summary: 'What the systems are asked to do, newest first',
    query: PageQuery.extend({ state: z.enum(commandStates).optional() }),
    answers: { 200: { text: 'A page', schema: CommandPage } },
  },
  listExceptions: {
    method: 'GET',
    path: '/v1/exceptions',
    scope: readers,
    by: 'token',
    group: 'Exceptions',
    summary: 'What waits for a person, newest first',
    query: PageQuery.extend({ state: z.enum(['open', 'resolved']).optional() }),
    answers: { 200: { text: 'A page', schema: ExceptionPage } },
  },
  resolveException: {
    method: 'POST',
    path: '/v1/exceptions/:id{\\d{1,18}}/resolve',
    scope: actors,
    by: 'token',
    group: 'Exceptions',
    summary: 'Close an exception with a comment; nothing is sent anywhere',
    body: { schema: Comment, mediaTypes: json },
    answers: { 200: { text: 'The exception as it stands now', schema: ResolveAnswer } },
  },
  listSeals: {
    method: 'GET',
    path: '/v1/audit/seals',
    scope: readers,
    by: 'token',
    group: 'Audit',
    summary: 'The chain of seals over every accepted event and every act of a person, oldest first',
    query: PageQuery,
    answers: { 200: { text: 'A page', schema: SealPage } },
  },
  verifySeals: {
    method: 'GET',
    path: '/v1/audit/verification',
    scope: readers,
    by: 'token',
    group: 'Audit',
    summary: 'Compute the chain anew from what the tables hold, and name every difference',
    query: z.object({
      head: z
        .string()
        .regex(/^\d{1,12}:[0-9a-f]{64}$/)
        .optional()
        .meta({ description: '`height:hash` of a seal that was kept elsewhere; finds a chain that was cut off' }),
    }),
    answers: { 200: { text: 'What was found', schema: VerificationAnswer } },
  },
  health: {
    method: 'GET',
    path: '/healthz',
    scope: 'everyone',
    by: 'token',
    group: 'Operation',
    summary: 'The process lives',
    answers: { 200: { text: 'It does', schema: z.object({ status: z.literal('alive') }) } },
  },
  ready: {
    method: 'GET',
    path: '/readyz',
    scope: 'everyone',
    by: 'token',
    group: 'Operation',
    summary: 'The bridge can work',
    answers: {
      200: { text: 'It can', schema: z.object({ status: z.literal('ready') }) },
      503: { text: 'It waits', schema: z.object({ status: z.literal('waits'), waitsFor: z.string() }) },
    },
  },
  metrics: {
    method: 'GET',
    path: '/metrics',
    scope: readers,
    by: 'token',
    group: 'Operation',
    summary: 'Figures for Prometheus',
    answers: { 200: { text: 'Text exposition format 0.0.4', mediaType: 'text/plain' } },
  },
  openApi: {
    method: 'GET',
    path: '/openapi.json',
    scope: 'everyone',
    by: 'token',
    group: 'Operation',
    summary: 'This document',
    answers: { 200: { text: 'OpenAPI 3.1', schema: z.looseObject({ openapi: z.literal('3.1.0') }) } },
  },
  docs: {
    method: 'GET',
    path: '/docs',
    scope: 'everyone',
    by: 'token',
    group: 'Operation',
    summary: 'This document as a page to read',
    answers: { 200: page('A page without script') },
  },
  asset: {
    method: 'GET',
    path: '/assets/:name{[a-z-]{1,30}\\.(css|js)}',
    scope: 'everyone',
    by: 'token',
    group: 'Operation',
    summary: 'The style sheets and the script of our own pages',
    answers: { 200: { text: 'A file', mediaType: 'text/css' } },
  },
  makeSignInLink: {
    method: 'POST',
    path: '/v1/sign-in-links',
    scope: ['admin'],
    by: 'token',
    group: 'Console',
    summary: 'A link that signs one person in to the console: single use, five minutes; with the sandbox only',
    body: { schema: z.strictObject({ role: SignInLink.shape.role.default('operator') }), mediaTypes: json },
    answers: { 201: { text: 'The link', schema: SignInLink } },
  },
} as const satisfies Readonly<Record<string, Contract>>;
