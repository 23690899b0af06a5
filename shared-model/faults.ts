import * as z from 'zod/mini';
import type { OwnerRole } from './finding.ts';

/** What a known failure means, who acts on it, and what that person does. A shipped code never changes its meaning. */
export type Fault = { readonly meaning: string; readonly owner: OwnerRole; readonly remedy: string };

const table = {
  'json.malformed': {
    meaning: 'The body is not JSON.',
    owner: 'admin',
    remedy: 'Send well-formed JSON.',
  },
  'json.not-utf-8': {
    meaning: 'The body is not UTF-8.',
    owner: 'admin',
    remedy: 'Send UTF-8.',
  },
  'json.too-deep': {
    meaning: 'The JSON has more than 32 levels.',
    owner: 'admin',
    remedy: 'Send a flatter body.',
  },
  'json.duplicate-name': {
    meaning: 'A name stands twice in one object.',
    owner: 'admin',
    remedy: 'Send each name once.',
  },
  'json.forbidden-name': {
    meaning: 'A name is one that we never take.',
    owner: 'admin',
    remedy: 'Leave the name out.',
  },
  'json.text-too-long': {
    meaning: 'A text is longer than 64 k characters.',
    owner: 'admin',
    remedy: 'Shorten the text.',
  },
  'json.null-character': {
    meaning: 'A text holds U+0000.',
    owner: 'admin',
    remedy: 'Remove the character.',
  },
  'json.lone-surrogate': {
    meaning: 'A text is not well-formed Unicode.',
    owner: 'admin',
    remedy: 'Correct the text at its source.',
  },
  'json.number-out-of-range': {
    meaning: 'A number cannot be kept exactly.',
    owner: 'admin',
    remedy: 'Send the number as a decimal text.',
  },
  'intake.media-type': {
    meaning: 'The body is of a type that we do not read.',
    owner: 'admin',
    remedy: 'Send application/json or application/cloudevents+json.',
  },
  'intake.too-large': {
    meaning: 'The body is larger than we take.',
    owner: 'admin',
    remedy: 'Send less at once.',
  },
  'intake.batch-size': {
    meaning: 'The batch is empty or has more than 500 events.',
    owner: 'admin',
    remedy: 'Send 1 to 500 events at once.',
  },
  'intake.busy': {
    meaning: 'The bridge takes no more for the moment; nothing was stored.',
    owner: 'admin',
    remedy: 'Send the same again after the time that the answer names.',
  },
  'intake.unavailable': {
    meaning: 'The store does not answer, so it is not known whether the event was stored.',
    owner: 'admin',
    remedy: 'Send the same again; it is stored once.',
  },
  'intake.unknown-pairing': {
    meaning: 'The source names a pairing that is not set up here.',
    owner: 'admin',
    remedy: 'Use the pairing id of this bridge.',
  },
  'intake.unknown-type': {
    meaning: 'Events of this type are not accepted.',
    owner: 'admin',
    remedy: 'See /v1/schemas for what is accepted.',
  },
  'intake.unknown-version': {
    meaning: 'This version of the event is not understood.',
    owner: 'admin',
    remedy: 'See /v1/schemas for what is understood.',
  },
  'intake.foreign-engagement': {
    meaning: 'The engagement id does not belong to this org and opportunity.',
    owner: 'admin',
    remedy: 'Compute the id from the source record.',
  },
  'api.sign-in': {
    meaning: 'The request carries no token and no valid signature.',
    owner: 'admin',
    remedy: 'Send a bearer token or sign the request.',
  },
  'api.not-allowed': {
    meaning: 'The role of the caller may not do this.',
    owner: 'admin',
    remedy: 'Use a token of a role that may.',
  },
  'api.foreign-host': {
    meaning: 'The request was sent to an address that is not served here.',
    owner: 'admin',
    remedy: 'Use the address that the bridge printed.',
  },
  'api.foreign-origin': {
    meaning: 'Another site sent the request.',
    owner: 'admin',
    remedy: 'Call the bridge from a program, or from its own pages.',
  },
  'api.no-route': {
    meaning: 'There is nothing at this address.',
    owner: 'admin',
    remedy: 'See the reference part of the README.',
  },
  'api.not-found': {
    meaning: 'There is no such record.',
    owner: 'admin',
    remedy: 'Check the id.',
  },
  'api.query': {
    meaning: 'The query is not understood.',
    owner: 'admin',
    remedy: 'Correct what the title names.',
  },
  'api.body': {
    meaning: 'The body does not fit what the route reads.',
    owner: 'admin',
    remedy: 'Correct what the faults name; see /docs.',
  },
  'api.changed': {
    meaning: 'The record has changed since the caller looked at it.',
    owner: 'admin',
    remedy: 'Look again, then decide again.',
  },
  'api.not-possible': {
    meaning: 'The act is not possible as the record stands.',
    owner: 'admin',
    remedy: 'Read the title: it says what is in the way.',
  },
  'api.stopping': {
    meaning: 'The bridge is stopping and takes nothing new.',
    owner: 'admin',
    remedy: 'Send the same again after the time that the answer names.',
  },
  'api.failed': {
    meaning: 'Something went wrong in the bridge; nothing was lost.',
    owner: 'admin',
    remedy: 'Try again; give support the correlation id if it lasts.',
  },
  'intake.malformed': {
    meaning: 'The event could not be read.',
    owner: 'admin',
    remedy: 'Correct the event at its source and send it again.',
  },
  'intake.conflict': {
    meaning: 'An event with the same id and other content came before.',
    owner: 'admin',
    remedy: 'Send the change under an id of its own.',
  },
  'erp.busy': {
    meaning: 'NetSuite is busy; the request is kept and tried again.',
    owner: 'admin',
    remedy: 'Nothing to do; look at the other integrations of the account if it lasts.',
  },
  'erp.unreachable': {
    meaning: 'NetSuite did not answer; what happened is looked up before anything is tried again.',
    owner: 'admin',
    remedy: 'Check that the account is up and that the integration may sign in.',
  },
  'erp.sign-in-refused': {
    meaning: 'NetSuite refused the sign-in of the integration.',
    owner: 'admin',
    remedy: 'Renew the certificate mapping of the integration user in NetSuite.',
  },
  'erp.suiteapp-missing': {
    meaning: 'The Throughline SuiteApp is not installed in this NetSuite account, or our role may not call it.',
    owner: 'admin',
    remedy: 'Install the SuiteApp and give its deployment to the role Throughline Integration.',
  },
  'erp.answer-unreadable': {
    meaning: 'NetSuite answered something that we cannot read.',
    owner: 'admin',
    remedy: 'Check that the SuiteApp and the bridge are of one version.',
  },
  'erp.record-changed': {
    meaning: 'Someone else changed the record at the same moment; it is tried again.',
    owner: 'admin',
    remedy: 'Nothing to do.',
  },
  'erp.permission-missing': {
    meaning: "The integration's role may not do this in NetSuite.",
    owner: 'admin',
    remedy: 'Give the role Throughline Integration the permission that Details names.',
  },
  'erp.not-visible': {
    meaning: 'NetSuite says the record exists, but our role cannot see it.',
    owner: 'admin',
    remedy: 'Let the integration role see the record, then try again.',
  },
  'erp.field-missing': {
    meaning: 'NetSuite asks for a field that was not sent.',
    owner: 'finance-ops',
    remedy: 'Fill the field that Details names, or make it optional on the form.',
  },
  'erp.reference-unknown': {
    meaning: 'A record or value that the request refers to does not exist in NetSuite or is inactive.',
    owner: 'finance-ops',
    remedy: 'Create or activate what Details names, or correct the value in Salesforce, then try again.',
  },
  'erp.customer-name-taken': {
    meaning: 'Another customer in NetSuite has this name or number.',
    owner: 'finance-ops',
    remedy: 'Link the right customer on the account, then try again.',
  },
  'erp.customer-ambiguous': {
    meaning: 'Several customers in NetSuite have this tax id.',
    owner: 'finance-ops',
    remedy: 'Say which one it is by its customer number on the account, then try again.',
  },
  'erp.customer-possible-match': {
    meaning: 'A customer in NetSuite may be the same firm, and nobody has said yet whether it is.',
    owner: 'sales-ops',
    remedy: 'Press Provision project again and say whether to use that customer or that it is a different firm.',
  },
  'erp.customer-currency-missing': {
    meaning: 'The customer in NetSuite cannot be billed in the currency of the deal.',
    owner: 'finance-ops',
    remedy: 'Add the currency to the customer in NetSuite, then press Try again.',
  },
  'erp.record-in-use': {
    meaning: 'A record of this attempt cannot be removed, since something else in NetSuite uses it.',
    owner: 'finance-ops',
    remedy: 'Remove or move what Details names, then try again; or keep the record and give the attempt up.',
  },
  'erp.record-edited': {
    meaning: 'A record of this attempt is not removed, since a person has changed it in NetSuite.',
    owner: 'finance-ops',
    remedy: 'Decide whether the change is still needed; delete the record in NetSuite, then try again.',
  },
  'erp.differs-from-sow': {
    meaning: 'Someone changed a field in NetSuite that the signed SOW decides.',
    owner: 'finance-ops',
    remedy: 'Change it back in NetSuite, or have the SOW changed by a change order.',
  },
  'erp.customer-link-unknown': {
    meaning: 'The customer number on the account does not exist in NetSuite.',
    owner: 'sales-ops',
    remedy: 'Correct the customer number on the account, then try again.',
  },
  'erp.parent-unknown': {
    meaning: 'The parent account has no customer in NetSuite.',
    owner: 'finance-ops',
    remedy: 'Create the parent customer in NetSuite, then try again.',
  },
  'erp.legal-entity-unknown': {
    meaning: 'The legal entity does not exist in NetSuite or is inactive.',
    owner: 'finance-ops',
    remedy: 'Create or activate the subsidiary, or correct the SOW line.',
  },
  'erp.parent-not-posted': {
    meaning: 'The record this one belongs to is not in NetSuite yet.',
    owner: 'admin',
    remedy: 'Nothing to do; it is tried again when the record is there.',
  },
  'erp.reversed': {
    meaning: 'This attempt was undone; a late copy of it is refused.',
    owner: 'admin',
    remedy: 'Begin a new attempt from the Opportunity.',
  },
  'erp.payload-unreadable': {
    meaning: 'The SuiteApp could not read what the bridge sent.',
    owner: 'admin',
    remedy: 'Check that the SuiteApp and the bridge are of one version.',
  },
  'erp.refused': {
    meaning: 'NetSuite refused the record for a reason we do not know yet.',
    owner: 'admin',
    remedy: 'Read the reason under Details, mend its cause, then try again.',
  },
  'crm.busy': {
    meaning: 'Salesforce is busy or the daily calls are used up; the update is kept.',
    owner: 'admin',
    remedy: 'Nothing to do; raise the call allowance if it lasts.',
  },
  'crm.unreachable': {
    meaning: 'Salesforce did not answer; the update is kept and tried again.',
    owner: 'admin',
    remedy: 'Check that the org is up and that the integration may sign in.',
  },
  'crm.refused': {
    meaning: 'Salesforce refused an update of ours.',
    owner: 'admin',
    remedy: 'Read the reason under Details and mend its cause.',
  },
  'crm.deal-unreadable': {
    meaning: 'The Opportunity or its SOW could not be read as a deal.',
    owner: 'sales-ops',
    remedy: 'Correct the field that Details names, then press Provision project again.',
  },
  'crm.org-not-set-up': {
    meaning: 'The org lacks something that a deal is read from, or the integration may not see it.',
    owner: 'admin',
    remedy:
      'Compare the org with “What the org must have” of the package’s README, then let the project be asked for again.',
  },
  'crm.requester-not-allowed': {
    meaning: 'The person who asked may not provision projects.',
    owner: 'admin',
    remedy: 'Assign the permission set Throughline Sales Operations, then ask again.',
  },
  'run.not-saved': {
    meaning: 'What was decided about this run cannot be stored; it is tried again, and the others go on.',
    owner: 'admin',
    remedy:
      'Look at the database and at the log of the bridge; send the run id to the support of Throughline if it lasts.',
  },
  'run.poisoned': {
    meaning: 'An event of this run could not be worked on; the rest goes on.',
    owner: 'admin',
    remedy: 'Send what Details shows to the support of Throughline.',
  },
  'run.awaits-activation': {
    meaning: 'The project is complete and waits for finance to open it for time.',
    owner: 'finance-ops',
    remedy: 'Press Activate in the tab Sync status of the project in NetSuite.',
  },
  'run.partly-undone': {
    meaning: 'An attempt was undone, but not all of it could be removed from NetSuite.',
    owner: 'finance-ops',
    remedy: 'Remove by hand what the exception names, then press Try again.',
  },
  'run.overdue': {
    meaning: 'A step has waited far longer than usual and is still being tried.',
    owner: 'admin',
    remedy: 'Look at the reason of the last attempt under Details.',
  },
  'run.held': {
    meaning: 'Another bridge has taken this step over; this one stands still.',
    owner: 'admin',
    remedy: 'Make sure that only one bridge works for this pairing, then release the step.',
  },
  'run.not-ready': {
    meaning: 'The deal does not pass its checks.',
    owner: 'sales-ops',
    remedy: 'Fix the findings on the card, then press Provision project again.',
  },
} as const satisfies Readonly<Record<string, Fault>>;

export type FaultCode = keyof typeof table;

/** Each fault code once. */
export const faults: Readonly<Record<FaultCode, Fault>> = table;

/** Parses a fault code that came from outside. */
export const FaultCode = z.custom<FaultCode>((value) => typeof value === 'string' && Object.hasOwn(table, value), {
  error: 'unknown fault code',
});
