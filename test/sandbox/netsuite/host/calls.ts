import * as z from 'zod/mini';

import type { AccountState, Actor } from './account-state.ts';
import type { RecordDefinition } from './definitions.ts';
import type { GateStep } from './host.ts';
import { deleteRecord } from './deleting.ts';
import type { Lookups } from './lookups.ts';
import { accountPreferences } from './features.ts';
import { levelOf } from './permissions.ts';
import { createCopy, loadCopy, lookupFields } from './record-copies.ts';
import type { Refused } from './refusals.ts';
import { saveRecord } from './saving.ts';
import { runPage, runPaged, runQuery } from './suiteql/run-query.ts';
import { ScriptValue } from './values.ts';

/** What a call works on: the account, who asks, and what is left of the execution's units. */
export type CallContext = {
  account: AccountState;
  lookups: Lookups;
  actor: Actor;
  remainingUnits: number;
  /** Tells the host's log what a script wrote. */
  log(level: string, title: string, details: string): void;
};

export type CallAnswer = { value: unknown } | Refused;
type Operation = (context: CallContext, input: unknown) => CallAnswer;

const Id = z.union([z.number(), z.string()]);
const Values = z.record(z.string(), ScriptValue);
const Flag = z._default(z.boolean(), false);
const Parameters = z.array(z.union([z.string(), z.number(), z.boolean()]));

const operations: Readonly<Record<string, Operation>> = {
  'record.create': operation(
    z.object({ type: z.string(), defaultValues: z.optional(z.nullable(Values)) }),
    ({ account, actor }, { type, defaultValues }) => createCopy(account, actor, type, defaultValues ?? {}),
  ),
  'record.load': operation(z.object({ type: z.string(), id: Id }), ({ account, actor }, { type, id }) =>
    loadCopy(account, actor, type, Number(id)),
  ),
  'Record.save': operation(
    z.object({
      type: z.string(),
      id: z.optional(z.nullable(Id)),
      version: z.optional(z.number()),
      values: Values,
      lines: z.optional(z.record(z.string(), z.array(Values))),
      ignoreMandatoryFields: Flag,
    }),
    ({ account, actor }, { type, id, version, values, lines, ignoreMandatoryFields }) => {
      const saved = saveRecord(account, actor, {
        type,
        values,
        ...(lines === undefined ? {} : { lines }),
        isMandatoryIgnored: ignoreMandatoryFields,
        ...(id === undefined || id === null ? {} : { id: Number(id) }),
        ...(version === undefined ? {} : { loadedVersion: version }),
      });
      return 'refusal' in saved ? saved : { value: { id: saved.id, version: versionOf(account, type, saved.id) } };
    },
  ),
  'record.submitFields': operation(
    z.object({ type: z.string(), id: Id, values: Values, ignoreMandatoryFields: Flag }),
    ({ account, actor }, { type, id, values, ignoreMandatoryFields }) =>
      idOf(saveRecord(account, actor, { type, id: Number(id), values, isMandatoryIgnored: ignoreMandatoryFields })),
  ),
  'record.delete': operation(z.object({ type: z.string(), id: Id }), ({ account, actor }, { type, id }) =>
    idOf(deleteRecord(account, actor, type, Number(id))),
  ),
  'query.runSuiteQL': operation(z.object({ query: z.string(), params: Parameters }), (context, { query, params }) =>
    runQuery(context.account, context.lookups.database(), context.actor, query, params),
  ),
  'query.runSuiteQLPaged': operation(
    z.object({ query: z.string(), params: Parameters, pageSize: z.number() }),
    (context, { query, params, pageSize }) =>
      runPaged(context.account, context.lookups.database(), context.actor, query, params, pageSize),
  ),
  'PagedData.fetch': operation(
    z.object({ query: z.string(), params: Parameters, pageSize: z.number(), index: z.number() }),
    (context, { query, params, pageSize, index }) =>
      runPage(context.account, context.lookups.database(), context.actor, query, params, { pageSize, index }),
  ),
  'search.lookupFields': operation(
    z.object({ type: z.string(), id: Id, columns: z.array(z.string()) }),
    ({ account, lookups, actor }, { type, id, columns }) =>
      lookupFields(account, lookups, actor, type, Number(id), columns),
  ),
  'Script.getRemainingUsage': operation(z.object({}), ({ remainingUnits }) => ({ value: remainingUnits })),
  'runtime.isFeatureInEffect': operation(z.object({ feature: z.string() }), ({ account }, { feature }) => ({
    value: account.features.get(feature) ?? false,
  })),
  'User.getPermission': operation(z.object({ name: z.string() }), ({ actor }, { name }) => ({
    value: levelOf(actor.role, name),
  })),
  'config.load': operation(z.object({ type: z.string() }), (_context, { type }) => ({
    value: accountPreferences[type] ?? {},
  })),
  log: operation(
    z.object({ level: z.string(), title: z.string(), details: z.string() }),
    ({ log }, { level, title, details }) => {
      log(level, title, details);
      return { value: null };
    },
  ),
};

function operation<Shape extends z.core.$ZodType>(
  shape: Shape,
  operate: (context: CallContext, input: z.core.output<Shape>) => CallAnswer,
): Operation {
  return (context, input) => {
    const parsed = z.safeParse(shape, input);
    if (parsed.success) return operate(context, parsed.data);
    const where = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
    return { refusal: { name: 'SSS_INVALID_API_USAGE', message: `Invalid API usage. ${where}` } };
  };
}

function idOf(saved: { id: number } | Refused): CallAnswer {
  return 'refusal' in saved ? saved : { value: saved.id };
}

function versionOf(account: AccountState, type: string, id: number): number | undefined {
  return account.store.read(type.toLowerCase(), id)?.version;
}

/** Does what the call asks, in one step that nothing can come between. */
export function operate(context: CallContext, api: string, input: unknown): CallAnswer {
  const chosen = operations[api];
  if (!chosen) throw new Error(`The realm calls ${api}, which the host does not have`);
  return chosen(context, input);
}

const Subject = z.object({
  type: z.optional(z.string()),
  id: z.optional(z.nullable(Id)),
  values: z.optional(z.object({ externalid: z.optional(z.string()) })),
});

/** What the gate may know of a call before it happens; the external id is the one set, else the one in the account. */
export function subjectOf(
  account: AccountState,
  api: string,
  input: unknown,
): Pick<GateStep, 'recordType' | 'externalId'> {
  const subject = api === 'log' ? undefined : z.safeParse(Subject, input).data;
  const externalId = subject?.values?.externalid ?? storedKey(account, subject?.type, subject?.id);
  return {
    ...(subject?.type === undefined ? {} : { recordType: subject.type }),
    ...(externalId === undefined ? {} : { externalId }),
  };
}

function storedKey(account: AccountState, type: string | undefined, id: string | number | null | undefined) {
  const record = id === undefined || id === null ? undefined : recordOf(account, type);
  const key = record && account.store.read(record.type, Number(id))?.values['externalid'];
  return typeof key === 'string' ? key : undefined;
}

export function recordOf(account: AccountState, type: string | undefined): RecordDefinition | undefined {
  return type === undefined ? undefined : account.catalog.records.get(type.toLowerCase());
}
