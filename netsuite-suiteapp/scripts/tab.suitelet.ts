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
import { factsOf } from '#lib/tab/facts.ts';
import { shownTab } from '#lib/tab/tab.ts';
import { textOf } from '#lib/values.ts';

function onRequest({ request, response }: EntryPoints.Suitelet.onRequestContext): void {
  const type = textOf(request.parameters['type']);
  const id = textOf(request.parameters['id']) ?? '';
  if ((type !== 'job' && type !== 'customer') || !/^\d{1,18}$/.test(id)) return refuse();
  const tab = shownTab(factsOf(record.load({ type, id })));
  response.setHeader({ name: 'Content-Type', value: 'text/html' });
  response.write({ output: tab.markup });
}

function refuse(): never {
  // oxlint-disable-next-line typescript/only-throw-error -- the platform's own error is no Error, and only it keeps its code on the page
  throw error.create({
    name: 'TL_NO_SUCH_TAB',
    message: 'Only customers and projects have this tab.',
    notifyOff: true,
  });
}

// A Suitelet's entry point is the default export: the build turns it into the object that `define` returns.
export default { onRequest };
