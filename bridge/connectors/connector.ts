import type { Json } from 'shared-model/canonical-json.ts';
import type { CommandType } from 'shared-model/commands.ts';
import type { CustomerCandidate, CustomerChoice } from 'shared-model/customer-match.ts';
import type { BillingContact, Deal, DealCustomer } from 'shared-model/deal.ts';
import type { FaultCode } from 'shared-model/faults.ts';
import type { Instant } from 'shared-model/primitives.ts';
import type { Reference } from 'shared-model/reference.ts';
import type { ErpState } from 'shared-model/erp-state.ts';
import type { FoundItem, ItemAnswer, ItemFault, StateAnswer, WatchAnswer } from 'shared-model/restlet.ts';

/** What every connector is given; the simulation gives its own. */
export type ConnectorSeams = {
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  readonly now: () => number;
  readonly tokens: TokenStore;
};

/** Where the tokens of all nodes live: one row per system, refreshed by one node at a time. */
export type TokenStore = {
  /** The stored token that is still valid, or the one that `refresh` brings, stored before it is used. */
  current(system: string, refresh: () => Promise<Token>): Promise<Token>;
  /** Forgets a token that a vendor has refused, unless another node has already renewed it. */
  discard(system: string, accessToken: string): Promise<void>;
};

/** @property expiresAt milliseconds since 1970, already reduced by a margin */
export type Token = { readonly accessToken: string; readonly expiresAt: number; readonly instanceUrl?: string };

/** One command as it travels. */
export type OutgoingItem = {
  readonly key: string;
  readonly revision: number;
  readonly fence: number;
  readonly command: CommandType;
  readonly payload: unknown;
};

export type CommandBatch = { readonly pairing: string; readonly items: readonly OutgoingItem[] };

export type CallOptions = { readonly correlationId: string; readonly signal?: AbortSignal };

/** `refused` = the vendor surely did nothing; `unknown` = it may have done all of it, some of it or nothing. */
export type CallFailure =
  | {
      readonly kind: 'refused';
      readonly fault: FaultCode;
      readonly isLimit: boolean;
      readonly retryAfterMs?: number;
      /** The vendor's own code, for the log. */
      readonly vendorCode?: string;
    }
  | { readonly kind: 'unknown'; readonly fault: FaultCode };

export type SendResult = { readonly kind: 'answered'; readonly items: readonly ItemAnswer[] } | CallFailure;
export type FindResult = { readonly kind: 'answered'; readonly items: readonly FoundItem[] } | CallFailure;
export type ReferenceResult = { readonly kind: 'answered'; readonly reference: Reference } | CallFailure;

/** Who buys, as the CRM knows it, and in which legal entity the ERP's customer would be. */
export type CandidatesQuestion = {
  readonly customer: DealCustomer;
  readonly legalEntity: string;
  readonly billingContact?: BillingContact;
};
export type CandidatesResult =
  | { readonly kind: 'answered'; readonly asOf: Instant; readonly candidates: readonly CustomerCandidate[] }
  | CallFailure;

/** One system that carries out commands, in our words. */
export type Connector = {
  readonly system: 'netsuite';
  readonly commands: readonly CommandType[];
  send(batch: CommandBatch, options: CallOptions): Promise<SendResult>;
  find(pairing: string, keys: readonly string[], options: CallOptions): Promise<FindResult>;
  readReference(pairing: string, options: CallOptions): Promise<ReferenceResult>;
  /** Customers that may be the one that buys; nothing is written. */
  candidates(pairing: string, asked: CandidatesQuestion, options: CallOptions): Promise<CandidatesResult>;
  /** What people did in the ERP and what changed there, at most 100 outbox rows a call. */
  watch(pairing: string, request: WatchRequest, options: CallOptions): Promise<WatchResult>;
  /** What the ERP's tab shows of engagements, at most 20 a call; a newer version is never written over. */
  writeStates(pairing: string, states: readonly ErpState[], options: CallOptions): Promise<WriteStatesResult>;
};

/** `taken`: outbox rows that are stored by now; `since`: look also for what changed without a bell. */
export type WatchRequest = { readonly taken: readonly string[]; readonly since?: Instant };
export type Watched = Omit<WatchAnswer, 'version' | 'unitsLeft'>;
export type WatchResult = { readonly kind: 'answered'; readonly watched: Watched } | CallFailure;
export type WriteStatesResult = { readonly kind: 'answered'; readonly items: StateAnswer['items'] } | CallFailure;

/** A request on the Opportunity that no run has taken up yet: for the project, or for another act about it. */
export type OpenRequest = {
  readonly requestId: string;
  readonly requestKey: string;
  readonly opportunityId: string;
  readonly generation: number;
  readonly requestedAt: Instant;
  readonly requestedBy: { readonly userId: string; readonly name: string };
  /** Whether that person may still provision projects. */
  readonly isAllowed: boolean;
  readonly act: 'provision' | 'cancel' | 'give-up' | 'retry';
  /** What the person answered to a possible match of the customer. */
  readonly customerChoice?: CustomerChoice;
};

