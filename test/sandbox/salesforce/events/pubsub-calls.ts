import type { ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import { z } from 'zod';

import { createRow } from '../records/save.ts';
import { transact } from '../records/transaction.ts';
import type { PubsubRefusal } from './pubsub-errors.ts';
import { refusalOf } from './pubsub-errors.ts';
import { schemaOf } from './avro.ts';
import type { Admitted, PubsubOrg, Topic } from './pubsub-org.ts';
import { admit, beginCall, findTopic, replayBytes, rpcIdOf } from './pubsub-org.ts';

const TopicRequest = z.object({ topicName: z.string() });
const SchemaRequest = z.object({ schemaId: z.string() });
const ProducerEvent = z.object({ id: z.string(), schemaId: z.string(), payload: z.instanceof(Uint8Array) });
const PublishRequest = z.object({ topicName: z.string(), events: z.array(ProducerEvent) });

type Handler = (call: ServerUnaryCall<unknown, object>, answer: sendUnaryData<object>) => void;
type Work = (message: unknown, admitted: Admitted, rpcId: string) => object | PubsubRefusal;

/** The calls of the Pub/Sub service that answer once. */
export function pubsubCalls(org: PubsubOrg): Record<'GetTopic' | 'GetSchema' | 'Publish', Handler> {
  return {
    GetTopic: answering(org, 'GetTopic', (message, { access }, rpcId) => {
      const { topicName = '' } = TopicRequest.safeParse(message).data ?? {};
      const topic = findTopic(org, access, topicName);
      if (!topic.ok) return topic.refusal;
      return {
        topicName,
        tenantGuid: org.orgId,
        canPublish: access.may('create', topic.type),
        canSubscribe: access.may('read', topic.type),
        schemaId: topic.schema.id,
        rpcId,
      };
    }),
    GetSchema: answering(org, 'GetSchema', (message, _admitted, rpcId) => {
      const { schemaId = '' } = SchemaRequest.safeParse(message).data ?? {};
      const events = [...org.state.metadata.objects.values()].filter((type) => type.isEvent);
      const schema = events.map((type) => schemaOf(type)).find(({ id }) => id === schemaId);
      return schema === undefined ? 'schema.notfound' : { schemaJson: schema.json, schemaId, rpcId };
    }),
    Publish: answering(org, 'Publish', (message, admitted, rpcId) => {
      const request = PublishRequest.safeParse(message);
      if (!request.success) return 'request.malformed';
      const { topicName, events } = request.data;
      const topic = findTopic(org, admitted.access, topicName);
      if (!topic.ok) return topic.refusal;
      const results = events.map((event) => publishOne(org, admitted, topic, event));
      return { results, schemaId: topic.schema.id, rpcId };
    }),
  };
}

function answering(org: PubsubOrg, method: string, work: Work): Handler {
  return (call, answer) => {
    const log = beginCall(org, method);
    const rpcId = rpcIdOf(org);
    const admitted = admit(org, call.metadata, method);
    const result = admitted.ok ? work(call.request, admitted, rpcId) : admitted.refusal;
    log.end(typeof result === 'string' ? 400 : 200);
    if (typeof result === 'string') answer(refusalOf(result, rpcId));
    else answer(null, result);
  };
}

/** Each event stands for itself, whatever its definition says of commits. Source: Pub/Sub API guide, "Publish". */
function publishOne(
  { state }: PubsubOrg,
  { access }: Admitted,
  { type, schema }: Topic,
  event: z.infer<typeof ProducerEvent>,
): object {
  const values = readPayload(schema, event);
  const made = values && transact(state, { actor: access.actor }, () => createRow(state, access, type, values));
  if (made?.ok !== true) {
    const text = made?.errors[0]?.message ?? 'The payload does not fit the schema';
    return { replayId: Buffer.alloc(0), error: { code: 'PUBLISH', msg: text }, correlationKey: event.id };
  }
  return { replayId: replayBytes(state.events.end()), correlationKey: event.id };
}

function readPayload(schema: Topic['schema'], { payload, schemaId }: z.infer<typeof ProducerEvent>) {
  if (schemaId !== schema.id) return undefined;
  try {
    return schema.decode(payload);
  } catch {
    // A payload of another schema is the publisher's fault and is answered as such.
    return undefined;
  }
}
