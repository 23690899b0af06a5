import { CommandType } from 'shared-model/commands.ts';
import { ProvisioningRequested } from 'shared-model/events.ts';
import { Finding } from 'shared-model/finding.ts';
import { EngagementId, SalesforceId } from 'shared-model/ids.ts';
import { RecordKey } from 'shared-model/keys.ts';
import { Counter, Instant } from 'shared-model/primitives.ts';
import { ExternalRef } from 'shared-model/refs.ts';
import { ItemFault } from 'shared-model/restlet.ts';
import * as z from 'zod/mini';
import type { ArrivedEvent } from './workflow.ts';

/** How one command of the run ended, or that it is held until a person has looked. */
export const CommandFinished = z.object({
  key: RecordKey,
  revision: Counter,
  command: CommandType,
  outcome: z.enum(['applied', 'superseded', 'held', 'rejected']),
  /** The attempts that counted. */
  attempts: Counter,
  ref: z.optional(ExternalRef),
  fault: z.optional(ItemFault),
  findings: z.optional(z.array(Finding)),
  /** The ERP says of its rejection that nothing stands under the key. */
  isUntouched: z.optional(z.literal(true)),
});
export type CommandFinished = z.infer<typeof CommandFinished>;

/** A request could not become a deal, or its requester may not ask. */
export const ProvisioningRefused = z.object({
  engagementId: EngagementId,
  generation: Counter,
  requestId: z.optional(SalesforceId),
  opportunityId: SalesforceId,
  fault: ItemFault,
});
export type ProvisioningRefused = z.infer<typeof ProvisioningRefused>;

const common = { id: z.string(), time: Instant };

const Event = z.discriminatedUnion('type', [
  z.object({ ...common, type: z.literal('provisioning.requested'), data: ProvisioningRequested }),
  z.object({ ...common, type: z.literal('provisioning.refused'), data: ProvisioningRefused }),
  z.object({ ...common, type: z.literal('command.finished'), data: CommandFinished }),
  /** The engine's own: the run asked to be woken by now. */
  z.object({ ...common, type: z.literal('run.woken') }),
]);

/** What a provisioning reacts to. */
export type ProvisioningEvent = z.infer<typeof Event>;

/** The event in our own words, or nothing when it is of no known type or cannot be read. */
export function readProvisioningEvent(arrived: ArrivedEvent): ProvisioningEvent | undefined {
  return Event.safeParse(arrived).data;
}
