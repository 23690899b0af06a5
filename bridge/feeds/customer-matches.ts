import type { CustomerCandidate } from 'shared-model/customer-match.ts';
import type { PairingId } from 'shared-model/ids.ts';
import type { Instant } from 'shared-model/primitives.ts';

import type { CallFailure, Connector, CrmConnector, CrmRow, UnmatchedDeal } from '#connectors/connector.ts';
import type { Log } from '#log.ts';
import type { Store } from '#store/store.ts';
import type { World } from '#world.ts';

/** Makes one call in a slot of the ERP's account; nothing when every slot is taken. */
export type CallInSlot = <Result extends { isEnded: boolean; isLimit: boolean }>(
  kind: 'candidates',
  body: () => Promise<Result>,
) => Promise<Result | undefined>;

export type MatchSeams = {
  readonly store: Pick<Store, 'claimDuty' | 'finishDuty'>;
  readonly crm: Pick<CrmConnector, 'unmatchedDeals' | 'readDeal' | 'writeRows' | 'quota'>;
  readonly erp: Pick<Connector, 'candidates'>;
  readonly callInSlot: CallInSlot;
  readonly world: Pick<World, 'now' | 'newId'>;
  readonly log: Log;
  readonly nodeId: string;
  readonly pairing: PairingId;
  /** Between two rounds, in milliseconds. */
  readonly everyMs: number;
};

const duty = 'customer-matches';
const leaseMs = 120_000;
/** A look costs one call of the ERP and two of the CRM, so a round makes few; the next one goes on. */
const mostLooks = 5;
/** The ERP's customers change without telling us; after this long they are looked at again. */
const staleMs = 4 * 3_600_000;
/** A deal that could not be looked for rests, so that it does not keep others waiting. */
const restMs = 15 * 60_000;
const noSlotRestMs = 250;
const failedRestMs = 5_000;

/**
 * Asks the ERP which of its customers look like the accounts of won deals that have no customer yet, and shows them in the
 * CRM before anybody presses *Provision project*.
 *
 * What it writes is a help to the person who decides: the ERP looks again when the customer is made. One node at a time.
 */
export function createMatchDuty(): (seams: MatchSeams) => Promise<boolean> {
  const restsUntil = new Map<string, number>();
  return async (seams) => {
    if (seams.crm.quota()?.isReserved === true) return false;
    const name = { name: duty, pairing: seams.pairing };
    const claim = await seams.store.claimDuty({ ...name, nodeId: seams.nodeId, leaseMs });
    if (claim === undefined) return false;
    const result = await lookOnce(seams, restsUntil);
    await seams.store.finishDuty({ ...name, fence: claim.fence, nextAfterMs: restOf(result, seams.everyMs) });
    return result === 'more';
  };
}

type Result = 'more' | 'nothing' | 'no-slot' | 'failed';

function restOf(result: Result, everyMs: number): number {
  if (result === 'no-slot') return noSlotRestMs;
  if (result === 'failed') return Math.max(everyMs, failedRestMs);
  return result === 'more' ? 0 : everyMs;
}

async function lookOnce(seams: MatchSeams, restsUntil: Map<string, number>): Promise<Result> {
  const correlationId = seams.world.newId();
  const answer = await seams.crm.unmatchedDeals({ correlationId });
  if (answer.kind !== 'answered') return failed(seams, correlationId, answer);
  const now = seams.world.now();
  for (const [id, until] of restsUntil) if (until <= now) restsUntil.delete(id);
  const due = answer.deals.filter((deal) => isDue(deal, now) && !restsUntil.has(deal.opportunityId));
  for (const deal of due.slice(0, mostLooks)) {
    const result = await lookFor(seams, deal, correlationId);
    if (result === 'no-slot' || result === 'failed') return result;
    if (result === 'unreadable') restsUntil.set(deal.opportunityId, now + restMs);
  }
  return due.length > mostLooks ? 'more' : 'nothing';
}

/** Never looked for, long ago, or before the account or its deal was changed. */
function isDue({ lookedAt, changedAt }: UnmatchedDeal, now: number): boolean {
  if (lookedAt === undefined) return true;
  return now - Date.parse(lookedAt) > staleMs || Date.parse(changedAt) > Date.parse(lookedAt);
}

type Look = 'looked' | 'unreadable' | 'no-slot' | 'failed';

async function lookFor(seams: MatchSeams, { opportunityId }: UnmatchedDeal, correlationId: string): Promise<Look> {
  const read = await seams.crm.readDeal(opportunityId, { correlationId });
  if (read.kind === 'unreadable') return 'unreadable';
  if (read.kind !== 'answered') return failed(seams, correlationId, read);
  const { deal } = read;
  const legalEntity = deal.lines[0]?.legalEntity;
  if (legalEntity === undefined) return 'unreadable';
  const { customer, billingContact } = deal;
  const asked = { customer, legalEntity, ...(billingContact === undefined ? {} : { billingContact }) };
  const answer = await seams.callInSlot('candidates', async () => {
    const result = await seams.erp.candidates(seams.pairing, asked, { correlationId });
    return { result, isEnded: result.kind !== 'unknown', isLimit: result.kind === 'refused' && result.isLimit };
  });
  if (answer === undefined) return 'no-slot';
  const { result } = answer;
  if (result.kind !== 'answered') return failed(seams, correlationId, result);
  const rows = rowsOf(customer.accountId, legalEntity, result.asOf, result.candidates);
  const written = await seams.crm.writeRows(rows, { correlationId });
  if (written.kind !== 'answered') return failed(seams, correlationId, written);
  return written.results.some((row) => row.result === 'failed') ? 'unreadable' : 'looked';
}

function failed({ log, pairing }: MatchSeams, correlationId: string, { fault }: CallFailure): 'failed' {
  log('matches.not-looked', { correlationId, pairing, fault });
  return 'failed';
}

/** The row without a customer says when it was looked; a candidate of an earlier look is older than it. */
function rowsOf(
  accountId: string,
  legalEntity: string,
  asOf: Instant,
  candidates: readonly CustomerCandidate[],
): readonly CrmRow[] {
  const key = `${accountId}:${legalEntity}`;
  const common = { kind: 'customer-match', version: Date.parse(asOf) } as const;
  const look = { accountId, legalEntity, asOf };
  const found = candidates.map(({ number, name, score, certain, reasons, facts }): CrmRow => {
    const shown = { customerNumber: number, customerName: name, score, isCertain: certain, isActive: facts.isActive };
    const values = { ...look, ...shown, reasons: JSON.stringify(reasons), ...placeOf(facts) };
    return { ...common, key: `${key}:${number}`, values };
  });
  return [...found, { ...common, key, values: { ...look, score: 0, isCertain: false, isActive: false } }];
}

function placeOf({ taxId, mailDomain, city, country }: CustomerCandidate['facts']): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries({ taxId, mailDomain, city, country })) {
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}
