import type { CommandType } from 'shared-model/commands.ts';
import type { FaultCode } from 'shared-model/faults.ts';
import type { Reference } from 'shared-model/reference.ts';
import type { FoundItem, ItemAnswer } from 'shared-model/restlet.ts';

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
  | { readonly kind: 'refused'; readonly fault: FaultCode; readonly isLimit: boolean; readonly retryAfterMs?: number }
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
