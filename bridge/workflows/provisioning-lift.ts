import { ProvisioningRequested } from 'shared-model/events.ts';
import { RecordKey } from 'shared-model/keys.ts';
import { Instant } from 'shared-model/primitives.ts';
import { ItemFault } from 'shared-model/restlet.ts';
import * as z from 'zod/mini';
import { provisioningStateVersion, State } from './provisioning-state.ts';

/** The stored state of a known version, lifted to today's, or nothing when it cannot be read. */
export function readProvisioningState(stored: unknown, stateVersion: number): State | undefined {
  if (stateVersion === provisioningStateVersion) return State.safeParse(stored).data;
  if (stateVersion === 2) return fromSecond(stored);
  return stateVersion === 1 ? fromFirst(stored) : undefined;
}

/** Version 2 kept no key that undoing found nothing under, and did not undo what NetSuite had refused. */
function fromSecond(stored: unknown): State | undefined {
  const second = z.looseObject({ step: z.string() }).safeParse(stored).data;
  return State.safeParse({ ...second, absent: [] }).data;
}

const Answers = z.array(z.looseObject({ key: RecordKey }));
const First = z.discriminatedUnion('step', [
  z.looseObject({ step: z.enum(['waiting', 'checking', 'customer', 'project', 'tasks', 'not-ready']) }),
  z.looseObject({ step: z.enum(['activation', 'done']), answers: Answers, tasksAt: Instant }),
  z.looseObject({
    step: z.literal('failed'),
    fault: ItemFault,
    isClean: z.boolean(),
    from: z.looseObject({ step: z.string(), request: z.optional(ProvisioningRequested) }),
  }),
]);

/**
 * Version 1 knew neither billing rules nor staffing, and its failed runs waited for a released command.
 *
 * A project that was being opened then is opened without them, as it was promised. A failed run that left something
 * behind is undone when a person tries it again; until then nobody knows what is left, so its project is named.
 */
function fromFirst(stored: unknown): State | undefined {
  const first = First.safeParse(stored).data;
  if (first === undefined) return undefined;
  switch (first.step) {
    case 'waiting':
    case 'checking':
    case 'customer':
    case 'project':
    case 'tasks':
    case 'not-ready':
      return State.safeParse(first).data;
    case 'activation':
    case 'done': {
      const { answers, tasksAt, ...rest } = first;
      const nothing = { at: tasksAt, answers: [] };
      const staffing = { at: tasksAt };
      return State.safeParse({ ...rest, tasks: { at: tasksAt, answers }, billing: nothing, staffing }).data;
    }
    case 'failed': {
      const { fault, isClean, from, ...rest } = first;
      const lifted = from.step === 'refused' ? from : fromFirst(from);
      return State.safeParse({
        ...rest,
        cause: { kind: 'fault', fault },
        from: lifted,
        removed: [],
        absent: [],
        remains: isClean ? [] : remainsOf(from, fault),
        isOver: isClean,
      }).data;
    }
  }
}

/** What may stand in the ERP of an attempt of version 1: at least the project that it asked for. */
function remainsOf(from: Readonly<Record<string, unknown>>, fault: ItemFault) {
  const answers = Answers.safeParse(from['answers']).data ?? [];
  const pending = z.array(RecordKey).safeParse(from['pending']).data ?? [];
  return [...answers.map(({ key }) => key), ...pending].map((key) => ({ key, fault }));
}
