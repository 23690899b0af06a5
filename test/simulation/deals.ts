import type { GroundTruthEntry } from '../sandbox/control/ground-truth.ts';
import type { Org } from '../sandbox/salesforce/org.ts';
import { type Scenario, scenarios } from '../sandbox/salesforce/scenarios.ts';
import type { ExpectedDeal } from './check-line.ts';

/** A seeded deal, and how often a seed plays it. */
export type SeededDeal = ExpectedDeal & {
  key: string;
  /** Cheap ones are played most; the other kinds that can be provisioned and those that a rule refuses take turns. */
  kind: 'usual' | 'other' | 'refused';
};

/** Deals whose customer the ERP does not know yet. */
const withNewCustomer: ReadonlySet<string> = new Set([
  ...['d1-new-customer', 'milestone-late', 'name-long', 'near-equal-names', 'po-ends-early'],
  ...['two-deals-a', 'two-deals-b', 'manager-missing', 'tax-profile-missing'],
]);
const usual: readonly string[] = ['d1', 'd1-linked', 'd1-new-customer'];
/** Its customer is nearly one that the ERP knows, so that a person is asked. */
const asking = 'possible-match';

/** What must come of each seeded deal, once somebody asks for its project. */
export function seededDeals(org: Org): readonly SeededDeal[] {
  const created = org.groundTruth.after(0).filter(({ operation }) => operation === 'create');
  return scenarios.map(({ key, state, legalEntities }) => {
    const opportunityId = org.seedId(key) ?? '';
    const accountId = accountOf(created, opportunityId);
    if (accountId === undefined) throw new Error(`The seeded deal ${key} has no account.`);
    return {
      ...{ key, opportunityId, accountId, legalEntity: legalEntities[0] ?? '' },
      ends: key === asking ? 'asks' : state,
      customer: withNewCustomer.has(key) ? 'created' : 'adopted',
      kind: kindOf(key, state),
    };
  });
}

/** One to three of them, of which half are usual ones; two deals of one account are played together. */
export function drawDeals(deals: readonly SeededDeal[], draw: (count: number) => number): readonly SeededDeal[] {
  const kinds = ['usual', 'usual', 'other', 'refused'] as const;
  const drawn = Array.from({ length: 1 + draw(3) }, () => {
    const drawnKind = kinds[draw(kinds.length)];
    const ofKind = deals.filter(({ kind }) => kind === drawnKind);
    return ofKind[draw(ofKind.length)];
  });
  const accounts = new Set(drawn.map((deal) => deal?.accountId));
  return deals.filter((deal) => drawn.includes(deal) || (deal.ends === 'done' && accounts.has(deal.accountId)));
}

function kindOf(key: string, state: Scenario['state']): SeededDeal['kind'] {
  if (state === 'not-ready') return 'refused';
  return usual.includes(key) ? 'usual' : 'other';
}

function accountOf(created: readonly GroundTruthEntry[], opportunityId: string): string | undefined {
  const entry = created.find(({ type, id }) => type === 'opportunity' && id === opportunityId);
  const accountId = entry?.values['AccountId'];
  return typeof accountId === 'string' ? accountId : undefined;
}
