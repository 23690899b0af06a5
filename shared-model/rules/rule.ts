import type { Deal } from 'shared-model/deal.ts';
import type { Finding } from 'shared-model/finding.ts';
import type { Reference } from 'shared-model/reference.ts';

/**
 * One check of a deal before anything is created: pure, and the same in the CRM, the bridge and the ERP.
 *
 * `reference` is absent while the ERP's rows were never read; a rule that rests on them then says nothing,
 * and the ERP, which always has them, decides. A finding that rests on them carries their time as `asOf`.
 */
export type Rule = {
  readonly id: string;
  readonly group: Finding['group'];
  /** What a passed check is called on the card. */
  readonly passes: string;
  readonly find: (deal: Deal, reference: Reference | undefined) => readonly Finding[];
};
