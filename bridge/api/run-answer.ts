import type { RunView } from '#store/views.ts';

/** One run as a caller of the API reads it: its status, what it found, its commands and its open exceptions. */
export function runAnswer(view: RunView) {
  const { runId, engagementId, pairing, generation, correlationId, workflow, status, version, startedAt, changedAt } =
    view;
  return {
    runId,
    engagementId,
    pairing,
    generation,
    correlationId,
    workflow,
    status,
    version,
    startedAt,
    changedAt,
    findings: findingsOf(view),
    commands: view.commands,
    exceptions: view.exceptions,
  };
}

/** What the rules said, as the run's state keeps it. */
function findingsOf({ state }: RunView): unknown {
  if (typeof state !== 'object' || state === null || !('findings' in state)) return [];
  return state.findings ?? [];
}
