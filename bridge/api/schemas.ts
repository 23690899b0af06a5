import { acceptedEvents } from 'shared-model/events.ts';
import { z } from 'zod';

/** The JSON Schema of each event type that the door accepts, made from the one model that also parses it. */
export const schemas = Object.entries(acceptedEvents).map(([type, { major, schema }]) => ({
  type,
  major,
  path: `/v1/schemas/${type}/${major}`,
  schema: z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }),
}));
