import type { NetsuiteSide } from './netsuite-side.ts';
import type { Network } from './network.ts';
import type { Scheduler } from './scheduler.ts';
import type { Trace } from './trace.ts';
import { readTruth, textOf, type TruthRow } from './truth.ts';

/** What a person of finance works with, and by which name they stand in the trace. */
export type Desk = {
  network: Network;
  scheduler: Scheduler;
  trace: Trace;
  netsuite: NetsuiteSide;
  name: string;
  chance: () => number;
};

/** One person of finance at work on one deal. */
export type FinancePerson = {
  /** Whether there is something that this person waits to see and has not dealt with yet. */
  hasWork(): boolean;
};

const lookAfterMs = 5_000;
const mostTries = 10;
const patienceMs = 3_000;

/**
 * Lets a person wait for what they wait for, for ever if need be, and then do their work once.
 *
 * @property lookEveryMs how often they look whether it is time
 */
export function letWork(
  { scheduler, name, lookEveryMs = lookAfterMs }: Desk & { lookEveryMs?: number },
  isTime: () => boolean,
  work: () => Promise<void>,
): FinancePerson {
  let isDone = false;
  const live = async (): Promise<void> => {
    while (!isTime()) await scheduler.sleep(name, lookEveryMs);
    await work();
    isDone = true;
  };
  void live();
  return { hasWork: () => !isDone && isTime() };
}

/** The deal's project of its latest attempt. */
export function projectOf(desk: Desk, opportunityId: string): TruthRow | undefined {
  return rowsOf(desk, 'job', opportunityId).at(-1);
}

/** The records of a deal that stand in the ERP. */
export function rowsOf({ netsuite }: Desk, type: string, opportunityId: string): readonly TruthRow[] {
  const rows = readTruth(netsuite.account.groundTruth.after(0), 0).rows(type);
  return rows.filter(({ externalId = '' }) => externalId.includes(`:${opportunityId}:`));
}

/** Whether the tab of the deal's project offers to open it for time. */
export function awaitsActivation({ netsuite }: Pick<Desk, 'netsuite'>, opportunityId: string): boolean {
  const states = readTruth(netsuite.account.groundTruth.after(0), 0).rows('customrecord_tl_state');
  const shown = states.map((row) => textOf(row, 'custrecord_tl_state_shown') ?? '');
  return shown.some((text) => text.includes('"awaitsActivation"') && text.includes(`:${opportunityId}:`));
}

/** Sends a form, and once more when the connection broke; any answer is one, since the record says what stands. */
export async function sendForm(desk: Desk, path: string, fields: Readonly<Record<string, string>>): Promise<void> {
  const { network, scheduler, netsuite, name } = desk;
  const fetch = network.fetchOf(name);
  for (let tries = 0; tries < mostTries; tries += 1) {
    try {
      await fetch(`${netsuite.origin}${path}&as=finance`, { method: 'POST', body: new URLSearchParams({ ...fields }) });
      return;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
    await scheduler.sleep(name, patienceMs);
  }
}

const actPath = '/app/site/hosting/scriptlet.nl?script=customscript_tl_act&deploy=customdeploy_tl_act';

/** Presses a button of a record's tab, and the one on the page that asks once more. */
export async function pressAct(
  desk: Desk,
  act: 'activate' | 'hold' | 'release' | 'send-again',
  { type, id }: Pick<TruthRow, 'type' | 'id'>,
): Promise<void> {
  const fields = { custpage_act: act, custpage_type: type, custpage_id: id, custpage_note: '' };
  await sendForm(desk, `${actPath}&act=${act}&type=${type}&id=${id}`, fields);
}
