import * as z from 'zod/mini';

import { openType } from './account-state.ts';
import type { AccountState, Actor } from './account-state.ts';
import type { Refusal } from './host.ts';
import { realmCopyOf } from './record-copies.ts';
import { refusals } from './refusals.ts';
import type { ScriptRunner } from './script-runner.ts';
import { deploymentsOf } from './user-events.ts';

const Field = z.object({
  id: z.string(),
  type: z.string(),
  label: z.string(),
  container: z.optional(z.string()),
  value: z._default(z.string(), ''),
  isHidden: z._default(z.boolean(), false),
  isMandatory: z._default(z.boolean(), false),
  help: z.optional(z.string()),
  maxLength: z.optional(z.number()),
});
const Labelled = z.object({ id: z.string(), label: z.string() });
const Sublist = z.object({
  id: z.string(),
  label: z.string(),
  container: z.optional(z.string()),
  columns: z.array(Labelled),
  rows: z.array(z.record(z.string(), z.string())),
});

/** What a script made of a form with N/ui/serverWidget, for whoever renders it. */
export const FormTree = z.object({
  title: z._default(z.string(), ''),
  tabs: z._default(z.array(Labelled), []),
  groups: z._default(z.array(Labelled), []),
  fields: z._default(z.array(Field), []),
  buttons: z._default(z.array(Labelled), []),
  submit: z.optional(z.string()),
  sublists: z._default(z.array(Sublist), []),
});
export type FormTree = z.infer<typeof FormTree>;

const Returned = z.object({ form: FormTree });

export type OpenForm = { kind: 'form'; form: FormTree } | { kind: 'refused'; refusal: Refusal };

/**
 * Opens a record's form for a person: who may not see the record is refused, and each before-load script adds its part.
 *
 * A script that throws takes the page with it. Source: documented (beforeLoad); that scripts' own `record.load` runs none, assumed.
 */
export async function openForm(
  { account, runner }: { account: AccountState; runner: ScriptRunner },
  { type, id, actor, mode }: { type: string; id: number; actor: Actor; mode: 'view' | 'edit' },
): Promise<OpenForm> {
  const opened = openType(account, actor, type, mode === 'view' ? 'VIEW' : 'EDIT');
  if ('refusal' in opened) return { kind: 'refused', refusal: opened.refusal };
  const record = realmCopyOf(account, actor, type, id);
  if (!record) return { kind: 'refused', refusal: refusals.absent };
  let form: FormTree = z.parse(FormTree, {});
  for (const { script, deployment } of deploymentsOf(account, type, 'USERINTERFACE')) {
    const ended = await runner.run({
      ...{ script, deployment, actor, context: 'USERINTERFACE', entryPoint: 'beforeLoad' },
      input: { type: mode, newRecord: record, form },
    });
    if ('refusal' in ended) return { kind: 'refused', refusal: ended.refusal };
    const { end } = ended;
    if (end.kind === 'returned') ({ form } = z.parse(Returned, end.value));
    else if (end.kind === 'killed') return { kind: 'refused', refusal: unexpected };
    else if (end.thrown.code !== 'SSS_INVALID_SCRIPTLET_METHOD')
      return { kind: 'refused', refusal: { name: end.thrown.code, message: end.thrown.message } };
  }
  return { kind: 'form', form };
}

const unexpected: Refusal = { name: 'UNEXPECTED_ERROR', message: 'An unexpected error occurred.' };
