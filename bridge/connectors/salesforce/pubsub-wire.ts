import { fileURLToPath } from 'node:url';

import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { z } from 'zod';

/** Salesforce's Pub/Sub service as `pubsub.proto` describes it. */
export const pubsubService: ServiceDefinition = readService();

/** One of its methods with the bytes that go over the wire; what it reads is untyped until a schema has parsed it. */
export function pubsubMethod(name: 'Subscribe' | 'GetSchema'): MethodDefinition<object, unknown> {
  const method = pubsubService[name];
  if (method === undefined) throw new Error(`pubsub.proto has no ${name}`);
  return method;
}

/** Reads a message that came over the wire, by its schema. */
export function readerOf<Message>(
  { responseDeserialize }: MethodDefinition<object, unknown>,
  schema: z.ZodType<Message>,
): (bytes: Buffer) => Message {
  return (bytes) => schema.parse(responseDeserialize(bytes));
}

const bytes = z.instanceof(Uint8Array);

export const FetchResponse = z.object({
  events: z.array(
    z.object({ event: z.object({ id: z.string(), schemaId: z.string(), payload: bytes }), replayId: bytes }),
  ),
  latestReplayId: bytes,
});
export type FetchResponse = z.infer<typeof FetchResponse>;

export const SchemaInfo = z.object({ schemaJson: z.string(), schemaId: z.string() });

function readService(): ServiceDefinition {
  const file = fileURLToPath(new URL('./pubsub.proto', import.meta.url));
  const found = loadSync(file, { arrays: true, defaults: true, enums: String })['eventbus.v1.PubSub'];
  if (found === undefined || 'format' in found) throw new Error('pubsub.proto describes no PubSub service');
  return found;
}
