import type { Act, Facts } from './facts';
import type { RequestRow } from './progressRows';
import type { Action } from './view';
import type { Words } from './words';

const labels: Readonly<Record<Act, string>> = {
  provision: 'Provision project',
  cancel: 'Cancel request',
  'give-up': 'Give up',
  retry: 'Try again',
};
const asked: Readonly<Record<Act, string>> = {
  provision: 'Asked for',
  cancel: 'Cancelling was asked for',
  'give-up': 'Giving up was asked for',
  retry: 'Trying again was asked for',
};

const needsPermission = 'Permission set “Throughline Sales Operations” is needed';

/** One thing to press, off with its reason while the reader may not, is offline, or it was asked for already. */
export function actionOf(act: Act, facts: Facts, words: Words, reason?: string): Action {
  const action = { act, label: labels[act], isAvailable: false, isBusy: false };
  if (!facts.mayProvision) return { ...action, reason: needsPermission };
  if (facts.isOffline) return { ...action, reason: 'Available when the connection is back' };
  if (facts.click.kind === 'asking') {
    return facts.click.act === act ? { ...action, isBusy: true } : { ...action, reason: 'One moment' };
  }
  const open = openAct(act, facts);
  if (open !== undefined) return { ...action, isBusy: true, busyText: askedText(act, open, facts, words) };
  if (reason !== undefined) return { ...action, reason };
  return { ...action, isAvailable: true };
}

/** An act of the present generation that the bridge has not answered yet. */
function openAct(act: Act, facts: Facts): RequestRow | undefined {
  if (act === 'provision') return undefined;
  return facts.requests.find(
    (row) => row.act === act && row.generation === facts.generation && row.state === 'requested',
  );
}

function askedText(act: Act, row: RequestRow, facts: Facts, words: Words): string {
  const who = row.requestedBy.userId === facts.userId ? 'you' : row.requestedBy.name;
  return row.requestedAt === undefined ? asked[act] : `${asked[act]} ${words.moment(row.requestedAt)} by ${who}`;
}
