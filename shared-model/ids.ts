import * as z from 'zod/mini';
import { base32, sha256 } from './hash.ts';

/**
 * Ids that every bridge computes alike from facts of the source: a restored or second bridge finds the same ones.
 */
const idLength = 26;

/** Our identifier for one engagement: base32 of a hash of its source (org id, opportunity id). */
export const EngagementId = z.string().check(z.regex(/^eng_[0-9a-hjkmnp-tv-z]{26}$/));
export type EngagementId = z.infer<typeof EngagementId>;

/** One Salesforce org joined with one NetSuite account. */
export const PairingId = z.string().check(z.regex(/^pr_[0-9a-hjkmnp-tv-z]{26}$/));
export type PairingId = z.infer<typeof PairingId>;

/** One engagement in one generation of one workflow. */
export const RunId = z.string().check(z.regex(/^run_[0-9a-hjkmnp-tv-z]{26}$/));
export type RunId = z.infer<typeof RunId>;

/** One thing that one system is asked to do. */
export const CommandId = z.string().check(z.regex(/^cmd_[0-9a-hjkmnp-tv-z]{26}$/));
export type CommandId = z.infer<typeof CommandId>;

/** An 18-character Salesforce id; the 15-character form is refused, since its case is lost too easily. */
export const SalesforceId = z
  .string()
  .check(z.refine(isSalesforceId18, { error: 'must be an 18-character Salesforce id' }));
export type SalesforceId = z.infer<typeof SalesforceId>;

export function pairingIdOf(orgId: string, accountId: string): PairingId {
  return hashedId('pr', `${orgId}:${accountId}`);
}

export function engagementIdOf(orgId: string, opportunityId: string): EngagementId {
  return hashedId('eng', `${orgId}:${opportunityId}`);
}

export function runIdOf(engagementId: EngagementId, generation: number): RunId {
  return hashedId('run', `${engagementId}:${generation}`);
}

export function commandIdOf(key: string, revision: number): CommandId {
  return hashedId('cmd', `${key}:${revision}`);
}

/**
 * The 18-character form of a Salesforce id of 15 or 18 characters, or nothing when it is neither or its suffix is wrong.
 *
 * Source: Salesforce Help, "How the 18-character record id is made" (three groups of five, bits for capitals).
 */
export function salesforceId18(id: string): string | undefined {
  if (!/^[0-9A-Za-z]{15}([0-9A-Z]{3})?$/i.test(id)) return undefined;
  const whole = id.slice(0, 15) + suffixOf(id);
  return id.length === 15 || id.slice(15).toUpperCase() === whole.slice(15) ? whole : undefined;
}

function isSalesforceId18(id: string): boolean {
  return id.length === 18 && salesforceId18(id) === id;
}

function suffixOf(id: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
  return [0, 5, 10].map((start) => letters.charAt(capitalBits(id.slice(start, start + 5)))).join('');
}

function capitalBits(group: string): number {
  return group.split('').reduce((bits, letter, place) => (/[A-Z]/.test(letter) ? bits | (1 << place) : bits), 0);
}

function hashedId(prefix: string, text: string): string {
  return `${prefix}_${base32(sha256(text), idLength)}`;
}
