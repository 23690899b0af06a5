import type { FieldDefinition, SublistDefinition } from './definitions.ts';

/** Short forms for the tables of records; what is left out of a field is what most fields are. */
type More = Partial<FieldDefinition>;

export const text = (id: string, label: string, more: More = {}): FieldDefinition => ({
  id,
  label,
  kind: 'text',
  ...more,
});

export const checkbox = (id: string, label: string, defaultValue = false): FieldDefinition => ({
  id,
  label,
  kind: 'checkbox',
  defaultValue,
});

export const number = (id: string, label: string, more: More = {}): FieldDefinition => ({
  id,
  label,
  kind: 'number',
  ...more,
});

export const day = (id: string, label: string, more: More = {}): FieldDefinition => ({
  id,
  label,
  kind: 'day',
  ...more,
});

export const choice = (
  id: string,
  label: string,
  choices: Readonly<Record<string, string>>,
  more: More = {},
): FieldDefinition => ({ id, label, kind: 'choice', choices, ...more });

export const reference = (
  id: string,
  label: string,
  refersTo: readonly string[],
  more: More = {},
): FieldDefinition => ({ id, label, kind: 'reference', refersTo, ...more });

export const sublist = (id: string, label: string, fields: readonly FieldDefinition[]): SublistDefinition => ({
  id,
  label,
  fields: new Map(fields.map((field) => [field.id, field])),
});

/** The fields of a record inside of a line, stored with the line under names that no script can ask for. */
export const inside = (subrecord: string, fields: readonly FieldDefinition[]): readonly FieldDefinition[] =>
  fields.map((field) => ({ ...field, id: `${subrecord}.${field.id}` }));

/** Names of entities hold at most 83 characters. Source: assumed; public integrations cut there. */
export const entityName = { maxLength: 83 } as const;

export const subsidiary = reference('subsidiary', 'Subsidiary', ['subsidiary'], { isMandatory: true });

export const mandatory = { isMandatory: true } as const;
