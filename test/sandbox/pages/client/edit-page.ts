import * as z from 'zod/mini';
import { callUiApi } from '../platform/ui-api.ts';
import { chrome, highlights, panel } from './chrome.ts';
import { element } from './element.ts';
import { fieldInput } from './field-input.ts';
import type { FieldInput } from './field-input.ts';
import { readRecord, shown } from './read.ts';

const Field = z.object({
  label: z.string(),
  dataType: z.string(),
  updateable: z.boolean(),
  relationshipName: z.optional(z.nullable(z.string())),
});
export type EditableField = z.infer<typeof Field>;
const ObjectInfo = z.object({ label: z.string(), updateable: z.boolean(), fields: z.record(z.string(), Field) });

/** Standard fields that people correct here; the platform's own bookkeeping stays away. */
const shownFields =
  /__c$|^(Name|Email|StageName|CloseDate|CurrencyIsoCode|LastName|FirstName|BillingCity|BillingCountryCode)$/;

/**
 * The form of one record: what the signed-in user may change of it, saved over the org's own UI API.
 *
 * After saving it goes back to where it was opened from, so that a finding is fixed and seen to be gone.
 *
 * @param focused the field that the form begins at; without one it is the first
 */
export async function editPage(
  object: string,
  id: string,
  focused: string | undefined,
  userName: string,
): Promise<Node[]> {
  const { label, updateable, fields } = ObjectInfo.parse(await callUiApi(`/object-info/${object}`));
  const own = Object.entries(fields).filter(
    ([name, field]) => shownFields.test(name) && field.updateable && updateable,
  );
  const record = await readRecord(id, object, ['Name', ...own.map(([name]) => name)].join(' '));
  const inputs = await Promise.all(own.map(([name, field]) => fieldInput(object, name, field, record)));
  // Only what stands on the page takes the keyboard's place; the browser gives it as soon as the form does.
  const begin = inputs.find(({ name }) => name === focused) ?? inputs[0];
  if (begin !== undefined) begin.control.autofocus = true;
  return [
    chrome(userName, ''),
    highlights(label, 'standard:record', shown(record, 'Name'), []),
    element('main', { class: 'columns' }, panel('standard:record', `Edit ${label}`, formOf(id, inputs))),
  ];
}

function formOf(id: string, inputs: readonly FieldInput[]): HTMLElement {
  if (inputs.length === 0) return element('p', { class: 'list' }, 'You may look at this record but not change it.');
  const problem = element('p', { class: 'problem', role: 'alert' });
  const cancel = element('button', { type: 'button', class: 'slds-button slds-button_neutral' }, 'Cancel');
  const save = element('button', { type: 'submit', class: 'slds-button slds-button_brand' }, 'Save');
  const form = element(
    'form',
    { class: 'form', novalidate: '' },
    ...inputs.map(({ row }) => row),
    problem,
    element('div', { class: 'acts' }, cancel, save),
  );
  cancel.addEventListener('click', goBack);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void saveForm(id, inputs, problem);
  });
  return form;
}

async function saveForm(id: string, inputs: readonly FieldInput[], problem: HTMLElement): Promise<void> {
  const changed = inputs.filter((input) => input.isChanged());
  const fields = Object.fromEntries(changed.map((input) => [input.name, input.value()]));
  try {
    await callUiApi(`/records/${id}`, { method: 'PATCH', body: { fields } });
    goBack();
  } catch (error) {
    problem.textContent = `Not saved. ${wordsOf(error)}`;
  }
}

const Refusal = z.object({ message: z.string() });
const Refused = z.object({
  body: z.array(
    z.object({
      message: z.string(),
      output: z.optional(z.object({ errors: z.array(Refusal), fieldErrors: z.record(z.string(), z.array(Refusal)) })),
    }),
  ),
});

/** What the org says of the save, in its own words. */
function wordsOf(error: unknown): string {
  const refused = Refused.safeParse(error);
  if (!refused.success) return 'Salesforce did not say why.';
  const texts = refused.data.body.flatMap(({ message, output }) => {
    const all = [...(output?.errors ?? []), ...Object.values(output?.fieldErrors ?? {}).flat()];
    return all.length === 0 ? [message] : all.map((one) => one.message);
  });
  return texts.join(' ');
}

/** To the page that opened the form, which reads the record anew. */
function goBack(): void {
  const isOurs = document.referrer.startsWith(location.origin);
  location.assign(isOurs ? document.referrer : location.pathname.replace(/edit$/, 'view'));
}
