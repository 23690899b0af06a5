import { z } from 'zod';

import { Problem } from './answers.ts';
import type { Contract } from './contract.ts';

/** A plain JSON value, as the document is made of. */
type Node = { readonly [name: string]: unknown };

/** What the guard and the parsers answer, whatever the route. */
const refusals: Readonly<Record<string, string>> = {
  '400': 'The query or the body cannot be read',
  '401': 'No token, no valid signature or no session',
  '403': 'The role may not, or another site asks',
  '404': 'There is no such record',
  '409': 'It is not as the caller saw it, or not possible now',
  '413': 'The body is too large',
  '415': 'The body is of a type that we do not read',
  '422': 'The body does not fit its schema',
  '503': 'Not now; Retry-After says when',
};

/** The OpenAPI 3.1 document of these routes, made from the schemas that parse them. */
export function openApiDocument(contracts: readonly Contract[], version: string): Node {
  const paths: Record<string, Record<string, Node>> = {};
  for (const contract of contracts) {
    const path = documentPath(contract);
    paths[path] = { ...paths[path], [contract.method.toLowerCase()]: operation(contract) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Throughline bridge', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    tags: [...new Set(contracts.map(({ group }) => group))].map((name) => ({ name })),
    paths,
    components: { schemas: { Problem: schemaOf(Problem, 'output') }, securitySchemes },
  };
}

const securitySchemes = {
  token: { type: 'http', scheme: 'bearer', description: 'One token per role' },
  signature: {
    type: 'apiKey',
    in: 'header',
    name: 'webhook-signature',
    description: 'Standard Webhooks, beside `webhook-id` and `webhook-timestamp`; signs as `producer`',
  },
  session: { type: 'apiKey', in: 'cookie', name: 'tl_session', description: 'Of a person who signed in by a link' },
};

/** `/v1/runs/:id/:act{retry|cancel}` is `/v1/runs/{id}/{act}` there. */
export function documentPath({ path }: Pick<Contract, 'path'>): string {
  return path.replaceAll(/:(\w+)(\{[^/]+\})?/g, '{$1}');
}

function operation(contract: Contract): Node {
  const { summary, group, query, body, answers } = contract;
  const parameters = [...pathParameters(contract), ...(query === undefined ? [] : queryParameters(query))];
  const content = Object.fromEntries(
    (body?.mediaTypes ?? []).map((mediaType) => [
      mediaType,
      { schema: schemaOf(body?.schema ?? z.unknown(), 'input') },
    ]),
  );
  return {
    summary,
    tags: [group],
    operationId: operationId(contract),
    security: securityOf(contract),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: { required: true, content } }),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, answerOf(answer)])),
      ...refusalsOf(contract),
    },
    'x-roles': contract.scope,
  };
}

function operationId({ method, path }: Contract): string {
  const words = path.split(/[^A-Za-z]+/).filter((word) => word !== '');
  const name = words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join('');
  return `${method.toLowerCase()}${name}`;
}

function securityOf({ scope, by }: Contract): readonly Node[] {
  if (scope === 'everyone') return [];
  if (by === 'session') return [{ session: [] }];
  return [{ token: [] }, ...(scope.includes('producer') ? [{ signature: [] }] : [])];
}

function pathParameters({ path }: Contract): Node[] {
  return [...path.matchAll(/:(\w+)(?:\{([^/]+)\})?/g)].map(([, name, pattern]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', ...(pattern === undefined ? {} : { pattern: `^(${pattern})$` }) },
  }));
}

function queryParameters(query: z.ZodObject): Node[] {
  return Object.entries(query.shape).map(([name, schema]) => ({
    name,
    in: 'query',
    required: !schema.safeParse(undefined).success,
    schema: schemaOf(schema, 'output'),
  }));
}

function answerOf({ text, schema, mediaType = 'application/json' }: Contract['answers'][number]): Node {
  return {
    description: text,
    content: { [mediaType]: { schema: schema === undefined ? { type: 'string' } : schemaOf(schema, 'output') } },
  };
}

function refusalsOf({ scope, query, body, answers, path }: Contract): Node {
  const possible = [
    ...(query === undefined && body === undefined ? [] : ['400']),
    ...(scope === 'everyone' ? [] : ['401']),
    '403',
    ...(path.includes(':') ? ['404'] : []),
    ...(body === undefined ? [] : ['409', '413', '415', '422']),
    '503',
  ];
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  return Object.fromEntries(
    possible
      .filter((status) => !(status in answers))
      .map((status) => [status, { description: refusals[status], content }]),
  );
}

/** Each schema stands whole where it is used, so that a reader needs no second place. */
function schemaOf(schema: z.core.$ZodType, io: 'input' | 'output'): Node {
  const { $schema: _draft, ...rest } = z.toJSONSchema(schema, { unrepresentable: 'any', io, reused: 'inline' });
  return rest;
}
