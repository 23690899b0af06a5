/** How the account shows days, instants, amounts and hours: an unknown one is a dash. */

const dash = '–';
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A day as `7-Dec-2026`, one of the account's own date formats, which no reader takes for another day. */
export function showDay(day: unknown): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(typeof day === 'string' ? day : '');
  if (!match) return typeof day === 'string' && day !== '' ? day : dash;
  return `${Number(match[3])}-${months[Number(match[2]) - 1] ?? ''}-${match[1] ?? ''}`;
}

/** A moment as `7-Dec-2026 14:02 UTC`. */
export function showInstant(instant: unknown): string {
  if (typeof instant !== 'string' || Number.isNaN(Date.parse(instant))) return dash;
  const utc = new Date(instant).toISOString();
  return `${showDay(utc)} ${utc.slice(11, 16)} UTC`;
}

/** An amount with its currency first, a space that does not break, and two decimals. */
export function showMoney(amount: string | number | boolean | undefined, currency: string | undefined): string {
  if (amount === undefined || amount === '' || typeof amount === 'boolean') return dash;
  const [whole = '', fraction = ''] = String(amount).replace('-', '').split('.');
  const sign = Number(amount) < 0 ? '−' : '';
  const figures = `${sign}${grouped(whole)}.${fraction.padEnd(2, '0')}`;
  return currency === undefined ? figures : `${currency}\u00a0${figures}`;
}

/** Hours as `1,386 h 30 m`. */
export function showHours(hours: number | undefined): string {
  if (hours === undefined) return dash;
  const minutes = Math.round(hours * 60);
  const whole = grouped(String(Math.floor(minutes / 60)));
  return minutes % 60 === 0 ? `${whole} h` : `${whole} h ${minutes % 60} m`;
}

/** Any other value, or the dash. */
export function showText(text: unknown): string {
  if (typeof text === 'number') return String(text);
  if (typeof text === 'boolean') return text ? 'Yes' : 'No';
  return typeof text === 'string' && text !== '' ? text : dash;
}

function grouped(digits: string): string {
  return digits.replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** Whether a field holds nothing. */
export function isBlank(value: unknown): boolean {
  return value === undefined || value === '';
}
