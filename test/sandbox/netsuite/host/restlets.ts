import type { AccountState } from './account-state.ts';
import type { DeploymentDefinition, RoleDefinition, ScriptDefinition } from './definitions.ts';
import type { ExecutionEnd, Thrown } from './executions.ts';
import type { RestletCall, RestletResult } from './host.ts';
import type { ScriptRunner } from './script-runner.ts';
import type { Triggers } from './user-events.ts';

/** Calls one RESTlet; each call is an execution of its own. */
export async function runRestlet(
  { account, runner, triggers }: { account: AccountState; runner: ScriptRunner; triggers: Triggers },
  call: RestletCall,
): Promise<RestletResult> {
  const ready = makeReady(account, call);
  if ('status' in ready) return ready;
  const { script, deployment, role } = ready;
  const ended = await runner.run({
    ...{ script, deployment, triggers, context: 'RESTLET' },
    actor: { role, ...(call.requestId === undefined ? {} : { requestId: call.requestId }) },
    entryPoint: call.method.toLowerCase(),
    input: call.body ?? call.parameters ?? {},
  });
  if ('refusal' in ended) return refused(400, ended.refusal.name, ended.refusal.message);
  return resultOf(ended.end, ended.execution);
}

type Ready = { script: ScriptDefinition; deployment: DeploymentDefinition; role: RoleDefinition };

/** Finds the script and checks all that can be checked before it runs; the answer is the refusal of the platform. */
function makeReady(account: AccountState, call: RestletCall): Ready | RestletResult {
  const script = account.catalog.scripts.get(call.script);
  const deployment = script?.deployments.get(call.deploy);
  const role = account.catalog.roles.get(call.role);
  if (script?.type !== 'restlet' || !deployment?.isDeployed) {
    return refused(404, 'SSS_INVALID_SCRIPTLET_ID', 'That Suitelet is invalid, disabled, or no longer exists.');
  }
  if (!role || !isAudience(deployment, role)) {
    return refused(
      403,
      'INSUFFICIENT_PERMISSION',
      'You do not have permissions to set a value for element or view this script.',
    );
  }
  return { script, deployment, role };
}

/** Whether the deployment is meant for the role. Source: documented (script deployment audience); administrators always. */
export function isAudience(deployment: DeploymentDefinition, role: RoleDefinition): boolean {
  return deployment.isForAllRoles || deployment.roles.has(role.id) || role.isAdministrator;
}

/** The answer that leaves the account. Source: documented (section_4634920277); status of a killed script assumed. */
function resultOf(end: ExecutionEnd, execution: string): RestletResult {
  switch (end.kind) {
    case 'returned':
      return { status: 200, body: end.value ?? '', outcome: 'returned', execution };
    case 'threw':
      return { status: statusOf(end.thrown), body: envelope(end.thrown), outcome: 'threw', execution };
    case 'over-limit':
    case 'unloadable':
      return { status: 400, body: envelope(end.thrown), outcome: 'threw', execution };
    case 'killed': {
      const message = `An unexpected error occurred. Error ID: ${execution}`;
      return { status: 500, body: envelope({ code: 'UNEXPECTED_ERROR', message }), outcome: 'killed', execution };
    }
  }
}

function statusOf({ code }: Thrown): number {
  return code === 'SSS_INVALID_SCRIPTLET_METHOD' ? 405 : 400;
}

function envelope({ code, message }: Thrown): { error: Thrown } {
  return { error: { code, message } };
}

function refused(status: number, code: string, message: string): RestletResult {
  return { status, body: envelope({ code, message }), outcome: 'refused' };
}
