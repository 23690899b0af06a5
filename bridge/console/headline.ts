import type { DeskView } from './desk.ts';
import { ageText, counted } from './words.ts';

/** After this time an open exception is late: most owners answer within a working day. */
export const lateAfterMs = 24 * 3_600_000;

/** The one sentence on top: what is true now, the object first. */
export function headline({ work, causes, now }: Pick<DeskView, 'work' | 'causes' | 'now'>): string {
  const late = causes.filter(({ oldestAt }) => now - Date.parse(oldestAt) > lateAfterMs).length;
  const [open, running] = [causes.length, work.runs.running];
  const waiting = open === 0 ? '' : `${sentenceOf(open, 'cause waits', 'causes wait')} for a person.`;
  if (late > 0) return `${waiting} ${sentenceOf(late, 'is late', 'are late')}.`;
  if (open > 0) return `${waiting} None is late.`;
  if (running > 0) return `${sentenceOf(running, 'run is', 'runs are')} under way. Nobody has to do anything.`;
  return 'Nothing waits for anyone.';
}

/** What stands beneath it: how much of what, and how old the oldest is. */
export function subline({ work }: Pick<DeskView, 'work'>): string {
  const { runs, commands, oldestCommandMs, pendingEvents } = work;
  const onTheWay = commands.waiting + commands.leased + commands.staged + commands.unknown;
  const parts = [
    `${counted(runs.running, 'run')} under way, ${runs.done} done`,
    onTheWay === 0
      ? 'the queue for NetSuite is empty'
      : `${counted(onTheWay, 'command')} on the way, the oldest ${ageText(oldestCommandMs)}`,
    ...(pendingEvents === 0 ? [] : [`${counted(pendingEvents, 'event')} not worked on yet`]),
  ];
  return `${parts.join('; ')}.`;
}

const smallNumbers = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine'];

function sentenceOf(count: number, one: string, many: string): string {
  return `${smallNumbers[count] ?? String(count)} ${count === 1 ? one : many}`;
}
