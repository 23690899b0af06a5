import { awaitsActivation, type Desk, type FinancePerson, pressAct, projectOf } from './finance.ts';

/** Who opens a deal's project for time, and how long they take to come to it. */
export type ActivationWork = { opportunityId: string; afterMs: number };

/** In half a minute somebody looks whether the press has helped. */
const pressEveryMs = 30_000;
const lookEveryMs = 5_000;
const longestMs = 40_000;

/** Who opens which deals for time; one of four is opened by nobody. */
export function drawActivations(chance: () => number, opportunityIds: readonly string[]): readonly ActivationWork[] {
  const draw = (count: number): number => Math.floor(chance() * count);
  const remembered = opportunityIds.filter(() => draw(4) > 0);
  return remembered.map((opportunityId) => ({ opportunityId, afterMs: draw(longestMs) }));
}

/** Lets a person press *Activate* for as long as the tab offers it. */
export function letActivate(desk: Desk, { opportunityId, afterMs }: ActivationWork): FinancePerson {
  const { scheduler, name } = desk;
  const isOffered = (): boolean => awaitsActivation(desk, opportunityId);
  const live = async (): Promise<void> => {
    for (;;) {
      while (!isOffered()) await scheduler.sleep(name, lookEveryMs);
      await scheduler.sleep(name, afterMs);
      const project = projectOf(desk, opportunityId);
      if (project !== undefined) await pressAct(desk, 'activate', project);
      await scheduler.sleep(name, pressEveryMs);
    }
  };
  void live();
  return { hasWork: isOffered };
}
