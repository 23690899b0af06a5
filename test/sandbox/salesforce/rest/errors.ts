import * as z from 'zod/mini';

import type { OrgAssumptions } from '../assumptions.ts';
import type { ObjectType } from '../metadata/object-type.ts';
import { refused } from '../records/record.ts';
import type { Outcome, RowError } from '../records/record.ts';
import type { DataReply, Scope } from './scope.ts';

/** HTTP status of an error code where a document says it; what is in no list is 400. Source: REST API Developer Guide, "Status Codes and Error Responses". */
const statuses: Readonly<Record<string, number>> = {
  INVALID_SESSION_ID: 401,
  REQUEST_LIMIT_EXCEEDED: 403,
  API_CURRENTLY_DISABLED: 403,
  NOT_FOUND: 404,
  ENTITY_IS_DELETED: 404,
  METHOD_NOT_ALLOWED: 405,
  UNSUPPORTED_MEDIA_TYPE: 415,
};

/** The REST shape: a list of `{message, errorCode, fields}`. */
export function errorReply(errors: readonly RowError[]): DataReply {
  const status = statuses[errors[0]?.code ?? ''] ?? 400;
  return { status, body: errors.map((error) => restError(error)) };
}

/** Gives a refusal the status that the org's assumptions say. */
export function withAssumedStatus(reply: DataReply, { noAccessStatus, goneStatus }: OrgAssumptions): DataReply {
  const code = Refusal.safeParse(reply.body).data?.[0]?.errorCode ?? '';
  if (noAccessCodes.has(code)) return { ...reply, status: noAccessStatus };
  return goneCodes.has(code) ? { ...reply, status: goneStatus } : reply;
}

const Refusal = z.array(z.object({ errorCode: z.string() }));
const noAccessCodes: ReadonlySet<string> = new Set(['INSUFFICIENT_ACCESS', 'INSUFFICIENT_ACCESS_OR_READONLY']);
const goneCodes: ReadonlySet<string> = new Set(['NOT_FOUND', 'ENTITY_IS_DELETED']);

export function refuse(code: string, message: string): DataReply {
  return errorReply(refused(code, message).errors);
}

function restError({ code, message, fields }: RowError): {
  message: string;
  errorCode: string;
  fields?: readonly string[];
} {
  const hasFields = fields.length > 0 || code === 'FIELD_CUSTOM_VALIDATION_EXCEPTION';
  return { message, errorCode: code, ...(hasFields ? { fields } : {}) };
}

/** The shape of one row in collections: the key is `statusCode`. */
export function rowResult(outcome: Outcome<{ id: string; created?: boolean }>): Record<string, unknown> {
  if (outcome.ok) return { ...outcome.value, success: true, errors: [] };
  const errors = outcome.errors.map(({ code, message, fields }) => ({ statusCode: code, message, fields }));
  return { success: false, errors };
}

/** Finds the object of an address; what this user may not see does not exist. */
export function findType({ state, access }: Scope, name: string): ObjectType | undefined {
  const wanted = name.toLowerCase();
  const type = [...state.metadata.objects.values()].find((one) => one.name.toLowerCase() === wanted);
  return type && (access.may('read', type) || access.may('create', type)) ? type : undefined;
}

export function notFound(): DataReply {
  return refuse('NOT_FOUND', 'The requested resource does not exist');
}
