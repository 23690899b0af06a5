/**
 * Shows the tab Sync status when a person opens a customer or a project.
 *
 * @NApiVersion 2.1
 * @NScriptType UserEventScript
 * @NModuleScope SameAccount
 */
import type { EntryPoints } from 'N/types';
import * as serverWidget from 'N/ui/serverWidget';
import { factsOf } from '#lib/tab/facts.ts';
import { syncTab } from '#lib/tab/tab.ts';

function beforeLoad(context: EntryPoints.UserEvent.beforeLoadContext): void {
  if (context.type !== context.UserEventType.VIEW) return;
  context.form.addTab({ id: 'custpage_tl_sync', label: 'Sync status' });
  const field = context.form.addField({
    id: 'custpage_tl_status',
    type: serverWidget.FieldType.INLINEHTML,
    label: 'Sync status',
    container: 'custpage_tl_sync',
  });
  field.defaultValue = syncTab(factsOf(context.newRecord)).markup;
}

// A user event's entry points are the default export: the build turns it into the object that `define` returns.
export default { beforeLoad };
