import * as z from 'zod/mini';

import type { AccountState, Actor } from './account-state.ts';
import { operate, recordOf } from './calls.ts';
import type { CallAnswer, CallContext } from './calls.ts';
import type { DeploymentDefinition, ScriptDefinition } from './definitions.ts';
import type { ExecutionEnd } from './executions.ts';
import { realmCopyOf } from './record-copies.ts';
import type { RealmCopy } from './record-copies.ts';
import { refuse } from './refusals.ts';
import type { ScriptRunner } from './script-runner.ts';
import { ScriptValue } from './values.ts';

/** Runs the user events around what is written; a user event's own writes never come here. */
export type Triggers = {
  /** Does the call with its user events: before it, and after its commit. `killed`: whoever saved ends there too. */
  around(context: CallContext, api: string, input: unknown): Promise<CallAnswer | 'killed'>;
};

type EventType = 'create' | 'edit' | 'xedit' | 'delete';
type Write = { eventType: EventType; type: string; id: number | undefined; values: Record<string, ScriptValue> };

const Values = z.record(z.string(), ScriptValue);
const Id = z.union([z.number(), z.string()]);
const Saved = z.object({ type: z.string(), id: z.optional(z.nullable(Id)), values: Values });
const Deleted = z.object({ type: z.string(), id: Id });
const Given = z.object({ id: z.number() });
const Changed = z.object({ changed: z._default(Values, {}) });

/**
 * Order of a save: before-submit scripts, the commit, after-submit scripts. A throw before the commit prevents it, one
 * after it does not take it back.
 *
 * Source: documented (section_1512409310, section_4490073437); which contexts run user events is a switch.
 */
export function createTriggers(account: AccountState, runner: ScriptRunner): Triggers {
  return {
    around: async (context, api, input) => {
      const write = writeOf(api, input);
      const record = write && recordOf(account, write.type);
      const deployed = record ? deploymentsOf(account, record.type, context.actor.context ?? 'OTHER') : [];
      if (!write || deployed.length === 0) return operate(context, api, input);
      return play({ account, runner, context, deployed, write: { ...write, type: record?.type ?? '' } }, api, input);
    },
  };
}

type Deployed = { script: ScriptDefinition; deployment: DeploymentDefinition };
type Play = {
  account: AccountState;
  runner: ScriptRunner;
  context: CallContext;
  deployed: readonly Deployed[];
  write: Write;
};

/** Deployments of a record type for this context, in the order of their files; the platform promises none. */
export function deploymentsOf(account: AccountState, recordType: string, context: string): readonly Deployed[] {
  const { areUserEventsRunByCsvImport: byCsv, areUserEventsRunByInlineEdit: byInline } = account.assumptions;
  if ((context === 'CSVIMPORT' && !byCsv) || (context === 'INLINE' && !byInline)) return [];
  const named = context === 'INLINE' ? 'USERINTERFACE' : context;
  return [...account.catalog.scripts.values()]
    .filter(({ type }) => type === 'usereventscript')
    .flatMap((script) => [...script.deployments.values()].map((deployment) => ({ script, deployment })))
    .filter(({ deployment }) => deployment.isDeployed && deployment.recordType === recordType)
    .filter(({ deployment: { contexts } }) => contexts.size === 0 || contexts.has(named));
}

async function play(play: Play, api: string, input: unknown): Promise<CallAnswer | 'killed'> {
  const { account, write } = play;
  const before = write.id === undefined ? undefined : realmCopyOf(account, play.context.actor, write.type, write.id);
  const prepared = await beforeSubmit(play, before);
  if (prepared === 'killed' || 'refusal' in prepared) return prepared;
  const done = operate(play.context, api, withValues(api, input, prepared.values));
  if ('refusal' in done) return done;
  const id = write.id ?? savedId(done.value);
  const told = await afterSubmit(play, before, id);
  if (told === 'killed') return told;
  return told !== undefined && account.assumptions.isAfterSubmitErrorTold ? told : done;
}

