import type { Gate, GateDecision, GateStep, LatencyProfile, Refusal } from '../host/host.ts';
import type { WriteTarget } from './restlet-items.ts';

/** What is to happen inside one script. */
export type ScriptDisturbance = {
  /** The script ends at this `N/*` call, counted from 1, without another line of its own. */
  readonly killAtCall?: number;
  /** The account refuses the first write of one of these records, once. */
  readonly refuseWrite?: { readonly targets: readonly WriteTarget[]; readonly refusal: Refusal };
};

/** The disturbances of running scripts, by the request that started them. */
export type ScriptDisturbances = {
  set(requestId: string, disturbance: ScriptDisturbance): void;
  clear(requestId: string): void;
  readonly gate: Gate;
};

/** How long a call takes in tests: nothing. */
export const noLatency: LatencyProfile = { saveMs: 0, otherMs: 0 };

/** A saved record takes about half a second, another call a few milliseconds. Source: assumed from public measurements. */
export const realisticLatency: LatencyProfile = { saveMs: 450, otherMs: 8 };

const writes: ReadonlySet<string> = new Set(['Record.save', 'record.submitFields']);

/**
 * Creates the account's own gate: disturbances first, then the gate of whoever schedules, then the time that a call takes.
 *
 * @param outer the scheduler of a simulation, when there is one
 */
export function createScriptDisturbances(options: {
  outer: Gate | undefined;
  latency: LatencyProfile;
  sleep: (ms: number) => Promise<void>;
}): ScriptDisturbances {
  const active = new Map<string, ScriptDisturbance>();

  async function gate(step: GateStep): Promise<GateDecision> {
    const disturbed = disturb(step);
    if (disturbed !== undefined) return disturbed;
    const latencyMs = step.api === 'Record.save' ? options.latency.saveMs : options.latency.otherMs;
    if (latencyMs > 0) await options.sleep(latencyMs);
    return options.outer ? options.outer(step) : 'go';
  }

  function disturb(step: GateStep): GateDecision | undefined {
    const disturbance = step.requestId === undefined ? undefined : active.get(step.requestId);
    // Calls are counted in the script that was called, not in the user events of what it saves.
    if (!disturbance || step.requestId === undefined || step.parent !== undefined) return undefined;
    const { killAtCall, refuseWrite } = disturbance;
    if (killAtCall !== undefined && step.index === killAtCall - 1) return 'kill';
    if (!refuseWrite?.targets.some((target) => isWriteOf(step, target))) return undefined;
    active.set(step.requestId, killAtCall === undefined ? {} : { killAtCall });
    return { refuse: refuseWrite.refusal };
  }

  return {
    set: (requestId, disturbance) => active.set(requestId, disturbance),
    clear: (requestId) => active.delete(requestId),
    gate,
  };
}

function isWriteOf(step: GateStep, target: WriteTarget): boolean {
  if (!writes.has(step.api) || step.recordType !== target.recordType) return false;
  return step.externalId === undefined || target.keys.includes(step.externalId);
}
