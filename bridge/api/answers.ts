import { EngagementId, PairingId, RunId } from 'shared-model/ids.ts';
import { steps } from 'shared-model/steps.ts';
import { z } from 'zod';

import { RunListRow } from '#store/desk-lists.ts';
import { CommandRow, ExceptionRow } from '#store/list.ts';

/** What the routes answer, in the order of the README's table. */

/** An error of RFC 9457: what is wrong, where, and under which correlation id it can be found again. */
export const Problem = z.object({
  type: z.string().meta({ description: '`urn:throughline:error:<fault code>`' }),
  title: z.string(),
  status: z.int(),
  faults: z.array(
    z.object({ pointer: z.string().meta({ description: 'JSON pointer' }), code: z.string(), text: z.string() }),
  ),
  correlationId: z.string(),
});

const EventAnswer = z.object({
  id: z.string(),
  acceptance: z.literal('accepted'),
  runId: RunId,
  engagementId: EngagementId,
});
/** One answer for one event, a list in the same order for a batch. */
export const EventAnswers = z.union([EventAnswer, z.array(EventAnswer)]);

const Ref = z.looseObject({ key: z.string(), system: z.string().optional(), type: z.string(), id: z.string() });

export const EngagementAnswer = z.object({
  engagementId: EngagementId,
  pairing: PairingId,
  state: z.string(),
  text: z.string().meta({ description: 'Where it stands, in one sentence' }),
  owner: z.string().optional().meta({ description: 'Role of the person it waits for' }),
  at: z.string().optional().meta({ description: 'When it came to stand so' }),
  version: z.int().optional().meta({ description: 'Grows with every change of what the CRM shows of it' }),
  erp: z
    .object({
      state: z.string().meta({ description: '`held`, `differs` or `in-step`' }),
      text: z.string(),
      since: z.string().optional(),
    })
    .optional()
    .meta({ description: 'What people did in the ERP to its records; absent while nobody did anything' }),
  generation: z.int().optional(),
  runId: z.optional(RunId),
  findings: z.array(z.unknown()),
  steps: z.array(
    z.looseObject({
      id: z.enum(steps.map(({ id }) => id)),
      label: z.string(),
      state: z.string(),
      text: z.string().optional(),
      at: z.string().optional(),
      version: z.int().optional(),
    }),
  ),
  refs: z.array(Ref),
  runs: z.array(
    z.object({ runId: RunId, generation: z.int(), status: RunListRow.shape.status, changedAt: z.string() }),
  ),
});

export const Command = CommandRow;
export const Exception = ExceptionRow;

export const RunAnswer = z.object({
  runId: RunId,
  engagementId: EngagementId,
  pairing: PairingId,
  generation: z.int(),
  correlationId: z.string(),
  workflow: z.string(),
  status: RunListRow.shape.status,
  version: z.int().meta({ description: 'Grows with every change; send it with an act to act on what you saw' }),
  startedAt: z.string(),
  changedAt: z.string(),
  findings: z.array(z.unknown()),
  commands: z.array(Command),
  exceptions: z.array(Exception),
});

const next = z.string().optional().meta({ description: 'Give it as `after` for the next page; absent on the last' });

export const RunPage = z.object({ items: z.array(RunListRow), next });
export const CommandPage = z.object({ items: z.array(Command), next });
export const ExceptionPage = z.object({ items: z.array(Exception), next });

export const ActAnswer = z.object({
  runId: RunId,
  act: z.enum(['retry', 'give-up', 'cancel']),
  acceptance: z.literal('accepted'),
  text: z.string().meta({ description: 'What happens now' }),
});

export const ResolveAnswer = z.object({ exception: Exception });

export const SealPage = z.object({
  items: z.array(
    z.object({
      pairing: PairingId,
      height: z.int(),
      fromXid: z.string(),
      toXid: z.string(),
      entryCount: z.int(),
      root: z.string().meta({ description: 'Merkle root over the entries, SHA-256 in hexadecimal' }),
      previousHash: z.string(),
      hash: z.string().meta({ description: 'SHA-256 over this block and the hash of the one before' }),
      sealedAt: z.string(),
    }),
  ),
  next,
});

export const VerificationAnswer = z.object({
  isIntact: z.boolean(),
  seals: z.int(),
  entries: z.int(),
  head: z.string().optional(),
  findings: z.array(z.object({ height: z.int(), kind: z.string(), text: z.string() })),
});

export const SchemaList = z.object({
  schemas: z.array(z.object({ type: z.string(), major: z.int(), path: z.string() })),
});

export const SignInLink = z.object({
  url: z.url(),
  role: z.enum(['viewer', 'operator', 'admin']),
  validSeconds: z.int(),
});
