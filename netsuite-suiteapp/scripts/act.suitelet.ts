/**
 * Asks once more before an act of the tab Sync status, then rings the outbox in the person's own name.
 *
 * @NApiVersion 2.1
 * @NScriptType Suitelet
 * @NModuleScope SameAccount
 */
import type { EntryPoints } from 'N/types';
import * as query from 'N/query';
import * as record from 'N/record';
import * as redirect from 'N/redirect';
import * as runtime from 'N/runtime';
import * as serverWidget from 'N/ui/serverWidget';
import * as url from 'N/url';
import { type Act, actOf, acts } from '#lib/acts.ts';
import { refuse } from '#lib/refuse.ts';
import { html } from '#lib/tab/markup.ts';
import { style } from '#lib/tab/style.ts';
import { textOf } from '#lib/values.ts';

type Asked = {
  readonly act: Act;
  readonly type: 'job' | 'customer';
  readonly id: string;
  readonly name: string;
  readonly engagements: readonly string[];
};

/** A GET shows what the press will do; only the POST of that page writes. */
function onRequest({ request, response }: EntryPoints.Suitelet.onRequestContext): void {
  const asked = askedOf(request.parameters);
  if (request.method !== 'POST') return response.writePage({ pageObject: pageOf(asked) });
  const note = textOf(request.parameters['custpage_note']) ?? '';
  for (const engagement of asked.engagements) ring(asked, engagement, note);
  return redirect.toRecord({ type: asked.type, id: asked.id, parameters: {} });
}

function askedOf(parameters: Readonly<Record<string, unknown>>): Asked {
  const of = (name: string): string | undefined => textOf(parameters[`custpage_${name}`]) ?? textOf(parameters[name]);
  const act = actOf(of('act'));
  const type = of('type') === 'customer' ? 'customer' : 'job';
  const id = /^\d{1,18}$/.exec(of('id') ?? '')?.[0];
  if (act === undefined || id === undefined) return refuse('TL_ACT_UNKNOWN', 'There is no such act.');
  if (Number(runtime.getCurrentUser().getPermission({ name: 'LIST_JOB' })) < 3)
    return refuse('TL_ACT_NOT_ALLOWED', 'To act here, your role needs to edit projects.');
  const opened = record.load({ type, id });
  const engagements = engagementsOf(type, id);
  if (engagements.length === 0) return refuse('TL_ACT_UNKNOWN', 'This record did not come from Salesforce.');
  const text = (fieldId: string): string => textOf(opened.getValue({ fieldId })) ?? '';
  return { act, type, id, name: `${text('entityid')} ${text('companyname')}`, engagements };
}

const mostEngagements = 20;

function engagementsOf(type: Asked['type'], id: string): string[] {
  const parent = type === 'customer' ? 'entity' : 'project';
  const sql =
    'select id, custrecord_tl_link_engagement as engagement from customrecord_tl_link ' +
    `where custrecord_tl_link_${parent} = ? order by id`;
  const rows = query.runSuiteQL({ query: sql, params: [id] }).asMappedResults();
  const ids = rows.flatMap((row) => textOf(row['engagement']) ?? []);
  return [...new Set(ids)].slice(0, mostEngagements);
}

/** Without the permission to create outbox rows the platform itself refuses this. */
function ring({ act, type, id }: Asked, engagement: string, note: string): void {
  const row = record.create({ type: 'customrecord_tl_outbox' });
  const values = { kind: act, type, record: id, engagement, by: runtime.getCurrentUser().name.slice(0, 160), note };
  for (const [name, value] of Object.entries(values))
    if (value !== '') row.setValue({ fieldId: `custrecord_tl_outbox_${name}`, value });
  row.setValue({ fieldId: 'custrecord_tl_outbox_at', value: new Date() });
  row.save();
}

function pageOf(asked: Asked): serverWidget.Form {
  const words = acts[asked.act];
  const form = serverWidget.createForm({ title: `${words.title}: ${asked.name}` });
  const shown = form.addField({ id: 'custpage_words', type: serverWidget.FieldType.INLINEHTML, label: 'What happens' });
  const back = url.resolveRecord({ recordType: asked.type, recordId: asked.id, isEditMode: false });
  const lines = words.will.map((line) => html`<p>${line}</p>`);
  shown.defaultValue = html`<style>
      ${{ markup: style }}
    </style>
    <div class="tl">
      <div class="tl-panel tl-words">
        <header><h2>What the press will do</h2></header>
        ${lines}
        <p><a href="${back}">Back without a change</a></p>
      </div>
    </div>`.markup;
  const note = form.addField({
    id: 'custpage_note',
    type: serverWidget.FieldType.TEXTAREA,
    label: 'Why (others will read it)',
  });
  note.maxLength = 300;
  for (const name of ['act', 'type', 'id'] as const) {
    const field = form.addField({ id: `custpage_${name}`, type: serverWidget.FieldType.TEXT, label: name });
    field.defaultValue = asked[name];
    field.updateDisplayType({ displayType: serverWidget.FieldDisplayType.HIDDEN });
  }
  form.addSubmitButton({ label: words.button });
  return form;
}

// A Suitelet's entry point is the default export: the build turns it into the object that `define` returns.
export default { onRequest };
