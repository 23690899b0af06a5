/** One record as the platform's UI API gives it; a spanned parent is a record again. */
export type UiRecord = {
  readonly apiName?: string;
  readonly id: string;
  readonly fields: Readonly<Record<string, UiField>>;
};
type UiField = {
  readonly value: string | number | boolean | null | UiRecord;
  readonly displayValue?: string | null;
};

/** The text of a field; an empty one counts as missing. */
export function textOf(record: UiRecord | undefined, field: string): string | undefined {
  const value = record?.fields[field]?.value;
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

export function numberOf(record: UiRecord | undefined, field: string): number | undefined {
  const value = record?.fields[field]?.value;
  return typeof value === 'number' ? value : undefined;
}

export function flagOf(record: UiRecord | undefined, field: string): boolean {
  return record?.fields[field]?.value === true;
}

/** The parent behind a lookup, when the user may see it. */
export function parentOf(record: UiRecord | undefined, relationship: string): UiRecord | undefined {
  const value = record?.fields[relationship]?.value;
  return typeof value === 'object' && value !== null ? value : undefined;
}

/** An amount as a decimal text with two places, which is how the bridge writes it too. */
export function amountOf(record: UiRecord | undefined, field: string): string | undefined {
  return numberOf(record, field)?.toFixed(2);
}

/** The prefix that a managed package puts before our names: empty, or the namespace and two underscores. */
export function prefixOf(objectApiName: string, ownName: string): string {
  return objectApiName.endsWith(ownName) ? objectApiName.slice(0, -ownName.length) : '';
}

/** `Engagement__c.Signed_On__c` with the package's prefix before each of our names. */
export function prefixed(prefix: string, path: string): string {
  return path
    .split('.')
    .map((part) => (/__[cer]$/.test(part) ? prefix + part : part))
    .join('.');
}

/** A record whose fields carry our plain names again, whatever namespace the package was installed under. */
export function withoutPrefix(prefix: string, record: UiRecord): UiRecord {
  if (prefix === '') return record;
  const fields = Object.entries(record.fields).map(([name, field]) => [
    name.startsWith(prefix) ? name.slice(prefix.length) : name,
    withoutPrefixInParent(prefix, field),
  ]);
  return { ...record, fields: Object.fromEntries(fields) };
}

function withoutPrefixInParent(prefix: string, field: UiField): UiField {
  const { value } = field;
  return typeof value === 'object' && value !== null ? { ...field, value: withoutPrefix(prefix, value) } : field;
}

/** An object without the fields that are missing, so that absent and undefined stay one thing. */
export function present<Fields extends Readonly<Record<string, unknown>>>(fields: Fields): Present<Fields>;
export function present(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
type Present<Fields> = { [Name in keyof Fields as undefined extends Fields[Name] ? never : Name]: Fields[Name] } & {
  [Name in keyof Fields as undefined extends Fields[Name] ? Name : never]?: Exclude<Fields[Name], undefined>;
};
