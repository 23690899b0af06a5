import * as z from 'zod/mini';
import { base32, sha256 } from './hash.ts';

/**
 * The text that names one record for ever, computable from its source alone. It is NetSuite's `externalid` too.
 *
 * `tl1:<pairing>:<object>:<source id>:<legal entity>:<step>[:<part>][:g<generation>]`, ASCII, at most 120 characters.
 */
export const longestKey = 120;

const shape =
  /^tl1:pr_[0-9a-z]{26}:[a-z]+:[A-Za-z0-9]{1,40}:[A-Za-z0-9_-]{1,20}:[a-z]+(:[A-Za-z0-9_-]{1,30})?(:g\d{1,6})?$/;

export const RecordKey = z
  .string()
  .check(z.maxLength(longestKey), z.regex(shape, { error: 'must be a record key of ours' }));
export type RecordKey = z.infer<typeof RecordKey>;

/** What one key of a deal stands for; `demand` is the staffing demand in the CRM, `undo` the removal of another key's record. */
export type KeyStep = 'check' | 'customer' | 'project' | 'task' | 'budget' | 'rule' | 'demand' | 'activation' | 'undo';

/** The facts of the source that a deal's keys are made of; the generation only grows when an attempt is begun anew. */
export type DealKeyParts = {
  readonly pairing: string;
  readonly opportunityId: string;
  readonly legalEntity: string;
  readonly generation: number;
};

/** Deals share a customer and none is ever removed, so its key has no generation. */
export function customerKey(parts: { pairing: string; accountId: string; legalEntity: string }): RecordKey {
  return checked(`tl1:${parts.pairing}:account:${parts.accountId}:${parts.legalEntity}:customer`);
}

export function checkKey(parts: DealKeyParts): RecordKey {
  return dealKey(parts, 'check');
}

export function projectKey(parts: DealKeyParts): RecordKey {
  return dealKey(parts, 'project');
}

export function activationKey(parts: DealKeyParts): RecordKey {
  return dealKey(parts, 'activation');
}

/** The first version of a project's budget. */
export function budgetKey(parts: DealKeyParts): RecordKey {
  return dealKey(parts, 'budget');
}

/** @param part the same as of the task that the rule charges for */
export function ruleKey(parts: DealKeyParts, part: string): RecordKey {
  return dealKey(parts, 'rule', part);
}

/**
 * The key under which the record of another key is undone: `…:undo:project:g1` undoes `…:project:g1`.
 *
 * The part names step and part of the target where that is short, else it is a hash of its key.
 */
export function undoKey(target: RecordKey): RecordKey {
  const [, pairing = '', object, opportunityId = '', legalEntity = '', step = '', ...rest] = target.split(':');
  const generation = /^g(\d+)$/.exec(rest.at(-1) ?? '')?.[1];
  if (object !== 'opportunity' || generation === undefined) throw new Error(`nothing of a generation: ${target}`);
  const plain = [step, ...rest.slice(0, -1)].join('-');
  const part = plain.length <= longestUndoPart ? plain : base32(sha256(target), longestUndoPart);
  return dealKey({ pairing, opportunityId, legalEntity, generation: Number(generation) }, 'undo', part);
}

const longestUndoPart = 20;

/** @param part the stable key of the SOW line, role, milestone or template task */
export function taskKey(parts: DealKeyParts, part: string): RecordKey {
  return dealKey(parts, 'task', part);
}

/** The step a key belongs to, or nothing when the text is no key of ours. */
export function stepOfKey(key: string): string | undefined {
  return shape.test(key) ? key.split(':')[5] : undefined;
}

function dealKey(parts: DealKeyParts, step: KeyStep, part?: string): RecordKey {
  const middle = part === undefined ? '' : `:${part}`;
  const source = `${parts.pairing}:opportunity:${parts.opportunityId}:${parts.legalEntity}`;
  return checked(`tl1:${source}:${step}${middle}:g${parts.generation}`);
}

function checked(key: string): RecordKey {
  if (key.length > longestKey || !shape.test(key)) throw new Error(`not a record key: ${key.slice(0, 160)}`);
  return key;
}
