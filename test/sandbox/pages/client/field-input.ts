import * as z from 'zod/mini';
import { callUiApi } from '../platform/ui-api.ts';
import type { EditableField } from './edit-page.ts';
import { element } from './element.ts';
import { shown, valueAt } from './read.ts';
import type { Row } from './read.ts';

/** One field of a form, with the value that would be saved. */
export type FieldInput = {
  readonly name: string;
  readonly row: HTMLElement;
  readonly control: HTMLElement;
  isChanged(): boolean;
  /** As UI API takes it; an empty field is null. */
  value(): string | number | boolean | null;
};

/** What the browser calls the platform's types. */
const inputTypes: Readonly<Record<string, string>> = {
  Date: 'date',
  Email: 'email',
  Url: 'url',
  Currency: 'number',
  Double: 'number',
};

/** The control that fits a field: a list for picklists and lookups, a box to tick, or a line to type into. */
export async function fieldInput(object: string, name: string, field: EditableField, record: Row): Promise<FieldInput> {
  if (field.dataType === 'Boolean') return tickBox(name, field, valueAt(record, name) === true);
  if (field.dataType === 'Picklist') return list(name, field, shown(record, name), await picklist(object, name));
  if (field.dataType === 'Reference') return list(name, field, shown(record, name), await records(object, name));
  return line(name, field, shown(record, name));
}

type Option = { value: string; label: string };

function line(name: string, { label, dataType }: EditableField, before: string): FieldInput {
  const type = inputTypes[dataType] ?? 'text';
  const input = document.createElement('input');
  Object.assign(input, { id: name, type, value: before, className: 'slds-input' });
  if (type === 'number') input.step = 'any';
  const value = () => {
    if (input.value.trim() === '') return null;
    return type === 'number' ? Number(input.value) : input.value;
  };
  return { name, row: rowOf(name, label, input), control: input, isChanged: () => input.value !== before, value };
}

function tickBox(name: string, { label }: EditableField, before: boolean): FieldInput {
  const input = document.createElement('input');
  Object.assign(input, { id: name, type: 'checkbox', checked: before });
  const isChanged = () => input.checked !== before;
  return { name, row: rowOf(name, label, input), control: input, isChanged, value: () => input.checked };
}

function list(name: string, { label }: EditableField, before: string, options: readonly Option[]): FieldInput {
  const select = document.createElement('select');
  Object.assign(select, { id: name, className: 'slds-select' });
  const known =
    options.some(({ value }) => value === before) || before === '' ? [] : [{ value: before, label: before }];
  for (const option of [{ value: '', label: '--None--' }, ...known, ...options]) {
    select.append(new Option(option.label, option.value, false, option.value === before));
  }
  const isChanged = () => select.value !== before;
  const value = () => (select.value === '' ? null : select.value);
  return { name, row: rowOf(name, label, select), control: select, isChanged, value };
}

function rowOf(name: string, label: string, control: HTMLElement): HTMLElement {
  const text = element('label', { class: 'slds-form-element__label', for: name }, label);
  return element('div', { class: 'slds-form-element' }, text, control);
}

const Values = z.object({ values: z.array(z.object({ label: z.string(), value: z.string() })) });
const masterRecordType = '012000000000000AAA';

async function picklist(object: string, name: string): Promise<readonly Option[]> {
  const path = `/object-info/${object}/picklist-values/${masterRecordType}/${name}`;
  return Values.parse(await callUiApi(path)).values;
}

const Suggestions = z.object({
  records: z.array(z.object({ id: z.string(), fields: z.object({ Name: z.object({ value: z.string() }) }) })),
});

async function records(object: string, name: string): Promise<readonly Option[]> {
  const { records: found } = Suggestions.parse(await callUiApi(`/lookups/${object}/${name}?pageSize=100`));
  return found.map(({ id, fields }) => ({ value: id, label: fields.Name.value }));
}
