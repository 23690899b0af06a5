import type { Client, Metadata } from '@grpc/grpc-js';
import avro from 'avsc';
import type { Type } from 'avsc';
import { z } from 'zod';

import { pubsubMethod, readerOf, SchemaInfo } from './pubsub-wire.ts';

/** Reads the payloads of events, each by the schema that it names; one that does not fit its schema is `undefined`. */
export type EventSchemas = { read(schemaId: string, payload: Uint8Array): Promise<unknown> };

/** An event has few schemas; a server that names ever new ones is not listened to. */
const mostSchemas = 100;
const answerWithinMs = 30_000;

/** Only what is needed to build a type from; the fields' own schemas are judged by avsc. */
const Schema = z.object({
  type: z.literal('record'),
  name: z.string(),
  fields: z.array(z.looseObject({ name: z.string() })),
});

/** A schema's id is a hash of it, so one that was read holds for as long as the stream lives. */
export function eventSchemas(client: Client, metadata: Metadata, now: () => number): EventSchemas {
  const types = new Map<string, Promise<Type>>();
  return {
    read: async (schemaId, payload) => {
      const known = types.get(schemaId);
      if (known === undefined && types.size >= mostSchemas) throw new Error('the events have too many schemas');
      const type = known ?? readType(client, metadata, { schemaId, deadline: now() + answerWithinMs });
      types.set(schemaId, type);
      return decoded(await type, payload);
    },
  };
}

function decoded(type: Type, payload: Uint8Array): unknown {
  try {
    const value: unknown = type.fromBuffer(Buffer.from(payload));
    return value;
  } catch {
    // One event that cannot be read must not stop those behind it; whoever asked counts it.
    return undefined;
  }
}

async function readType(
  client: Client,
  metadata: Metadata,
  { schemaId, deadline }: { readonly schemaId: string; readonly deadline: number },
): Promise<Type> {
  const method = pubsubMethod('GetSchema');
  const info = await new Promise<z.infer<typeof SchemaInfo>>((resolve, reject) => {
    client.makeUnaryRequest(
      method.path,
      method.requestSerialize,
      readerOf(method, SchemaInfo),
      { schemaId },
      metadata,
      { deadline },
      (error, answer) => {
        if (error) reject(error);
        else if (answer === undefined) reject(new Error('no schema came'));
        else resolve(answer);
      },
    );
  });
  Schema.parse(JSON.parse(info.schemaJson));
  return avro.Type.forSchema(JSON.parse(info.schemaJson));
}
