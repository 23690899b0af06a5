import { cardView } from 'salesforce-ext/force-app/main/default/lwc/handoffModel/cardView.ts';
import { erpRowOf } from 'salesforce-ext/force-app/main/default/lwc/handoffModel/progressRows.ts';
import type { UiRecord } from 'salesforce-ext/force-app/main/default/lwc/handoffModel/records.ts';
import { expect, test } from 'vitest';
import { facts, request, run } from './facts.ts';

const text = 'Project P-7: the end is 2031-01-31 in NetSuite and 2027-06-30 in Salesforce';
const at = '2026-12-01T13:40:00Z';

function row(detail: string | null): UiRecord {
  const values = { Kind__c: 'erp', State__c: 'differs', Text__c: text, Waiting_Since__c: at, Detail__c: detail };
  const fields = Object.entries(values).map(([name, value]) => [name, { value, displayValue: null }]);
  return { id: 'a0S000000000001AAA', fields: Object.fromEntries(fields) };
}

test('who changed it is who the newest entry of the same words names', () => {
  const history = [
    { at, text: 'Sent again', by: 'Ben Okafor' },
    { at, text, by: 'Dana Weiss' },
    { at, text, by: 'Ana Ruiz' },
  ];
  expect(erpRowOf(row(JSON.stringify(history))).by).toBe('Dana Weiss');
});

test.each([null, 'no JSON', '{}', '[1, null]', '[{"text": 7}]', JSON.stringify([{ text, by: 7 }])])(
  'a history that names nobody, %s, leaves the change without a name',
  (detail) => {
    expect(erpRowOf(row(detail))).toEqual({ state: 'differs', text, since: at });
  },
);

test('the card says both values, with days as the reader writes them, and who decides', () => {
  const erp = { state: 'differs', text, since: at, by: 'Dana Weiss' };
  const view = cardView(facts({ requests: [request()], progress: [run('done')], erp }));
  expect(view.notice).toMatchObject({
    title: 'Changed in NetSuite by Dana Weiss, 13:40',
    text: 'Project P-7: the end is 31/01/2031 in NetSuite and 30/06/2027 in Salesforce. Finance operations decides which is right.',
  });
});
