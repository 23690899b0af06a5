import { expect, it } from 'vitest';

import type { Truth, Verdict } from '../sandbox/breakit/verdict.ts';
import { sentenceOf, verdictOf } from '../sandbox/breakit/verdict.ts';
import type { GroundTruthEntry } from '../sandbox/control/ground-truth.ts';

const noon = Date.parse('2026-11-28T12:00:00.000Z');
let sequence = 0;

function entry(
  operation: 'create' | 'update' | 'delete',
  type: string,
  id: string,
  more: Partial<GroundTruthEntry> = {},
) {
  sequence += 1;
  const time = '2026-11-28T12:00:00.000Z';
  return { sequence, time, operation, type, id, values: {}, actor: 'integration', ...more };
}

const asks = (deal: string, values = {}) =>
  entry('create', 'provision_request__c', `request of ${deal}`, { values: { Opportunity__c: deal, ...values } });
const shows = (deal: string, state: string) =>
  entry('update', 'sync_status__c', `row of ${deal}`, {
    values: { Opportunity__c: deal, Kind__c: 'engagement', State__c: state },
  });
const key = (deal: string, step: string) => `tl1:pr_1:opportunity:${deal}:CV-US:${step}`;
const makes = (type: string, id: string, externalId: string) => entry('create', type, id, { externalId });
const removes = (type: string, id: string) => entry('delete', type, id);

type Case = { truth: Partial<Truth>; laterMs?: number; expected: Partial<Verdict> };
const project = makes('job', '1', key('D1', 'project:g1'));
const done = [asks('D1'), shows('D1', 'in-progress'), shows('D1', 'done')];

const cases: Readonly<Record<string, Case>> = {
  'nothing was asked': { truth: {}, expected: {} },
  'asked and made': { truth: { salesforce: done, netsuite: [project] }, expected: { asked: 1, made: 1 } },
  'asked twice for one deal is asked once': {
    truth: { salesforce: [asks('D1'), ...done], netsuite: [project] },
    expected: { asked: 1, made: 1 },
  },
  'an act that asks for no project is not counted': {
    truth: { salesforce: [...done, asks('D2', { Act__c: 'cancel' })], netsuite: [project] },
    expected: { asked: 1, made: 1 },
  },
  'still at work': {
    truth: { salesforce: [asks('D1'), shows('D1', 'in-progress')], netsuite: [project] },
    expected: { asked: 1, underWay: 1 },
  },
  'a person has to act': {
    truth: { salesforce: [asks('D1'), shows('D1', 'waiting'), asks('D2'), shows('D2', 'not-ready')] },
    expected: { asked: 2, withPerson: 2 },
  },
  'said to be done, and no project is there': { truth: { salesforce: done }, expected: { asked: 1, lost: 1 } },
  'not a word for two minutes': {
    truth: { salesforce: [asks('D1')] },
    laterMs: 121_000,
    expected: { asked: 1, lost: 1 },
  },
  'not a word yet': { truth: { salesforce: [asks('D1')] }, laterMs: 5_000, expected: { asked: 1, underWay: 1 } },
  'two projects of one deal': {
    truth: { salesforce: done, netsuite: [project, makes('job', '2', key('D1', 'project:g2'))] },
    expected: { asked: 1, made: 1, doubled: 1 },
  },
  'the second generation after the first was removed': {
    truth: { salesforce: done, netsuite: [project, removes('job', '1'), makes('job', '2', key('D1', 'project:g2'))] },
    expected: { asked: 1, made: 1 },
  },
  'two customers of one account': {
    truth: {
      netsuite: ['1', '2'].map((id) => makes('customer', id, 'tl1:pr_1:account:A1:CV-US:customer')),
    },
    expected: { doubled: 1 },
  },
  'a task whose project was removed': {
    truth: {
      salesforce: [asks('D1'), shows('D1', 'failed')],
      netsuite: [project, makes('projecttask', '7', key('D1', 'task:R1:g1')), removes('job', '1')],
    },
    expected: { asked: 1, withPerson: 1, orphans: 1 },
  },
  'records of others are none of our business': {
    truth: { netsuite: [makes('job', '5', 'OLD-17'), makes('projecttask', '6', 'OLD-17-1')] },
    expected: {},
  },
};

const nothing: Verdict = { asked: 0, made: 0, underWay: 0, withPerson: 0, doubled: 0, lost: 0, orphans: 0 };

it.each(Object.entries(cases))('%s', (_, { truth, laterMs = 0, expected }) => {
  const verdict = verdictOf({ salesforce: [], netsuite: [], ...truth }, noon + laterMs);
  expect(verdict).toEqual({ ...nothing, ...expected });
});

it('says what a person can count', () => {
  expect(sentenceOf({ ...nothing, asked: 3, made: 3 })).toBe('asked 3, made 3, doubled 0, lost 0');
  expect(sentenceOf({ ...nothing, asked: 4, made: 2, underWay: 1, withPerson: 1, orphans: 2 })).toBe(
    'asked 4, made 2, under way 1, with a person 1, doubled 0, lost 0, left without a project 2',
  );
});
