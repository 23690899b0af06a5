import { beforeAll, expect, test } from 'vitest';

import { ruleFile, widget } from './metadata-files.ts';
import { openOrg, signIn, textAt } from './open-org.ts';
import type { Caller, OpenOrg } from './open-org.ts';

const files = {
  ...widget,
  'objects/Widget__c/validationRules/Big.validationRule-meta.xml': ruleFile('Big', 'Size__c > 100', 'too big'),
  'objects/Widget__c/validationRules/Frozen.validationRule-meta.xml': ruleFile(
    'Frozen',
    'AND(ISCHANGED(Note__c), NOT(ISBLANK(PRIORVALUE(Note__c))))',
    'the note is frozen',
  ),
};

let open: OpenOrg;
let admin: Caller;
beforeAll(async () => {
  open = await openOrg({ files });
  admin = await signIn(open, 'sandbox-admin');
});

const refusals: Record<string, { type: string; values: () => Record<string, unknown>; code: string; says: string }> = {
  'a required field that is missing': {
    type: 'Provision_Request__c',
    values: () => ({}),
    code: 'REQUIRED_FIELD_MISSING',
    says: 'Required fields are missing: [Opportunity__c]',
  },
  'a text that is too long': {
    type: 'Widget__c',
    values: () => ({ Name: 'w', Code__c: '12345678901' }),
    code: 'STRING_TOO_LONG',
    says: 'max length=10',
  },
  'a field that does not exist': {
    type: 'Widget__c',
    values: () => ({ Name: 'w', Colour__c: 'red' }),
    code: 'INVALID_FIELD',
    says: "No such column 'Colour__c'",
  },
  'a number in quotes': {
    type: 'Widget__c',
    values: () => ({ Name: 'w', Size__c: '12.5' }),
    code: 'JSON_PARSER_ERROR',
    says: 'VALUE_STRING value 12.5',
  },
  'a text where a number belongs': {
    type: 'Widget__c',
    values: () => ({ Name: 'w', Size__c: 'big' }),
    code: 'JSON_PARSER_ERROR',
    says: 'VALUE_STRING value big',
  },
  'a number where a text belongs': {
    type: 'Widget__c',
    values: () => ({ Name: 7 }),
    code: 'JSON_PARSER_ERROR',
    says: 'instance of string',
  },
  'a number with too many digits': {
    type: 'Widget__c',
    values: () => ({ Name: 'w', Size__c: 1000 }),
    code: 'NUMBER_OUTSIDE_VALID_RANGE',
    says: 'outside of valid range',
  },
  'a day that is in no calendar': {
    type: 'Widget__c',
    values: () => ({ Name: 'w', Due__c: '2026-02-30' }),
    code: 'JSON_PARSER_ERROR',
    says: 'instance of date',
  },
  'an address that is no e-mail address': {
    type: 'Widget__c',
    values: () => ({ Name: 'w', Mail__c: 'nobody' }),
    code: 'INVALID_EMAIL_ADDRESS',
    says: 'invalid email address: nobody',
  },
  'a value that a restricted picklist does not have': {
    type: 'Provision_Request__c',
    values: () => ({ Opportunity__c: open.id('d1'), State__c: 'lost' }),
    code: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    says: 'bad value for restricted picklist field: lost',
  },
  'an id that is none': {
    type: 'Widget__c',
    values: () => ({ Name: 'w', Account__c: 'halden' }),
    code: 'MALFORMED_ID',
    says: 'id value of incorrect type: halden',
  },
  'an id with a wrong suffix': {
    type: 'Widget__c',
    values: () => ({ Name: 'w', Account__c: '001900K0001pPuOAAU' }),
    code: 'MALFORMED_ID',
    says: '001900K0001pPuOAAU',
  },
  'a lookup to a row of another object': {
    type: 'Widget__c',
    values: () => ({ Name: 'w', Account__c: open.id('d1') }),
    code: 'FIELD_INTEGRITY_EXCEPTION',
    says: 'id value of incorrect type',
  },
  'a lookup to a row that does not exist': {
    type: 'Widget__c',
    values: () => ({ Name: 'w', Account__c: '001xx0000004GxD' }),
    code: 'INVALID_CROSS_REFERENCE_KEY',
    says: 'invalid cross reference id',
  },
  'a field that only the platform writes': {
    type: 'Opportunity',
    values: () => ({ Name: 'o', StageName: 'Prospecting', CloseDate: '2026-12-01', IsWon: true }),
    code: 'INVALID_FIELD_FOR_INSERT_UPDATE',
    says: 'Unable to create/update fields: IsWon',
  },
  'a row that a validation rule forbids': {
    type: 'Widget__c',
    values: () => ({ Name: 'w', Size__c: 100.5 }),
    code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
    says: 'too big',
  },
  'a second row with one unique value, in another case': {
    type: 'User',
    values: () => ({ ...user, Username: 'ANA.RUIZ@corvane.example' }),
    code: 'DUPLICATE_VALUE',
    says: 'duplicate value found: Username duplicates value on record with id: 005',
  },
};

