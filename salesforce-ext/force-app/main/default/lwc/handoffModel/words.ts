/** How one reader sees times, days and money: their locale and time zone, never the author's. */
export type Words = {
  /** `14:02` */
  time(instant: string): string;
  /** `14:02:31` */
  exactTime(instant: string): string;
  /** `14:02` today, `20/11 14:02` on another day. */
  moment(instant: string): string;
  /** A day without a time, which never shifts with the time zone: `01/12/2026`. */
  day(date: string): string;
  /** `USD 505,600.00`, with a space that does not break. */
  money(amount: string, currency: string): string;
};

/** @param nowMs the moment that counts as now, so that "today" needs no clock of its own */
export function wordsFor(locale: string, timeZone: string, nowMs: number): Words {
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone, ...options });
  const time = format({ hour: '2-digit', minute: '2-digit' });
  const exactTime = format({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const calendarDay = format({ day: '2-digit', month: '2-digit', year: 'numeric' });
  const shortDay = format({ day: '2-digit', month: '2-digit' });
  const plainDay = format({ day: '2-digit', month: '2-digit', year: 'numeric', timeZone: 'UTC' });
  const number = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return {
    time: (instant) => time.format(new Date(instant)),
    exactTime: (instant) => exactTime.format(new Date(instant)),
    moment: (instant) => {
      const at = new Date(instant);
      const isToday = calendarDay.format(at) === calendarDay.format(new Date(nowMs));
      return isToday ? time.format(at) : `${shortDay.format(at)} ${time.format(at)}`;
    },
    day: (date) => plainDay.format(new Date(`${date}T00:00:00Z`)),
    money: (amount, currency) => `${currency}\u00a0${number.format(Number(amount))}`,
  };
}

/** A length of time in the two largest units that matter: `9 s`, `2 min 5 s`, `4 h 22 m`, `3 d 4 h`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds}\u00a0s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return joined(`${minutes}\u00a0min`, seconds % 60, 's');
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return joined(`${hours}\u00a0h`, minutes % 60, 'm');
  return joined(`${Math.floor(hours / 24)}\u00a0d`, hours % 24, 'h');
}

/** Planned work as people say it: `2,240 h 00 m`. */
export function workTime(minutes: number, locale: string): string {
  const hours = new Intl.NumberFormat(locale).format(Math.floor(minutes / 60));
  return `${hours}\u00a0h ${String(minutes % 60).padStart(2, '0')}\u00a0m`;
}

/** Small numbers in a headline are words. */
export function countWord(count: number): string {
  return ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine'][count] ?? String(count);
}

export function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Whole days from one date to another; negative when the other is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to.slice(0, 10)) - Date.parse(from.slice(0, 10))) / 86_400_000);
}

function joined(head: string, rest: number, unit: string): string {
  return rest === 0 ? head : `${head} ${rest}\u00a0${unit}`;
}

/** An age in its largest unit: `just now`, `12 min`, `4 h`, `6 d`. */
export function shortAge(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes}\u00a0min`;
  if (minutes < 1_440) return `${Math.floor(minutes / 60)}\u00a0h`;
  return `${Math.floor(minutes / 1_440)}\u00a0d`;
}

/** An age as people say it of waiting: `12 min`, `4 h 22 m`, `3 d 4 h`; below a minute it is `less than a minute`. */
export function longDuration(milliseconds: number): string {
  if (milliseconds < 60_000) return 'less than a minute';
  return duration(Math.floor(milliseconds / 60_000) * 60_000);
}