type Prepared = { values: Record<string, ScriptValue> } | ReturnType<typeof refuse> | 'killed';

async function beforeSubmit(play: Play, before: RealmCopy | undefined): Promise<Prepared> {
  let { values } = play.write;
  for (const one of play.deployed) {
    const ended = await runOne(play, one, 'beforeSubmit', { before, after: drafted(play.write, before, values) });
    if (ended === 'absent') continue;
    if (ended.kind === 'killed') return 'killed';
    if (ended.kind !== 'returned') return refuse({ name: ended.thrown.code, message: ended.thrown.message });
    values = { ...values, ...z.parse(Changed, ended.value ?? {}).changed };
  }
  return { values };
}

/** The first script that throws ends the row of them; what it threw. */
async function afterSubmit(play: Play, before: RealmCopy | undefined, id: number) {
  const { account, write } = play;
  const stored = write.eventType === 'delete' ? undefined : realmCopyOf(account, play.context.actor, write.type, id);
  const after = write.eventType === 'xedit' ? drafted({ ...write, id }, undefined, write.values) : (stored ?? before);
  for (const one of play.deployed) {
    const ended = await runOne(play, one, 'afterSubmit', { before, after });
    if (ended === 'absent') continue;
    if (ended.kind === 'killed') return 'killed' as const;
    if (ended.kind !== 'returned') return refuse({ name: ended.thrown.code, message: ended.thrown.message });
  }
  return undefined;
}

type Records = { before: RealmCopy | undefined; after: RealmCopy | undefined };

async function runOne(
  { runner, context, write }: Play,
  { script, deployment }: Deployed,
  entryPoint: 'beforeSubmit' | 'afterSubmit',
  { before, after }: Records,
): Promise<ExecutionEnd | 'absent'> {
  const actor: Actor = context.actor;
  const ended = await runner.run({
    ...{ script, deployment, actor, entryPoint, context: actor.context ?? 'OTHER' },
    input: { type: write.eventType, newRecord: after, oldRecord: before },
    ...(actor.execution === undefined ? {} : { parent: actor.execution }),
  });
  if ('refusal' in ended)
    return { kind: 'threw', thrown: { code: ended.refusal.name, message: ended.refusal.message } };
  const { end } = ended;
  return end.kind === 'threw' && end.thrown.code === 'SSS_INVALID_SCRIPTLET_METHOD' ? 'absent' : end;
}

function writeOf(api: string, input: unknown): Write | undefined {
  if (api === 'record.delete') {
    const read = z.safeParse(Deleted, input).data;
    return read && { eventType: 'delete', type: read.type, id: Number(read.id), values: {} };
  }
  if (api !== 'Record.save' && api !== 'record.submitFields') return undefined;
  const read = z.safeParse(Saved, input).data;
  if (!read) return undefined;
  const id = read.id === undefined || read.id === null ? undefined : Number(read.id);
  const eventType = api === 'record.submitFields' ? 'xedit' : id === undefined ? 'create' : 'edit';
  return { eventType, type: read.type, id, values: read.values };
}

function withValues(api: string, input: unknown, values: Record<string, ScriptValue>): unknown {
  return api === 'record.delete' || typeof input !== 'object' ? input : { ...input, values };
}

/** The record as it would be saved; of `xedit` only what it changes. Source: documented (section_4407992281). */
function drafted(
  { type, id, eventType }: Write,
  before: RealmCopy | undefined,
  values: Record<string, ScriptValue>,
): RealmCopy {
  const base = eventType === 'xedit' ? {} : (before?.values ?? {});
  const texts = eventType === 'xedit' ? {} : (before?.texts ?? {});
  return { type, ...(id === undefined ? {} : { id }), values: { ...base, ...values }, texts };
}

function savedId(value: unknown): number {
  return typeof value === 'number' ? value : z.parse(Given, value).id;
}
