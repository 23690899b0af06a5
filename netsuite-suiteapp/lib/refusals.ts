import { type FaultCode, faults } from 'shared-model/faults.ts';
import type { ItemFault } from 'shared-model/restlet.ts';
import type { VendorRefusal } from './erp.ts';

/** What a refusal makes of the item: tried again without counting, or given to a person. */
export type Reply = { readonly answer: 'busy' | 'deferred' | 'rejected'; readonly fault: FaultCode };

/**
 * What NetSuite's error codes mean for one item. A code that is not listed goes to a person, never to a retry.
 *
 * Source: SuiteScript 2.x error codes and `StatusDetailCodeType` of NetSuite Help (read 2026-11).
 */
export const replies: Readonly<Record<string, Reply>> = {
  RCRD_HAS_BEEN_CHANGED: { answer: 'busy', fault: 'erp.record-changed' },
  RCRD_EDITED_SINCE_RETRIEVED: { answer: 'busy', fault: 'erp.record-changed' },
  RCRD_LOCKED_BY_WF: { answer: 'busy', fault: 'erp.record-changed' },
  SSS_REQUEST_LIMIT_EXCEEDED: { answer: 'busy', fault: 'erp.busy' },
  SSS_USAGE_LIMIT_EXCEEDED: { answer: 'deferred', fault: 'erp.busy' },
  SSS_TIME_LIMIT_EXCEEDED: { answer: 'deferred', fault: 'erp.busy' },
  DUP_RCRD: { answer: 'rejected', fault: 'erp.not-visible' },
  DUP_ENTITY: { answer: 'rejected', fault: 'erp.customer-name-taken' },
  UNIQUE_CUST_ID_REQD: { answer: 'rejected', fault: 'erp.customer-name-taken' },
  CANT_CREATE_NON_UNIQUE_RCRD: { answer: 'rejected', fault: 'erp.not-visible' },
  INSUFFICIENT_PERMISSION: { answer: 'rejected', fault: 'erp.permission-missing' },
  INSUFFICIENT_FLD_PERMISSION: { answer: 'rejected', fault: 'erp.permission-missing' },
  PERMISSION_VIOLATION: { answer: 'rejected', fault: 'erp.permission-missing' },
  MISSING_REQD_FLD: { answer: 'rejected', fault: 'erp.field-missing' },
  SSS_MISSING_REQD_ARGUMENT: { answer: 'rejected', fault: 'erp.field-missing' },
  USER_ERROR: { answer: 'rejected', fault: 'erp.field-missing' },
  INVALID_KEY_OR_REF: { answer: 'rejected', fault: 'erp.reference-unknown' },
  INVALID_RCRD_REF: { answer: 'rejected', fault: 'erp.reference-unknown' },
  NONEXISTENT_ID: { answer: 'rejected', fault: 'erp.reference-unknown' },
  THIS_RECORD_CANNOT_BE_DELETED_BECAUSE_IT_HAS_DEPENDENT_RECORDS: { answer: 'rejected', fault: 'erp.record-in-use' },
  CHARGE_RULE_IN_USE: { answer: 'rejected', fault: 'erp.record-in-use' },
  RCRD_DSNT_EXIST: { answer: 'rejected', fault: 'erp.reference-unknown' },
};

const duplicates: readonly string[] = ['DUP_RCRD', 'DUP_ENTITY', 'UNIQUE_CUST_ID_REQD', 'CANT_CREATE_NON_UNIQUE_RCRD'];

/** Whether the vendor refused because such a record exists already. */
export function isDuplicate(refusal: VendorRefusal): boolean {
  return duplicates.includes(refusal.code);
}

/** Whether somebody else wrote the record between our reading and our writing it. */
export function isChanged(refusal: VendorRefusal): boolean {
  return replies[refusal.code]?.fault === 'erp.record-changed';
}

/** Whether the record is not there any more. */
export function isGone(refusal: VendorRefusal): boolean {
  return refusal.code === 'RCRD_DSNT_EXIST';
}

const foundBeforeSaving: readonly FaultCode[] = [
  'erp.permission-missing',
  'erp.field-missing',
  'erp.reference-unknown',
];

/** Whether the vendor refused before anything was saved; anything else may come from a script that runs after it. */
export function isBeforeSaving(refusal: VendorRefusal): boolean {
  return foundBeforeSaving.includes(meaningOf(refusal).fault);
}

/** What a refusal means for one item; a vendor's own words are never passed on, since they may carry a rate. */
export function replyTo(refusal: VendorRefusal): { answer: Reply['answer']; fault: ItemFault } {
  const reply = meaningOf(refusal);
  return { answer: reply.answer, fault: faultOf(reply.fault, detailOf(refusal)) };
}

/** @param detail what we know more of it, in our own words */
export function faultOf(code: FaultCode, detail?: string): ItemFault {
  const meaning = faults[code].meaning;
  return { code, text: detail === undefined ? meaning : `${meaning} ${detail}`.slice(0, 1000) };
}

/** The vendor's refusal inside whatever was thrown, or nothing when it is no error of the vendor's. */
export function refusalOf(error: unknown): VendorRefusal | undefined {
  if (typeof error !== 'object' || error === null || !('name' in error)) return undefined;
  const code = String(error.name);
  if (!/^[A-Z][A-Z0-9_]{2,99}$/.test(code)) return undefined;
  return { kind: 'refused', code, text: 'message' in error ? String(error.message) : '' };
}

/** A `USER_ERROR` is anything a form can say; only the sentence about missing fields is a known one. */
function meaningOf(refusal: VendorRefusal): Reply {
  const isUnknown = refusal.code === 'USER_ERROR' && missingFields(refusal.text) === undefined;
  return (isUnknown ? undefined : replies[refusal.code]) ?? { answer: 'rejected', fault: 'erp.refused' };
}

function detailOf({ code, text }: VendorRefusal): string {
  const [missing, wrong] = [missingFields(text), wrongField(text)];
  if (missing !== undefined) return `Missing: ${missing}. (NetSuite: ${code})`;
  return wrong === undefined ? `(NetSuite: ${code})` : `Field: ${wrong}. (NetSuite: ${code})`;
}

/** The id of the field whose value was not taken, where it is letters only. */
function wrongField(text: string): string | undefined {
  return /following field: ([a-z_]{1,60})\b|Invalid ([a-z_]{1,60}) reference key/.exec(text)?.slice(1).find(Boolean);
}

/** Field names out of NetSuite's sentence: letters only, so that no figure can come with them. */
function missingFields(text: string): string | undefined {
  return /enter value\(s\) for: ([A-Za-z][A-Za-z ,_/-]{0,199})/.exec(text)?.[1]?.trim();
}
