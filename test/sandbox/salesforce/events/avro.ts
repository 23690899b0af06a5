import { createHash } from 'node:crypto';

import avro from 'avsc';
import type { Type } from 'avsc';

import type { Field, FieldType, ObjectType } from '../metadata/object-type.ts';
import type { PlatformEvent } from '../records/event-log.ts';
import type { Value } from '../records/record.ts';

/** How the events of one type travel. */
export type EventSchema = {
  /** A hash of the schema, so that a changed event has another one. */
  id: string;
  json: string;
  encode(event: PlatformEvent): Buffer;
  /** The values of an event that somebody publishes, by field. */
  decode(payload: Uint8Array): Record<string, unknown>;
};

type AvroType = 'string' | 'double' | 'boolean' | 'long';

/** Source: Pub/Sub API guide, "Event Deserialization Considerations": custom fields are unions with null, instants are milliseconds. */
const avroTypes: Partial<Record<FieldType, { avro: AvroType; words: string }>> = {
  text: { avro: 'string', words: 'Text' },
  'long-text': { avro: 'string', words: 'LongTextArea' },
  number: { avro: 'double', words: 'Double' },
  checkbox: { avro: 'boolean', words: 'Boolean' },
  datetime: { avro: 'long', words: 'DateTime' },
};

/** The Avro schema of an event object as its metadata has it now. */
export function schemaOf(type: ObjectType): EventSchema {
  const fields = [...type.fields.values()].filter((field) => field.isCustom);
  const schema = {
    type: 'record' as const,
    name: type.name,
    namespace: 'com.sforce.eventbus',
    fields: [
      { name: 'CreatedDate', type: 'long' as const, doc: 'CreatedDate:DateTime' },
      { name: 'CreatedById', type: 'string' as const, doc: 'CreatedBy:EntityId' },
      ...fields.map((field) => fieldSchema(type, field)),
    ],
  };
  const json = JSON.stringify(schema);
  const avroType = avro.Type.forSchema(schema);
  const id = createHash('sha256').update(json).digest('base64url').slice(0, 22);
  return {
    id,
    json,
    encode: (event) => encode(avroType, fields, event),
    decode: (payload) => decode(avroType, fields, payload),
  };
}

function fieldSchema(type: ObjectType, field: Field) {
  const known = avroTypes[field.type];
  if (known === undefined)
    throw new Error(`${type.name}.${field.name}: events of the sandbox cannot carry ${field.type}`);
  return { name: field.name, type: ['null', known.avro], doc: `Data:${known.words}`, default: null };
}

function encode(type: Type, fields: readonly Field[], event: PlatformEvent): Buffer {
  const values = fields.map((field): [string, Value | null] => {
    const value = event.payload[field.name] ?? null;
    return [field.name, field.type === 'datetime' && value !== null ? Date.parse(String(value)) : value];
  });
  return type.toBuffer({
    CreatedDate: Date.parse(event.createdDate),
    CreatedById: event.createdById,
    ...Object.fromEntries(values),
  });
}

function decode(type: Type, fields: readonly Field[], payload: Uint8Array): Record<string, unknown> {
  const read: Record<string, unknown> = { ...type.fromBuffer(Buffer.from(payload)) };
  return Object.fromEntries(
    fields.map((field) => {
      const value = read[field.name];
      return [
        field.name,
        field.type === 'datetime' && typeof value === 'number' ? new Date(value).toISOString() : value,
      ];
    }),
  );
}
