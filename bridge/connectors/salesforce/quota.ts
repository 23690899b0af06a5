import type { CrmQuota } from '#connectors/connector.ts';

/** The share of the org's daily calls that is kept for people who wait. */
const reservedShare = 0.1;

/** A figure that is older says nothing: the allocation is of the last 24 hours, and others call too. */
const freshMs = 3_600_000;

/** The org's own count of its daily calls, as far as we have heard of it. */
export type Quota = { hear(limitInfo: string | undefined): void; read(): CrmQuota | undefined };

/** Source: REST API Developer Guide, "Limit Info Header": `api-usage=10018/100000` on every metered answer. */
export function createQuota(now: () => number): Quota {
  let heard: { used: number; max: number; readAt: number } | undefined;
  return {
    hear: (limitInfo) => {
      const [, used, max] = /api-usage=(\d+)\/(\d+)/.exec(limitInfo ?? '') ?? [];
      if (used !== undefined && max !== undefined) heard = { used: Number(used), max: Number(max), readAt: now() };
    },
    read: () => {
      if (heard === undefined || now() - heard.readAt > freshMs) return undefined;
      return { ...heard, isReserved: heard.used >= heard.max * (1 - reservedShare) };
    },
  };
}
