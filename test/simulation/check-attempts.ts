import { textOf, type Truth, type TruthRow } from './truth.ts';

/** Records of the ERP that an attempt makes and an undo takes away; the customer is none of them. */
const ownTypes = ['job', 'projecttask', 'chargerule', 'customrecord_tl_budget'];
const ledgerType = 'customrecord_tl_posting';

/**
 * An attempt that came to nothing has left nothing: no record of its generation stands, and every ledger row of it refuses
 * a late original.
 */
export function leftovers(netsuite: Truth, opportunityId: string, generation: number): readonly string[] {
  const isOwn = (row: TruthRow): boolean => isOfAttempt(row, opportunityId, generation);
  const standing = ownTypes.flatMap((type) => netsuite.rows(type).filter(isOwn));
  const open = netsuite.rows(ledgerType).filter((row) => isOwn(row) && !isUndo(row) && !isClosed(row));
  const attempt = `${opportunityId}: attempt ${generation} came to nothing, and yet`;
  return [
    ...standing.map(({ type, id, externalId }) => `${attempt} ${type} ${id} (${externalId ?? '?'}) stands`),
    ...open.map((row) => `${attempt} the ledger row ${row.externalId ?? '?'} is ${stateOf(row)}`),
  ];
}

/** Customers are shared by deals: whatever becomes of an attempt, none is ever removed. */
export function removedCustomers({ commits }: Truth): readonly string[] {
  return commits
    .filter(({ operation, type }) => operation === 'delete' && type === 'customer')
    .map(({ id }) => `customer ${id} was removed`);
}

function isOfAttempt({ externalId = '' }: TruthRow, opportunityId: string, generation: number): boolean {
  return externalId.includes(`:${opportunityId}:`) && externalId.endsWith(`:g${generation}`);
}

function isUndo({ externalId = '' }: TruthRow): boolean {
  return externalId.includes(':undo:');
}

function isClosed(row: TruthRow): boolean {
  return stateOf(row) === 'reversed';
}

function stateOf(row: TruthRow): string {
  return textOf(row, 'custrecord_tl_posting_state') ?? 'without a state';
}