const user = {
  LastName: 'Twin',
  Alias: 'twin',
  Email: 'twin@corvane.example',
  get ProfileId() {
    return open.id('Profile:Standard User');
  },
};

test.each(Object.entries(refusals))('a save is refused for %s', async (_name, { type, values, code, says }) => {
  const before = open.org.groundTruth.after(0).length;
  const answer = await admin('POST', `/sobjects/${type}`, values());
  expect(answer).toMatchObject({ status: 400, body: [{ errorCode: code, message: expect.stringContaining(says) }] });
  expect(open.org.groundTruth.after(0)).toHaveLength(before);
});

const kept: Record<string, { given: unknown; field: string; reads: unknown }> = {
  'a text without the blanks around it': { given: '  x ', field: 'Note__c', reads: 'x' },
  'an empty text as nothing': { given: '', field: 'Note__c', reads: null },
  'a number rounded half up to its places': { given: 1.005, field: 'Size__c', reads: 1.01 },
  'an instant in UTC, to the second': {
    given: '2026-11-21T13:00:00.900+01:00',
    field: 'At__c',
    reads: '2026-11-21T12:00:00.000+0000',
  },
  'a day as a day': { given: '2026-11-21', field: 'Due__c', reads: '2026-11-21' },
  'a blank checkbox as false': { given: null, field: 'Live__c', reads: false },
  'a 15-character id as one of 18': { given: '001000000000002', field: 'Account__c', reads: '001000000000002AAA' },
};

test.each(Object.entries(kept))('a save keeps %s', async (_name, { given, field, reads }) => {
  const made = await admin('POST', '/sobjects/Widget__c', { Name: 'w', [field]: given });
  expect(made.status).toBe(201);
  const { body } = await admin('GET', `/sobjects/Widget__c/${textAt(made.body, 'id')}?fields=${field}`);
  expect(body).toMatchObject({ [field]: reads });
});

test('a rule may look at the value before', async () => {
  const made = await admin('POST', '/sobjects/Widget__c', { Name: 'w' });
  const address = `/sobjects/Widget__c/${textAt(made.body, 'id')}`;
  expect((await admin('PATCH', address, { Note__c: 'first' })).status).toBe(204);
  expect((await admin('PATCH', address, { Size__c: 1 })).status).toBe(204);
  expect(await admin('PATCH', address, { Note__c: 'second' })).toMatchObject({
    status: 400,
    body: [{ errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'the note is frozen' }],
  });
});

test("defaults, owner, numbers and stamps are the platform's own", async () => {
  const made = await admin('POST', '/sobjects/Provision_Request__c', { Opportunity__c: open.id('d1-linked') });
  open.clock.advance(90_000);
  const address = `/sobjects/Provision_Request__c/${textAt(made.body, 'id')}`;
  await admin('PATCH', address, { State__c: 'accepted' });
  expect((await admin('GET', address)).body).toMatchObject({
    Name: 'PR-00001',
    OwnerId: open.id('user-admin'),
    CurrencyIsoCode: 'USD',
    State__c: 'accepted',
    CreatedDate: '2026-11-21T12:00:00.000+0000',
    CreatedById: open.id('user-admin'),
    SystemModstamp: '2026-11-21T12:01:30.000+0000',
  });
});

test('whether an opportunity is won follows from its stage', async () => {
  const values = { Name: 'o', StageName: 'Prospecting', CloseDate: '2026-12-01' };
  const made = await admin('POST', '/sobjects/Opportunity', values);
  const address = `/sobjects/Opportunity/${textAt(made.body, 'id')}`;
  expect((await admin('GET', address)).body).toMatchObject({ IsWon: false, IsClosed: false, Probability: 10 });
  await admin('PATCH', address, { StageName: 'Closed Won' });
  expect((await admin('GET', address)).body).toMatchObject({ IsWon: true, IsClosed: true, Probability: 100 });
});

test('a detail goes with its master, a lookup keeps its parent', async () => {
  const held = await admin('DELETE', `/sobjects/Opportunity/${open.id('not-signed')}`);
  expect(held).toMatchObject({ status: 400, body: [{ errorCode: 'DELETE_FAILED' }] });
  expect((await admin('DELETE', `/sobjects/Engagement__c/${open.id('not-signed:engagement')}`)).status).toBe(204);
  const role = await admin('GET', `/sobjects/Role_Request__c/${open.id('not-signed:R1')}`);
  expect(role).toMatchObject({ status: 404, body: [{ errorCode: 'ENTITY_IS_DELETED' }] });
  const line = await admin('PATCH', `/sobjects/SOW_Line__c/${open.id('d1:L1')}`, {
    Engagement__c: open.id('d1:engagement'),
  });
  expect(line).toMatchObject({ status: 400, body: [{ errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE' }] });
});
