import { expect, test } from 'vitest';

import { assignment, fieldFile, flowFile, ruleFile, startAt, widget } from './metadata-files.ts';
import { openOrg, signIn } from './open-org.ts';

const flowPath = 'flows/Test.flow-meta.xml';
const rulePath = 'objects/Widget__c/validationRules/Test.validationRule-meta.xml';
const start = startAt('Mark', 'Create', 'Before');
const mark = assignment('Mark', '$Record.Note__c', '<stringValue>x</stringValue>');

const refusals: Record<string, { files: Record<string, string>; says: string }> = {
  'a flow element that is not supported': {
    files: { [flowPath]: flowFile(start, `${mark}<screens><name>Ask</name></screens>`) },
    says: '<screens> in <Flow> is not supported',
  },
  'a part of a supported element that is not supported': {
    files: { [flowPath]: flowFile(`${start}<scheduledPaths/>`, mark) },
    says: '<scheduledPaths> in <start> is not supported',
  },
  'a flow that sets a field which does not exist': {
    files: { [flowPath]: flowFile(start, assignment('Mark', '$Record.Gone__c', '<stringValue>x</stringValue>')) },
    says: 'Flow Test, Mark: $Record.Gone__c does not exist',
  },
  'a flow whose connector leads nowhere': {
    files: { [flowPath]: flowFile(startAt('Nobody', 'Create', 'Before'), mark) },
    says: 'the element Nobody does not exist',
  },
  'a flow that creates records before the save': {
    files: {
      [flowPath]: flowFile(
        start,
        '<recordCreates><name>Mark</name><label>m</label><object>Account</object></recordCreates>',
      ),
    },
    says: 'a flow before the save cannot save records',
  },
  'a flow with two parts of one name': {
    files: { [flowPath]: flowFile(start, mark + mark) },
    says: 'the name Mark is used twice',
  },
  'a flow that updates by anything but the id': {
    files: {
      [flowPath]: flowFile(
        startAt('Mark', 'Create', 'After'),
        `<recordUpdates><name>Mark</name><label>m</label><filters><field>Name</field><operator>EqualTo</operator>
          <value><stringValue>x</stringValue></value></filters><object>Account</object></recordUpdates>`,
      ),
    },
    says: '<recordUpdates> needs one filter, Id EqualTo',
  },
  'a list view with an operation that is not supported': {
    files: {
      'objects/Widget__c/listViews/Few.listView-meta.xml': `<ListView xmlns="x"><fullName>Few</fullName>
        <filterScope>Everything</filterScope><filters><field>Size__c</field><operation>greaterThan</operation>
        <value>1</value></filters><label>Few</label></ListView>`,
    },
    says: 'the operation greaterThan is not supported',
  },
  'a list view over a field that does not exist': {
    files: {
      'objects/Widget__c/listViews/Few.listView-meta.xml': `<ListView xmlns="x"><fullName>Few</fullName>
        <filterScope>Everything</filterScope><filters><field>Gone__c</field><operation>equals</operation></filters>
        <label>Few</label></ListView>`,
    },
    says: 'Widget__c.Few: the column Gone__c does not exist',
  },
  'a validation rule over a field that does not exist': {
    files: { [rulePath]: ruleFile('Test', 'ISBLANK(Gone__c)', 'no') },
    says: 'Widget__c.Test: the field Gone__c does not exist',
  },
  'a formula function that is not supported': {
    files: { [rulePath]: ruleFile('Test', 'VLOOKUP(Note__c)', 'no') },
    says: 'the function VLOOKUP is not supported',
  },
  'a formula that ends too early': {
    files: { [rulePath]: ruleFile('Test', 'AND(ISNEW(), ', 'no') },
    says: 'ends too early',
  },
  'a field type that is not supported': {
    files: { 'objects/Widget__c/fields/Place__c.field-meta.xml': fieldFile('Place__c', '<type>Location</type>') },
    says: 'the field type Location is not supported',
  },
  'a lookup to an object that does not exist': {
    files: {
      'objects/Widget__c/fields/Boss__c.field-meta.xml': fieldFile(
        'Boss__c',
        '<referenceTo>Boss__c</referenceTo><type>Lookup</type>',
      ),
    },
    says: 'Widget__c.Boss__c: the object Boss__c does not exist',
  },
  'a file that is not well-formed': {
    files: { [rulePath]: '<ValidationRule><active>' },
    says: 'Test.validationRule-meta.xml: line 1',
  },
  'a permission for a field that is gone': {
    files: { 'objects/Account/fields/Tax_Id__c.field-meta.xml': '' },
    says: 'the field Account.Tax_Id__c does not exist',
  },
};

test.each(Object.entries(refusals))('the org refuses to load %s', async (_name, { files, says }) => {
  await expect(openOrg({ files: { ...widget, ...files } })).rejects.toThrow(says);
});

test('an object of the metadata can be described with its fields and children', async () => {
  const open = await openOrg();
  const admin = await signIn(open, 'sandbox-admin');
  const { body } = await admin('GET', '/sobjects/Engagement__c/describe');
  expect(body).toMatchObject({
    name: 'Engagement__c',
    custom: true,
    childRelationships: [
      { childSObject: 'SOW_Line__c', field: 'Engagement__c', relationshipName: 'SOW_Lines__r', cascadeDelete: true },
    ],
    fields: expect.arrayContaining([
      expect.objectContaining({
        name: 'Opportunity__c',
        type: 'reference',
        referenceTo: ['Opportunity'],
        nillable: false,
      }),
      expect.objectContaining({ name: 'Engagement_Key__c', externalId: true, unique: true }),
    ]),
  });
});

test('an object without metadata is no object of this org', async () => {
  const open = await openOrg();
  const admin = await signIn(open, 'sandbox-admin');
  expect(await admin('GET', '/sobjects/Widget__c/describe')).toMatchObject({
    status: 404,
    body: [{ errorCode: 'NOT_FOUND' }],
  });
});
