import { drawDeals, type SeededDeal } from './deals.ts';
import { type ActivationWork, drawActivations } from './finance-activation.ts';
import { drawHold, type HoldWork } from './finance-holds.ts';
import { drawEdits, type EditWork } from './finance-edits.ts';
import type { Act, Choice, Click, Person } from './people.ts';
import type { Run } from './run.ts';

/** What people do in a run. */
export type Plans = {
  readonly clicks: readonly Click[];
  /** Who looks after a deal until its project is there. */
  readonly insisting: readonly Person[];
  readonly edits: EditWork | undefined;
  readonly hold: HoldWork | undefined;
  readonly activations: readonly ActivationWork[];
  /** Deals whose project nobody opens for time. */
  readonly forgotten: ReadonlySet<string>;
};

/**
 * Some deals; each is clicked by one to three people or tabs within a few seconds. Of some a person gives up or
 * cancels the attempt, or asks once more for what waits; and of some a person presses again after each failure.
 */
export function plansOf(run: Run, deals: readonly SeededDeal[]): Plans {
  const chance = run.chanceOf(4);
  const draw = (count: number): number => Math.floor(chance() * count);
  const chosen = drawDeals(deals, draw);
  const personOf = (opportunityId: string): Person => ({ as: draw(2) === 0 ? 'sales1' : 'sales2', opportunityId });
  const clicks = chosen.flatMap(({ opportunityId }) => [
    ...Array.from({ length: 1 + draw(3) }, (): Click => {
      return { ...personOf(opportunityId), afterMs: draw(8_000), act: 'provision' };
    }),
    ...(draw(4) > 0
      ? []
      : [{ ...personOf(opportunityId), afterMs: draw(30_000), act: acts[draw(acts.length)] ?? 'retry' }]),
  ]);
  const insisting = chosen.flatMap(({ opportunityId, ends }): Person[] => {
    const choice = ends === 'asks' ? answers[draw(answers.length)] : undefined;
    return choice !== undefined || draw(2) === 0 ? [{ ...personOf(opportunityId), choice }] : [];
  });
  const ids = chosen.map(({ opportunityId }) => opportunityId);
  const activations = run.activation === 'finance' ? drawActivations(run.chanceOf(35), ids) : [];
  const isForgotten = (id: string): boolean =>
    run.activation === 'finance' && activations.every(({ opportunityId }) => opportunityId !== id);
  const forgotten = new Set(ids.filter(isForgotten));
  return {
    clicks,
    insisting: insisting.filter(({ opportunityId }) => !forgotten.has(opportunityId)),
    edits: drawEdits(run.chanceOf(32), ids),
    hold: drawHold(run.chanceOf(36), ids),
    activations,
    forgotten,
  };
}

const acts: readonly Act[] = ['give-up', 'give-up', 'cancel', 'retry'];
/** What is said of the one possible match; nobody may answer, too. */
const answers: readonly (Choice | undefined)[] = [
  { kind: 'use', customerNumber: 'C-1010' },
  { kind: 'different', customerNumber: 'C-1010' },
  undefined,
];
