import { findField } from '../metadata/object-type.ts';
import type { ObjectType } from '../metadata/object-type.ts';
import type { RowError } from '../records/record.ts';
import { errorReply, refuse } from '../rest/errors.ts';
import type { DataReply } from '../rest/scope.ts';

const noLevel =
  'You do not have the level of access necessary to perform the operation you requested. Please contact the owner of the record or your administrator if access is necessary.';

/** Errors that are about the request and not about the record's values. */
const requestCodes: ReadonlySet<string> = new Set([
  'NOT_FOUND',
  'ENTITY_IS_DELETED',
  'MALFORMED_ID',
  'JSON_PARSER_ERROR',
]);

/**
 * What a page gets when a record could not be saved: errors per field and for the record.
 *
 * Source: Lightning Web Components Developer Guide, "Error Response" of `lightning/uiRecordApi`.
 */
export function saveErrorReply(type: ObjectType, errors: readonly RowError[], act: 'create' | 'update'): DataReply {
  const [first] = errors;
  if (!first || requestCodes.has(first.code)) return errorReply(errors);
  if (first.code === 'INSUFFICIENT_ACCESS_OR_READONLY') return refuse('INSUFFICIENT_ACCESS', noLevel);
  const fieldErrors: Record<string, object[]> = {};
  const recordErrors: object[] = [];
  for (const error of errors) {
    const [name] = error.fields;
    const shaped = shape(type, error, name);
    // A duplicate is told of the record, since its value may come from a flow and stand in no input.
    if (name === undefined || error.code === 'DUPLICATE_VALUE') recordErrors.push(shaped);
    else fieldErrors[name] = [...(fieldErrors[name] ?? []), shaped];
  }
  const message = `An error occurred while trying to ${act} the record. Please try again.`;
  const output = { errors: recordErrors, fieldErrors };
  return {
    status: 400,
    body: [{ statusCode: 400, enhancedErrorType: 'RecordError', errorCode: first.code, message, output }],
  };
}

function shape(type: ObjectType, error: RowError, name: string | undefined): object {
  return {
    constituentField: null,
    duplicateRecordError: null,
    errorCode: error.code,
    field: name ?? null,
    fieldLabel: (name !== undefined && findField(type, name)?.label) || null,
    message: error.message,
  };
}

/** What a page gets for a record of an object that its user may not read. */
export function noRecordAccess(): DataReply {
  return refuse(
    'INSUFFICIENT_ACCESS',
    "You don't have access to this record. Ask your administrator for help or to request access.",
  );
}
