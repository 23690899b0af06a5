import type { Json } from 'shared-model/canonical-json.ts';
import type { CommandType } from 'shared-model/commands.ts';
import type { Deal } from 'shared-model/deal.ts';
import type { FaultCode } from 'shared-model/faults.ts';
import type { Instant } from 'shared-model/primitives.ts';
import type { Reference } from 'shared-model/reference.ts';
import type { FoundItem, ItemAnswer, ItemFault } from 'shared-model/restlet.ts';

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

/** One system that carries out commands, in our words. */
export type Connector = {
  readonly system: 'netsuite';
  readonly commands: readonly CommandType[];
  send(batch: CommandBatch, options: CallOptions): Promise<SendResult>;
  find(pairing: string, keys: readonly string[], options: CallOptions): Promise<FindResult>;
  readReference(pairing: string, options: CallOptions): Promise<ReferenceResult>;
};

/** A request on the Opportunity that no run has taken up yet. */
export type OpenRequest = {
  readonly requestId: string;
  readonly requestKey: string;
  readonly opportunityId: string;
  readonly generation: number;
  readonly requestedAt: Instant;
  readonly requestedBy: { readonly userId: string; readonly name: string };
  /** Whether that person may still provision projects. */
  readonly isAllowed: boolean;
};

export type OpenRequestsResult = { readonly kind: 'answered'; readonly requests: readonly OpenRequest[] } | CallFailure;

/** A deal as it stands now with its growing revision, or why it cannot be read as one. */
export type DealResult =
  | { readonly kind: 'answered'; readonly deal: Deal; readonly revision: number }
  | { readonly kind: 'unreadable'; readonly fault: ItemFault }
  | CallFailure;

export type CrmRowKind = 'engagement' | 'step' | 'request' | 'generation' | 'customer-link' | 'reference';

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
  readonly fault?: ItemFault;
};
export type WriteRowsResult = { readonly kind: 'answered'; readonly results: readonly CrmRowResult[] } | CallFailure;

/** Which reference rows the CRM holds, each with the time the ERP was read for it. */
export type ShownReferenceResult =
  | { readonly kind: 'answered'; readonly shown: readonly { readonly key: string; readonly asOf: Instant }[] }
  | CallFailure;

/** The most rows one write may carry. */
export const mostCrmRows = 200;

/** The CRM, in our words: what people ask for there, and what we show them. */
export type CrmConnector = {
  readonly system: 'salesforce';
  /** At most 50 requests, oldest first. */
  openRequests(options: CallOptions): Promise<OpenRequestsResult>;
  readDeal(opportunityId: string, options: CallOptions): Promise<DealResult>;
  /** At most 2,000 rows. */
  shownReference(options: CallOptions): Promise<ShownReferenceResult>;
  writeRows(rows: readonly CrmRow[], options: CallOptions): Promise<WriteRowsResult>;
};
