import { describe, expect, it } from 'vitest';

import { erpStateOf } from '#projection/erp-state.ts';
import type { EngagementFacts, KeyOwner } from '#store/store.ts';

const engagementId = 'eng_00000000000000000000000000';
const opportunityId = '006000000000001AAA';
const at = '2026-11-27T13:02:00.000Z';
const later = '2026-11-27T13:05:00.000Z';
const keyOf = (generation: number) =>
  `tl1:pr_00000000000000000000000000:opportunity:${opportunityId}:CV-US:project:g${generation}`;

type Row = EngagementFacts['rows'][number];
type Values = Readonly<Record<string, string | number>>;

function head(values: Values): Row {
  const base = { opportunityId, state: 'done', text: 'Project P-7 is open for time', at, generation: 1 };
  return { key: engagementId, kind: 'engagement', values: { ...base, ...values } };
}

function step(name: string, state: string, values: Values = {}): Row {
  const base = { step: name, state, text: `${name} is ${state}`, at, opportunityId };
  return { key: `${engagementId}:${name}`, kind: 'step', values: { ...base, ...values } };
}

function facts(rows: readonly Row[], changes: Partial<EngagementFacts> = {}): EngagementFacts {
  return { engagementId, rows, keys: [keyOf(1)], ...changes };
}

/** The state, which must be one that the ERP takes. */
function stateOf(given: EngagementFacts, owners: readonly KeyOwner[] = []) {
  const made = erpStateOf(given, new Map(owners.map((owner) => [owner.key, owner])), 9);
  if (made === undefined || !('state' in made)) throw new Error(`no state: ${JSON.stringify(made)}`);
  return made.state;
}

const approval = [
  head({ state: 'waiting', ownerRole: 'finance-ops', text: 'Waiting on Finance operations', generation: 2 }),
  step('billing', 'done'),
  step('activation', 'waiting'),
];

describe('the tab of an engagement', () => {
  it('says what the rows of the card say: state, sentence, owner, since when, and each step in its order', () => {
    const shown = stateOf(facts(approval));
    expect(shown).toMatchObject({
      ...{ engagementId, version: 9, state: 'waiting', text: 'Waiting on Finance operations' },
      ...{ owner: 'finance-ops', since: at },
      steps: [
        { step: 'billing', state: 'done', text: 'billing is done', at },
        { step: 'activation', state: 'waiting', text: 'activation is waiting', at },
      ],
    });
  });

  it('is nothing before a record stands in the ERP, and before anything is known', () => {
    expect(erpStateOf(facts(approval, { keys: [] }), new Map(), 1)).toBeUndefined();
    expect(erpStateOf(facts([step('check', 'done')]), new Map(), 1)).toBeUndefined();
  });

  it('names the place of what the ERP would not take', () => {
    expect(erpStateOf(facts([head({ text: '' })]), new Map(), 1)).toEqual({ unfit: 'text' });
  });

  it('carries who holds it', () => {
    const hold = { by: 'Dana Weiss', at };
    expect(stateOf(facts(approval, { hold })).hold).toEqual(hold);
    expect(stateOf(facts(approval)).hold).toBeUndefined();
  });
});

describe('*Activate*', () => {
  it('opens the project of the attempt that waits, and of no earlier one', () => {
    const keys = [keyOf(1), keyOf(2), keyOf(2).replace('project', 'budget')];
    expect(stateOf(facts(approval, { keys })).awaitsActivation).toBe(keyOf(2));
  });

  it.each<[string, readonly Row[]]>([
    ['the project is open', [head({}), step('activation', 'done')]],
    ['somebody else is waited for', [head({ state: 'waiting', ownerRole: 'delivery' }), step('activation', 'waiting')]],
    [
      'an earlier step waits on finance',
      [head({ state: 'waiting', ownerRole: 'finance-ops' }), step('tasks', 'waiting')],
    ],
  ])('is not offered while %s', (_name, rows) => {
    expect(stateOf(facts(rows)).awaitsActivation).toBeUndefined();
  });
});

describe('what is open', () => {
  it('is each thing that blocks, with its owner', () => {
    const finding = { code: 'deal.currency-not-available', group: 'billing', pointer: '/currency', text: 'No such.' };
    const blocks = { ...finding, severity: 'blocks', title: 'The currency is not there', owner: 'finance-ops' };
    const warns = { ...blocks, severity: 'warns', title: 'Only to know' };
    const detail = JSON.stringify([blocks, warns]);
    expect(stateOf(facts([head({ state: 'not-ready', detail })])).openItems).toEqual([
      { text: 'The currency is not there', owner: 'finance-ops', since: at },
    ]);
  });

  it('is what the engagement waits for, and nothing when it is done or on its way', () => {
    expect(stateOf(facts(approval)).openItems).toEqual([
      { text: 'activation is waiting', owner: 'finance-ops', since: at },
    ]);
    expect(stateOf(facts([head({})])).openItems).toEqual([]);
    expect(stateOf(facts([head({ state: 'in-progress' }), step('tasks', 'running')])).openItems).toEqual([]);
  });
});

describe('the history', () => {
  it('is newest first: what people did in the ERP, each finished step, and who asked', () => {
    const entries = [{ at: later, text: 'Held in NetSuite', by: 'Dana Weiss' }];
    const erp = {
      key: `${engagementId}:erp`,
      kind: 'erp',
      values: { state: 'held', text: 'Held', at: later, detail: JSON.stringify(entries) },
    };
    const asked = '2026-11-27T13:00:00.000Z';
    const request = { requestedAt: asked, requestedBy: { name: 'Ana Ruiz' }, deal: { lines: [{}, {}] } };
    const rows = [head({}), step('check', 'done'), step('tasks', 'undone'), step('billing', 'running'), erp];
    expect(stateOf(facts(rows, { request }))).toMatchObject({
      history: [
        entries[0],
        { at, text: 'Check: check is done' },
        { at, text: 'Tasks and budget: undone' },
        { at: asked, text: 'Project asked for in Salesforce', by: 'Ana Ruiz' },
      ],
      origin: { opportunityId, lineCount: 2, requestedBy: 'Ana Ruiz', requestedAt: asked },
    });
  });
});

describe('what Salesforce says of the fields', () => {
  const wanted = { startOn: '2026-12-01', endOn: '2027-06-30', amount: '505600.00', currency: 'USD' };

  it('is what we asked for last: the project of the newest attempt', () => {
    const owners = [1, 2].map((generation): KeyOwner => {
      const payload = { ...wanted, name: `Store platform ${generation}`, engagementId };
      return { key: keyOf(generation), engagementIds: [engagementId], command: 'project.create', payload };
    });
    const shown = stateOf(facts([head({ generation: 2 })], { keys: [keyOf(1), keyOf(2)] }), owners);
    expect(shown.wanted).toEqual({ ...wanted, name: 'Store platform 2' });
  });

  it('is nothing where we have asked for no project', () => {
    expect(stateOf(facts([head({})])).wanted).toEqual({});
  });
});
