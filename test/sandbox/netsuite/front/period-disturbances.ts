import type { SandboxClock } from '../../control/clock.ts';
import type { Faults } from '../../control/faults.ts';
import type { Host } from '../host/host.ts';

/** What a finance person ticks on the period; a locked one is closed for receivables, payables and all else. */
const ticks = {
  'close-period': { closed: true },
  'lock-period': { arlocked: true, aplocked: true, alllocked: true },
} as const;
const unticked = { closed: false, arlocked: false, aplocked: false, alllocked: false };

type Parts = { host: Pick<Host, 'query' | 'write'>; faults: Faults; clock: SandboxClock };

/**
 * Closes or locks the accounting period of today while such a disturbance stands, and opens it again after that.
 *
 * Called before each request, since nothing in the account happens between two of them.
 */
export function periodSwitch({ host, faults, clock }: Parts): () => Promise<void> {
  let set: { period: string; mark: string } | undefined;
  return async () => {
    const standing = [faults.standing('close-period'), faults.standing('lock-period')].flatMap((fault) => fault ?? []);
    const mark = standing.map(({ id }) => id).join(' ');
    if (mark === (set?.mark ?? '')) return;
    const changes = Object.assign({}, ...standing.map(({ kind }) => ticksOf(kind)));
    const period = set?.period ?? periodOf(host, clock.now());
    set = mark === '' || period === undefined ? undefined : { period, mark };
    if (period === undefined) return;
    const values = { ...unticked, ...changes };
    await host.write({ user: 'admin', context: 'USERINTERFACE', type: 'accountingperiod', id: period, values });
  };
}

function ticksOf(kind: string): object {
  return kind === 'close-period' ? ticks['close-period'] : ticks['lock-period'];
}

/** Periods are named as NetSuite names months, `Nov 2026`. */
function periodOf(host: Parts['host'], now: number): string | undefined {
  const name = new Date(now).toLocaleDateString('en-US', { month: 'short', year: 'numeric', timeZone: 'UTC' });
  const answer = host.query('SELECT id FROM accountingperiod WHERE periodname = ?', [name]);
  const id = 'rows' in answer ? answer.rows[0]?.['id'] : undefined;
  return id === undefined ? undefined : String(id);
}
