import * as z from 'zod/mini';
import { boundedText, Instant } from './primitives.ts';

/**
 * The CloudEvents 1.0 envelope that every change travels in.
 *
 * `source` is `/pairings/{id}/salesforce`, `subject` the engagement id, `dataschema` `/v1/schemas/{type}/{major}`.
 * Source: CloudEvents specification 1.0.2 and its JSON format (read 2026-11).
 */
export const Envelope = z.strictObject({
  specversion: z.literal('1.0'),
  id: boundedText(200),
  source: z.string().check(z.regex(/^\/pairings\/pr_[0-9a-hjkmnp-tv-z]{26}\/[a-z]{1,30}$/)),
  type: z.string().check(z.regex(/^[a-z]{1,40}(\.[a-z-]{1,40}){1,3}$/)),
  subject: z.optional(boundedText(200)),
  time: Instant,
  datacontenttype: z.optional(z.literal('application/json')),
  dataschema: z.optional(z.string().check(z.regex(/^\/v1\/schemas\/[a-z.-]{1,120}\/\d{1,4}$/))),
  correlationid: z.optional(z.string().check(z.regex(/^[A-Za-z0-9._:-]{1,120}$/))),
  causationid: z.optional(boundedText(200)),
  traceparent: z.optional(z.string().check(z.regex(/^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/))),
  data: z.unknown(),
});
export type Envelope = z.infer<typeof Envelope>;
