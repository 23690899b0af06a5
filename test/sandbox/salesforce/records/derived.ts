import { opportunityStages } from '../metadata/standard-objects.ts';
import type { Value } from './record.ts';

type Draft = Map<string, Value>;

/**
 * Fields that the platform itself keeps equal to others, per standard object.
 *
 * @param given names of the fields that the caller wrote; a written probability is kept
 */
export function deriveValues(typeName: string, draft: Draft, given: ReadonlySet<string>): void {
  if (typeName === 'Contact' || typeName === 'User') {
    const parts = [draft.get('FirstName'), draft.get('LastName')].filter((part) => part !== undefined);
    draft.set('Name', parts.join(' '));
  }
  if (typeName === 'Opportunity') deriveStage(draft, given);
}

function deriveStage(draft: Draft, given: ReadonlySet<string>): void {
  const stage = opportunityStages.find((one) => one.name === draft.get('StageName'));
  draft.set('IsWon', stage?.end === 'won');
  draft.set('IsClosed', stage?.end !== undefined);
  if (stage && given.has('StageName') && !given.has('Probability')) draft.set('Probability', stage.probability);
}
