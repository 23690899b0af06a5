import type { GroundTruthEntry } from '../sandbox/control/ground-truth.ts';
import type { Org } from '../sandbox/salesforce/org.ts';
import { scenarios } from '../sandbox/salesforce/scenarios.ts';
import type { ExpectedDeal } from './check-line.ts';

/** The seeded deal whose customer the ERP does not know yet. */
const withNewCustomer = 'd1-new-customer';

/** What must come of each seeded deal, once somebody asks for its project. */
export function expectedDeals(org: Org): readonly ExpectedDeal[] {
  const created = org.groundTruth.after(0).filter(({ operation }) => operation === 'create');
  return scenarios.map(({ key, state, legalEntities }) => {
    const opportunityId = org.seedId(key) ?? '';
    const accountId = accountOf(created, opportunityId);
    if (accountId === undefined) throw new Error(`The seeded deal ${key} has no account.`);
    return {
      ...{ opportunityId, accountId, ends: state, legalEntity: legalEntities[0] ?? '' },
      customer: key === withNewCustomer ? 'created' : 'adopted',
    };
  });
}

function accountOf(created: readonly GroundTruthEntry[], opportunityId: string): string | undefined {
  const entry = created.find(({ type, id }) => type === 'opportunity' && id === opportunityId);
  const accountId = entry?.values['AccountId'];
  return typeof accountId === 'string' ? accountId : undefined;
}
