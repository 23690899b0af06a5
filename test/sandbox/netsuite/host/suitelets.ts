import * as z from 'zod/mini';

import type { AccountState, Actor } from './account-state.ts';
import type { DeploymentDefinition, ScriptDefinition } from './definitions.ts';
import type { Refusal } from './host.ts';
import { isAudience } from './restlets.ts';
import type { ScriptRunner } from './script-runner.ts';
import type { Triggers } from './user-events.ts';

/** A call of a Suitelet by a signed-in person. */
export type SuiteletCall = {
  /** Script id or its internal id; the same for the deployment. */
  script: string;
  deploy: string;
  method: 'GET' | 'POST';
  /** Of the address and, for a POST, of the form. */
  parameters: Readonly<Record<string, string>>;
  actor: Actor;
};

/** What a Suitelet wrote: a page as serverWidget built it, text with its type, or a way to another page. */
export type SuiteletAnswer =
  | { kind: 'page'; page: unknown }
  | { kind: 'text'; text: string; contentType: string }
  | { kind: 'redirect'; to: string }
  | { kind: 'refused'; status: 403 | 404 | 400 | 500; refusal: Refusal };

const Written = z.object({
  redirect: z.optional(z.string()),
  page: z.optional(z.unknown()),
  text: z._default(z.string(), ''),
  contentType: z._default(z.string(), 'text/html'),
});

type Parts = { account: AccountState; runner: ScriptRunner; triggers: Triggers };

/** Runs the Suitelet in the role of who calls it, or in its deployment's own. Source: documented (Suitelet Script Type). */
export async function runSuitelet({ account, runner, triggers }: Parts, call: SuiteletCall): Promise<SuiteletAnswer> {
  const found = suiteletOf(account, call);
  if (!found?.deployment.isDeployed) return refusedAs(404, notThere);
  const { script, deployment } = found;
  if (!isAudience(deployment, call.actor.role)) return refusedAs(403, notAllowed);
  const ended = await runner.run({
    ...{ script, deployment, triggers, actor: call.actor, context: 'SUITELET', entryPoint: 'onRequest' },
    input: { method: call.method, parameters: call.parameters },
  });
  if ('refusal' in ended) return refusedAs(400, ended.refusal);
  const { end } = ended;
  if (end.kind === 'killed')
    return refusedAs(500, { name: 'UNEXPECTED_ERROR', message: 'An unexpected error occurred.' });
  if (end.kind !== 'returned') return refusedAs(400, { name: end.thrown.code, message: end.thrown.message });
  return answerOf(z.parse(Written, end.value));
}

function answerOf({ redirect, page, text, contentType }: z.infer<typeof Written>): SuiteletAnswer {
  if (redirect !== undefined) return { kind: 'redirect', to: redirect };
  return page === undefined ? { kind: 'text', text, contentType } : { kind: 'page', page };
}

function suiteletOf(
  { catalog }: AccountState,
  { script: id, deploy }: SuiteletCall,
): { script: ScriptDefinition; deployment: DeploymentDefinition } | undefined {
  const named = (one: { id: string; internalId: number }, wanted: string) =>
    one.id === wanted || String(one.internalId) === wanted;
  const script = [...catalog.scripts.values()].find((one) => one.type === 'suitelet' && named(one, id));
  const deployment = [...(script?.deployments.values() ?? [])].find((one) => named(one, deploy));
  return script && deployment ? { script, deployment } : undefined;
}

const notThere: Refusal = {
  name: 'SSS_INVALID_SCRIPTLET_ID',
  message: 'That Suitelet is invalid, disabled, or no longer exists.',
};
const notAllowed: Refusal = {
  name: 'INSUFFICIENT_PERMISSION',
  message: 'You do not have permission to view this page. Please contact your account administrator.',
};

function refusedAs(status: 403 | 404 | 400 | 500, refusal: Refusal): SuiteletAnswer {
  return { kind: 'refused', status, refusal };
}
