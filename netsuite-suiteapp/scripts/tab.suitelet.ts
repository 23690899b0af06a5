/**
 * Answers the tab Sync status of one record once more, for the page that shows it, in the person's own role.
 *
 * @NApiVersion 2.1
 * @NScriptType Suitelet
 * @NModuleScope SameAccount
 */
import type { EntryPoints } from 'N/types';
import * as error from 'N/error';
import * as record from 'N/record';
import type { Record as NetsuiteRecord } from 'N/record';
import { factsOf } from '#lib/tab/facts.ts';
import { shownTab } from '#lib/tab/tab.ts';
import { textOf } from '#lib/values.ts';

/** A refusal is said without mailing the script's owner: an open page asks on, also when its record was deleted. */
function onRequest({ request, response }: EntryPoints.Suitelet.onRequestContext): void {
  const opened = openedBy(textOf(request.parameters['type']), textOf(request.parameters['id']) ?? '');
  response.write({ output: shownTab(factsOf(opened)).markup });
}

function openedBy(type: string | undefined, id: string): NetsuiteRecord {
  if ((type !== 'job' && type !== 'customer') || !/^\d{1,18}$/.test(id)) return refuse();
  try {
    return record.load({ type, id });
  } catch {
    return refuse();
  }
}

function refuse(): never {
  const message = 'There is no such record with a tab Sync status, or your role may not open it.';
  // oxlint-disable-next-line typescript/only-throw-error -- the platform's own error is no Error, and only it keeps its code on the page
  throw error.create({ name: 'TL_NO_SUCH_TAB', message, notifyOff: true });
}

// A Suitelet's entry point is the default export: the build turns it into the object that `define` returns.
export default { onRequest };
