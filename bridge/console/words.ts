import { ownerLabels, OwnerRole } from 'shared-model/finding.ts';

import type { RunRow } from '#store/desk.ts';

/** How a state looks: a word, an icon and a tint, so that colour never stands alone. */
export type Badge = {
  readonly word: string;
  readonly tone: 'plain' | 'accent' | 'held' | 'late' | 'ok';
  readonly icon: IconName;
};
export type IconName = 'clock' | 'play' | 'person' | 'cross' | 'tick' | 'eye' | 'undo' | 'away';

const badges: Readonly<Record<string, Badge>> = {
  queued: { word: 'Queued', tone: 'plain', icon: 'clock' },
  ready: { word: 'Ready', tone: 'plain', icon: 'clock' },
  'in-progress': { word: 'Running', tone: 'accent', icon: 'play' },
  'looking-up': { word: 'Looking', tone: 'accent', icon: 'eye' },
  'erp-unreachable': { word: 'NetSuite away', tone: 'held', icon: 'away' },
  waiting: { word: 'Waiting', tone: 'held', icon: 'person' },
  'not-ready': { word: 'Not ready', tone: 'held', icon: 'person' },
  failed: { word: 'Did not work', tone: 'late', icon: 'cross' },
  ended: { word: 'Ended', tone: 'plain', icon: 'undo' },
  done: { word: 'Done', tone: 'ok', icon: 'tick' },
};

/** The badge of a run: its status where that is an end, else what the CRM shows of it. */
export function badgeOf(run: Pick<RunRow, 'status' | 'shown' | 'command'>): Badge {
  const name = run.status === 'running' ? runningState(run) : run.status;
  return badges[name] ?? { word: name, tone: 'plain', icon: 'clock' };
}

function runningState({ shown, command }: Pick<RunRow, 'shown' | 'command'>): string {
  if (command?.state === 'held' || command?.state === 'rejected') return 'waiting';
  if (command?.state === 'unknown') return 'looking-up';
  const state = shown?.state;
  return typeof state === 'string' ? state : 'queued';
}

/** What a role is called; a text that is no role is shown as it is. */
export function ownerName(owner: unknown): string | undefined {
  const role = OwnerRole.safeParse(owner);
  return role.success ? ownerLabels[role.data] : undefined;
}

/** An age or a wait as people say it: `8 s`, `12 min`, `4 h 22 m`, `6 d`. */
export function ageText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${minutes % 60} m`;
  return `${Math.floor(hours / 24)} d`;
}

export function ageOf(instant: string, now: number): string {
  return ageText(now - Date.parse(instant));
}

/** `1 run`, `3 runs`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A sentence without its full stop, to stand inside another. */
export function clause(sentence: string): string {
  return sentence.trim().replace(/\.$/, '');
}