export type OpenRequestsResult = { readonly kind: 'answered'; readonly requests: readonly OpenRequest[] } | CallFailure;

/** A deal as it stands now with its growing revision, or why it cannot be read as one. */
export type DealResult =
  | { readonly kind: 'answered'; readonly deal: Deal; readonly revision: number }
  | { readonly kind: 'unreadable'; readonly fault: ItemFault }
  | CallFailure;

export type CrmRowKind =
  | 'engagement'
  | 'step'
  | 'request'
  | 'generation'
  | 'customer-link'
  | 'customer-match'
  | 'demand'
  | 'reference'
  | 'reference-retired'
  | 'erp';

/** One row of what the CRM shows, in our words; the connector knows the CRM's names. */
export type CrmRow = {
  readonly kind: CrmRowKind;
  readonly key: string;
  readonly version: number;
  readonly values: { readonly [name: string]: Json };
};

/** `superseded`: the CRM already holds a newer version of the row. */
export type CrmRowResult = {
  readonly key: string;
  readonly result: 'written' | 'superseded' | 'failed';
  /** Beside `superseded`: the version that the CRM holds. */
  readonly heldVersion?: number;
  readonly fault?: ItemFault;
};
export type WriteRowsResult = { readonly kind: 'answered'; readonly results: readonly CrmRowResult[] } | CallFailure;

/** A reference row that the CRM holds, with the time the ERP was read for it. */
export type ShownReference = { readonly key: string; readonly asOf: Instant; readonly isActive: boolean };

export type ShownReferenceResult =
  { readonly kind: 'answered'; readonly shown: readonly ShownReference[] } | CallFailure;

/** A won deal without a project whose account has no customer in the ERP yet. */
export type UnmatchedDeal = {
  readonly opportunityId: string;
  /** Last change of the account or the engagement. */
  readonly changedAt: Instant;
  /** When the ERP was last asked for customers that look like the account. */
  readonly lookedAt?: Instant;
};
export type UnmatchedDealsResult =
  { readonly kind: 'answered'; readonly deals: readonly UnmatchedDeal[] } | CallFailure;

/** The most rows one write may carry. */
export const mostCrmRows = 200;

/**
 * How much of the CRM's daily calls is used, by all who call it, as its last answer said.
 *
 * @property isReserved what is left is kept for people who wait; whatever can wait does
 */
export type CrmQuota = {
  readonly used: number;
  readonly max: number;
  readonly readAt: number;
  readonly isReserved: boolean;
};

/** The CRM, in our words: what people ask for there, and what we show them. */
export type CrmConnector = {
  readonly system: 'salesforce';
  /**
   * At most 50 requests, oldest first.
   *
   * @param options with `requestIds` only those of them that are still open
   */
  openRequests(options: CallOptions & { readonly requestIds?: readonly string[] }): Promise<OpenRequestsResult>;
  readDeal(opportunityId: string, options: CallOptions): Promise<DealResult>;
  /** One deal for each account and legal entity. */
  unmatchedDeals(options: CallOptions): Promise<UnmatchedDealsResult>;
  /** At most 2,000 rows. */
  shownReference(options: CallOptions): Promise<ShownReferenceResult>;
  writeRows(rows: readonly CrmRow[], options: CallOptions): Promise<WriteRowsResult>;
  /** Unknown until the CRM has answered something within the last hour. */
  quota(): CrmQuota | undefined;
};

/** A place in the CRM's stream of events, opaque: Base64 of what the CRM gave us. */
export type EventPosition = string;

/**
 * Requests that rang, each once, and the place after them; without any it only says how far the stream has come.
 *
 * `ended`: nothing more comes; with `isPositionLost` the CRM does not know the place any more, so events may be gone.
 */
export type EventStep =
  | {
      readonly kind: 'events';
      readonly requestIds: readonly string[];
      /** Bells that name no request, which are passed over. */
      readonly unreadable?: number;
      readonly position: EventPosition;
    }
  | {
      readonly kind: 'ended';
      readonly isPositionLost: boolean;
      readonly fault: FaultCode;
      readonly vendorCode?: string;
    };

export type EventStream = {
  /** Waits for the next step. The last one counts as taken when this is called again. */
  next(): Promise<EventStep>;
  /** Ends the stream; a `next` that waits is answered `ended`. */
  close(): void;
};

/** The CRM's doorbells: ids only, since what they are about is read back. */
export type CrmEvents = {
  /** @param after the last place that is stored; without it, everything that the CRM still keeps */
  subscribe(after: EventPosition | undefined): EventStream;
};
