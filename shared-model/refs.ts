import * as z from 'zod/mini';
import { boundedText } from './primitives.ts';

/** A record of another system: its type and id there, and the number a person knows it by. */
export const ExternalRef = z.strictObject({
  system: z.enum(['netsuite', 'salesforce']),
  type: z.string().check(z.regex(/^[a-z_]{1,60}$/)),
  id: boundedText(40),
  number: z.optional(boundedText(100)),
  /** Whether the record was there before us and only linked. */
  adopted: z.optional(z.boolean()),
});
export type ExternalRef = z.infer<typeof ExternalRef>;
