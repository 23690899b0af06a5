/**
 * Checks whether this account has what Throughline needs, in the role of the integration itself.
 *
 * @NApiVersion 2.1
 * @NScriptType Suitelet
 * @NModuleScope SameAccount
 */
import type { EntryPoints } from 'N/types';
import * as config from 'N/config';
import * as query from 'N/query';
import * as runtime from 'N/runtime';
import * as serverWidget from 'N/ui/serverWidget';
import { checkAccount } from '#lib/checks.ts';
import { checklist } from '#lib/tab/checklist.ts';

function onRequest({ response }: EntryPoints.Suitelet.onRequestContext): void {
  const form = serverWidget.createForm({ title: 'Throughline diagnostics' });
  const field = form.addField({ id: 'custpage_checks', type: serverWidget.FieldType.INLINEHTML, label: 'Checks' });
  const groups = checkAccount({
    isOn: (feature) => runtime.isFeatureInEffect({ feature }),
    level: (name) => Number(runtime.getCurrentUser().getPermission({ name })),
    rows: rowsOrNone,
    preference: (page, fieldId) => preferenceOf(page, fieldId),
  });
  field.defaultValue = checklist(groups, runtime.accountId).markup;
  response.writePage({ pageObject: form });
}

function rowsOrNone(sql: string): readonly Readonly<Record<string, unknown>>[] | undefined {
  try {
    return query.runSuiteQL({ query: sql }).asMappedResults();
  } catch {
    // The refusal is what this page is for: the checklist says what the role lacks.
    return undefined;
  }
}

function preferenceOf(page: string, fieldId: string): string {
  try {
    const value = config.load({ type: pageOf(page) }).getValue({ fieldId });
    return typeof value === 'string' ? value : '';
  } catch {
    // A role that may not see the page learns so from the checklist.
    return '';
  }
}

function pageOf(page: string): config.Type {
  return page === 'companyinformation' ? config.Type.COMPANY_INFORMATION : config.Type.COMPANY_PREFERENCES;
}

// A Suitelet's entry point is the default export: the build turns it into the object that `define` returns.
export default { onRequest };
