import type { Refusal } from './host.ts';

/**
 * Error codes and texts of the platform. Texts are assumed, but the one for mandatory fields; nothing may be classified by them.
 *
 * Codes read in NetSuite Help or seen in public integrations: USER_ERROR, INVALID_KEY_OR_REF, DUP_RCRD, RCRD_HAS_BEEN_CHANGED,
 * RCRD_DSNT_EXIST, INSUFFICIENT_PERMISSION, FEATURE_DISABLED, SSS_MISSING_REQD_ARGUMENT, the two limits. The others are assumed.
 */
export const refusals = {
  missingFields: (labels: readonly string[]): Refusal => ({
    name: 'USER_ERROR',
    message: `Please enter value(s) for: ${labels.join(', ')}`,
  }),
  invalidReference: (value: unknown, field: string): Refusal => ({
    name: 'INVALID_KEY_OR_REF',
    message: `Invalid Field Value ${String(value)} for the following field: ${field}`,
  }),
  invalidValue: (value: unknown, field: string): Refusal => ({
    name: 'INVALID_FLD_VALUE',
    message: `You have entered an Invalid Field Value ${String(value)} for the following field: ${field}`,
  }),
  tooLong: (field: string, limit: number): Refusal => ({
    name: 'EXCEEDED_MAX_FIELD_LENGTH',
    message: `The field ${field} contained more than the maximum number ( ${limit} ) of characters allowed.`,
  }),
  /** Whether an account refuses or ignores an unknown field of a save is not documented; refusing hides nothing. */
  unknownField: (field: string, type: string): Refusal => ({
    name: 'SSS_INVALID_FIELD_ID',
    message: `The field ${field} is not a field of the record ${type}.`,
  }),
  unknownColumn: (column: string): Refusal => ({
    name: 'SSS_INVALID_SRCH_COL',
    message: `An nlobjSearchColumn contains an invalid column, or is not in proper syntax: ${column}.`,
  }),
  duplicateExternalId: { name: 'DUP_RCRD', message: 'This record already exists.' },
  changed: { name: 'RCRD_HAS_BEEN_CHANGED', message: 'Record has been changed' },
  absent: { name: 'RCRD_DSNT_EXIST', message: 'That record does not exist.' },
  unknownType: (type: string): Refusal => ({
    name: 'INVALID_RCRD_TYPE',
    message: `The record type [${type}] is invalid.`,
  }),
  featureOff: (feature: string): Refusal => ({
    name: 'FEATURE_DISABLED',
    message: `The feature '${feature}' required to access this page is not enabled in this account.`,
  }),
  noPermission: (label: string): Refusal => ({
    name: 'INSUFFICIENT_PERMISSION',
    message: `Permission Violation: You need a higher level of the '${label}' permission to access this page. Please contact your account administrator.`,
  }),
  readOnlyField: (field: string): Refusal => ({
    name: 'INVALID_FLD_VALUE',
    message: `The field ${field} can only be set when the record is made.`,
  }),
  /** A rule whose charges exist. Source: documented (that it is refused, section_4369706980); code assumed. */
  frozenRule: {
    name: 'CHARGE_RULE_IN_USE',
    message: 'This charge rule has generated charges and cannot be edited or deleted.',
  },
  timeNotAllowed: { name: 'USER_ERROR', message: 'Time cannot be entered for this project.' },
  unknownSublist: (list: string): Refusal => ({
    name: 'SSS_INVALID_SUBLIST',
    message: `The sublist ${list} is not a sublist of this record.`,
  }),
  readOnly: (type: string): Refusal => ({
    name: 'SSS_RECORD_TYPE_NOT_SCRIPTABLE',
    message: `The record type ${type} can be read only.`,
  }),
  inUse: {
    name: 'THIS_RECORD_CANNOT_BE_DELETED_BECAUSE_IT_HAS_DEPENDENT_RECORDS',
    message: 'This record cannot be deleted because it has dependent records.',
  },
  search: (text: string): Refusal => ({
    name: 'SSS_SEARCH_ERROR_OCCURRED',
    message: `Search error occurred: ${text}`,
  }),
  missingArgument: (argument: string): Refusal => ({
    name: 'SSS_MISSING_REQD_ARGUMENT',
    message: `Missing a required argument: ${argument}`,
  }),
  usageLimit: { name: 'SSS_USAGE_LIMIT_EXCEEDED', message: 'Script Execution Usage Limit Exceeded' },
  timeLimit: { name: 'SSS_TIME_LIMIT_EXCEEDED', message: 'Script Execution Time Exceeded.' },
} as const;

export type Refused = { refusal: Refusal };
export const refuse = (refusal: Refusal): Refused => ({ refusal });
