import type { Deal } from 'shared-model/deal.ts';
import type { Finding } from 'shared-model/finding.ts';
import type { ProgressRow, RequestRow } from './progressRows';

/** One rule of the provisioning pack as it judged this deal. */
export type Check = {
  readonly id: string;
  readonly group: Finding['group'];
  readonly passes: string;
  readonly findings: readonly Finding[];
};

/** Everything the card knows at one moment; `cardView` is a pure function of it. */
export type Facts = {
  readonly nowMs: number;
  readonly locale: string;
  readonly timeZone: string;
  readonly userId: string;
  /** Whether this reader may create a provision request. */
  readonly mayProvision: boolean;
  /** Generation of the next request, kept on the opportunity. */
  readonly generation: number;
  /** Close date of the opportunity. */
  readonly closedOn: string | undefined;
  readonly deal: Deal;
  readonly checks: readonly Check[];
  /** When NetSuite's reference rows were read; nothing when never. */
  readonly referenceAsOf: string | undefined;
  readonly checkedAt: string;
  readonly requests: readonly RequestRow[];
  readonly progress: readonly ProgressRow[];
  readonly click: Click;
};

/** What became of this reader's last press of the button. */
export type Click =
  | { readonly kind: 'none' }
  | { readonly kind: 'asking' }
  /** Somebody had asked before; this press was joined to that request. */
  | { readonly kind: 'joined' }
  | { readonly kind: 'refused'; readonly text: string };
