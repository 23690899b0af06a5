/**
 * Answers the tab Sync status of one record once more, for the page that shows it, in the person's own role.
 *
 * @NApiVersion 2.1
 * @NScriptType Suitelet
 * @NModuleScope SameAccount
 */
import type { EntryPoints } from 'N/types';
import * as record from 'N/record';
import type { Record as NetsuiteRecord } from 'N/record';
import { refuse } from '#lib/refuse.ts';
import { factsOf } from '#lib/tab/facts.ts';
import { shownTab } from '#lib/tab/tab.ts';
import { textOf } from '#lib/values.ts';

/** A refusal is said without mailing the script's owner: an open page asks on, also when its record was deleted. */
function onRequest({ request, response }: EntryPoints.Suitelet.onRequestContext): void {
  const opened = openedBy(textOf(request.parameters['type']), textOf(request.parameters['id']) ?? '');
  response.write({ output: shownTab(factsOf(opened)).markup });
}

function openedBy(type: string | undefined, id: string): NetsuiteRecord {
  if ((type !== 'job' && type !== 'customer') || !/^\d{1,18}$/.test(id)) return noSuchTab();
  try {
    return record.load({ type, id });
  } catch {
    return noSuchTab();
  }
}

function noSuchTab(): never {
  return refuse('TL_NO_SUCH_TAB', 'There is no such record with a tab Sync status, or your role may not open it.');
}

// A Suitelet's entry point is the default export: the build turns it into the object that `define` returns.
export default { onRequest };
