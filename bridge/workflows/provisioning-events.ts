import { CommandType } from 'shared-model/commands.ts';
import {
  ActivationApproved,
  ProjectProvisioned,
  ProvisioningAct,
  ProvisioningRequested,
  RowShown,
} from 'shared-model/events.ts';
import { Finding } from 'shared-model/finding.ts';
import { EngagementId, SalesforceId } from 'shared-model/ids.ts';
import { RecordKey } from 'shared-model/keys.ts';
import { Counter, Instant } from 'shared-model/primitives.ts';
import { ExternalRef } from 'shared-model/refs.ts';
import { ItemFault } from 'shared-model/restlet.ts';
import { RunCondition } from 'shared-model/run-condition.ts';
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
  z.object({ ...common, type: z.literal('provisioning.cancelled'), data: ProvisioningAct }),
  z.object({ ...common, type: z.literal('provisioning.given-up'), data: ProvisioningAct }),
  z.object({ ...common, type: z.literal('provisioning.retried'), data: ProvisioningAct }),
  z.object({ ...common, type: z.literal('project.activation-approved'), data: ActivationApproved }),
  z.object({ ...common, type: z.literal('command.finished'), data: CommandFinished }),
  z.object({ ...common, type: z.literal('row.shown'), data: RowShown }),
  /** What keeps the run from going on now, as the store sees its commands. */
  z.object({ ...common, type: z.literal('run.condition'), data: RunCondition }),
  /** Our own word to other systems, which changes nothing here. */
  z.object({ ...common, type: z.literal('project.provisioned'), data: ProjectProvisioned }),
  /** The engine's own: the run asked to be woken by now. */
  z.object({ ...common, type: z.literal('run.woken') }),
]);

/** What a provisioning reacts to. */
export type ProvisioningEvent = z.infer<typeof Event>;
export type EventOf<Type extends ProvisioningEvent['type']> = Extract<ProvisioningEvent, { type: Type }>;

/** The event in our own words, or nothing when it is of no known type or cannot be read. */
export function readProvisioningEvent(arrived: ArrivedEvent): ProvisioningEvent | undefined {
  return Event.safeParse(arrived).data;
}
