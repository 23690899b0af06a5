import type { GroundTruthEntry } from '../sandbox/control/ground-truth.ts';
import { textOf, type Truth, type TruthRow } from './truth.ts';

/** Who opens projects for time in this run, and what was committed in the ERP. */
export type Activation = { netsuite: Truth; activation: 'automatic' | 'finance' };

/** Whether the project is to be open for time: at once, or since finance has pressed *Activate* on its tab. */
export function isToBeOpen({ netsuite, activation }: Activation, project: TruthRow | undefined): boolean {
  return activation === 'automatic' || netsuite.commits.some((entry) => isPress(entry, project?.id));
}

/** Where finance opens projects, none is open for time before somebody has pressed. */
export function openedEarly({ netsuite, activation }: Activation): readonly string[] {
  if (activation === 'automatic') return [];
  const { commits } = netsuite;
  const opened = commits.filter(({ type, values }) => type === 'job' && values['allowtime'] === true);
  return opened
    .filter(({ id, sequence }) => !commits.some((entry) => entry.sequence < sequence && isPress(entry, id)))
    .map(({ externalId }) => `${externalId ?? '?'}: open for time, and nobody has activated it`);
}

function isPress(entry: GroundTruthEntry, projectId: string | undefined): boolean {
  return (
    entry.type === 'customrecord_tl_outbox' &&
    textOf(entry, 'custrecord_tl_outbox_kind') === 'activate' &&
    textOf(entry, 'custrecord_tl_outbox_record') === projectId
  );
}
