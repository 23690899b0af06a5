import type { Deal } from 'shared-model/deal.ts';
import type { Finding } from 'shared-model/finding.ts';
import type { Reference } from 'shared-model/reference.ts';
import type { MatchLook } from './matches';
import type { ErpRow, ProgressRow, RequestRow } from './progressRows';

/** One rule of the provisioning pack as it judged this deal. */
export type Check = {
  readonly id: string;
  readonly group: Finding['group'];
  readonly passes: string;
  readonly findings: readonly Finding[];
};

/** What people may ask for on the card; `provision` asks for the project. */
export type Act = 'provision' | 'cancel' | 'give-up' | 'retry';

/** Everything the card knows at one moment; `cardView` is a pure function of it. */
export type Facts = {
  readonly nowMs: number;
  readonly locale: string;
  readonly timeZone: string;
  readonly userId: string;
  /** Whether this reader may create a provision request. */
  readonly mayProvision: boolean;
  /** Whether this reader may correct the lines of the deal, though not ask for the project: finance. */
  readonly mayCorrect: boolean;
  /** Whether the browser has no connection; what is shown is what was read last. */
  readonly isOffline: boolean;
  /** Generation of the next request, kept on the opportunity. */
  readonly generation: number;
  /** Close date of the opportunity. */
  readonly closedOn: string | undefined;
  readonly deal: Deal;
  readonly checks: readonly Check[];
  readonly reference: Reference | undefined;
  /** When each record of the deal was last changed, by its id. */
  readonly changedAt: Readonly<Record<string, string>>;
  /** Customers of NetSuite that look alike; nothing while NetSuite was not asked. */
  readonly matches: MatchLook | undefined;
  readonly checkedAt: string;
  /** Requests for the project, and acts about it, newest first within an act. */
  readonly requests: readonly RequestRow[];
  readonly progress: readonly ProgressRow[];
  /** What people changed or hold in NetSuite; nothing while nobody did anything there. */
  readonly erp: ErpRow | undefined;
  readonly click: Click;
};

/** What became of this reader's last press of a button. */
export type Click =
  | { readonly kind: 'none' }
  | { readonly kind: 'asking'; readonly act: Act }
  /** Somebody had asked before; this press was joined to that request. */
  | { readonly kind: 'joined' }
  | { readonly kind: 'refused'; readonly text: string };
