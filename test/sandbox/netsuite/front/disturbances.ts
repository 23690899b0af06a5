import type { ActiveFault, DisturbedRequest, FaultKind, Faults } from '../../control/faults.ts';

/** What will be done to one request, taken from the registry when the request arrives. */
export type Disturbance = { has(kind: FaultKind): boolean; of(kind: FaultKind): ActiveFault | undefined };

/**
 * Takes at most one disturbance of each kind for this request.
 *
 * Each kind counts its own hits, so that a delay and a dropped answer can be set for the same request.
 */
export function takeDisturbance(faults: Faults, kinds: readonly FaultKind[], request: DisturbedRequest): Disturbance {
  const taken = new Map<FaultKind, ActiveFault>();
  for (const kind of kinds) {
    const fault = faults.take([kind], request);
    if (fault) taken.set(kind, fault);
  }
  return { has: (kind) => taken.has(kind), of: (kind) => taken.get(kind) };
}
