import type { ProgressRow } from './progressRows';
import { stepTable } from './tables';
import type { StepView } from './view';
import { duration } from './words';
import type { Words } from './words';

/** Every step in its order, whatever the bridge has told of it; of a run that has ended the rest is not started. */
export function stepViews(
  rows: readonly ProgressRow[],
  words: Words,
  nowMs: number,
  hasEnded: boolean,
): readonly StepView[] {
  return stepTable.map((step) => {
    const row = rows.filter((each) => each.step === step.id).toSorted((a, b) => b.version - a.version)[0];
    const state = stateOf(row);
    return {
      key: step.id,
      label: step.label,
      state,
      stateLabel: stateLabels[state],
      ...(state === 'next' ? { text: hasEnded ? 'Not started' : step.planned } : linkAndText(row, step.planned)),
      system: step.system,
      time: timeOf(row, state, words, nowMs),
    };
  });
}

export const stateLabels: Readonly<Record<StepView['state'], string>> = {
  next: 'Not started',
  running: 'Running',
  done: 'Done',
  waiting: 'Waiting',
  failed: 'Did not work',
  undone: 'Undone',
  'looking-up': 'Looking it up',
};

function stateOf(row: ProgressRow | undefined): StepView['state'] {
  switch (row?.state) {
    case 'running':
    case 'done':
    case 'waiting':
    case 'failed':
    case 'undone':
    case 'looking-up':
      return row.state;
    default:
      return 'next';
  }
}

/** The record's number as the link, and the rest of the sentence after it; what is gone is no link any more. */
function linkAndText(row: ProgressRow | undefined, planned: string): Pick<StepView, 'link' | 'text'> {
  if (row?.refNumber === undefined) return { text: row === undefined || row.text === '' ? planned : row.text };
  const { refNumber, refUrl, text } = row;
  const rest = (text.startsWith(refNumber) ? text.slice(refNumber.length) : text).replace(/^[\s,·]+/, '');
  const isThere = refUrl !== undefined && row.state !== 'undone';
  return { link: isThere ? { label: refNumber, url: refUrl } : { label: refNumber }, text: rest };
}

/** How long a step has been under way, or when it ended. */
function timeOf(row: ProgressRow | undefined, state: StepView['state'], words: Words, nowMs: number): string {
  if (row === undefined || state === 'next') return '';
  const since = row.waitingSince ?? row.at;
  if (state === 'running' || state === 'waiting' || state === 'looking-up') {
    return since === undefined ? '' : duration(nowMs - Date.parse(since));
  }
  return row.at === undefined ? '' : words.exactTime(row.at);
}
