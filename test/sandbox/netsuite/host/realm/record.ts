import { incoming, outgoing, refuseWhileDefining } from './calls.ts';
import type { Execution } from './calls.ts';
import { raiseError } from './errors.ts';
import { fieldOf, isObject, optionOf, textOf, textOption } from './options.ts';
import { changedLines, listsOf, sublistMembers } from './sublists.ts';
import type { Lists } from './sublists.ts';

type Call = (api: string, input: unknown) => unknown;
type Values = Map<string, unknown>;

/** What the account sends of a record that was created or loaded. */
type Copy = {
  type: string;
  id: unknown;
  version: unknown;
  values: Values;
  texts: Values;
  changed: Set<string>;
  lists: Lists;
};

/** Source: documented (N/record, record.Type); the members are the account's own record types. */
export function recordModule(execution: Execution, call: Call, types: Readonly<Record<string, string>>): object {
  return {
    Type: Object.freeze({ ...types }),
    create: (options: unknown) => {
      const type = textOption(options, 'type');
      const input = { type, defaultValues: optionOf(options, 'defaultValues') };
      return scriptRecord(execution, call, copyOf(call('record.create', input)), isDynamic(options));
    },
    load: (options: unknown) => {
      const input = { type: textOption(options, 'type'), id: idOption(options) };
      return scriptRecord(execution, call, copyOf(call('record.load', input)), isDynamic(options));
    },
    submitFields: (options: unknown) =>
      call('record.submitFields', {
        type: textOption(options, 'type'),
        id: idOption(options),
        values: optionOf(options, 'values'),
        ignoreMandatoryFields: isMandatoryIgnored(optionOf(options, 'options')),
      }),
    delete: (options: unknown) => call('record.delete', { type: textOption(options, 'type'), id: idOption(options) }),
  };
}

/** A record that the platform hands to a user event: read and set, but never saved by the script itself. */
export function givenRecord(
  execution: Execution,
  call: Call,
  given: object,
): { record: object; changes(): Record<string, unknown> } {
  const copy = copyOf(incoming(execution, given));
  const refuseSave = () => raiseError('SSS_INVALID_API_USAGE', 'The record of a user event is saved by the platform.');
  const record = Object.assign(scriptRecord(execution, call, copy, false), { save: refuseSave });
  const changes = () =>
    Object.fromEntries([...copy.changed].map((id) => [id, outgoing(execution, copy.values.get(id))]));
  return { record, changes };
}

function isDynamic(options: unknown): boolean {
  return optionOf(options, 'isDynamic') === true;
}

function isMandatoryIgnored(options: unknown): boolean {
  return isObject(options) && optionOf(options, 'ignoreMandatoryFields') === true;
}

function idOption(options: unknown): string {
  const id = optionOf(options, 'id');
  return id === undefined || id === null
    ? raiseError('SSS_MISSING_REQD_ARGUMENT', 'Missing a required argument: id')
    : textOf(id);
}

function copyOf(answer: unknown): Copy {
  return {
    type: String(fieldOf(answer, 'type')),
    id: fieldOf(answer, 'id'),
    version: fieldOf(answer, 'version'),
    values: new Map(Object.entries(fieldOf(answer, 'values') ?? {})),
    texts: new Map(Object.entries(fieldOf(answer, 'texts') ?? {})),
    changed: new Set(Object.keys(fieldOf(answer, 'given') ?? {})),
    lists: listsOf(fieldOf(answer, 'lines')),
  };
}

/** Reading and setting fields works on the script's own copy; only `save` is a call to the account. */
function scriptRecord(execution: Execution, call: Call, copy: Copy, isDynamicRecord: boolean): object {
  const own: { type: string; id: unknown; isDynamic: boolean } = {
    type: copy.type,
    id: copy.id ?? null,
    isDynamic: isDynamicRecord,
  };
  const self = Object.assign(own, {
    getValue: (options: unknown) => {
      refuseWhileDefining(execution, raiseError);
      return copy.values.get(fieldIdOf(options));
    },
    getText: (options: unknown) => {
      const fieldId = fieldIdOf(options);
      return copy.texts.get(fieldId) ?? copy.values.get(fieldId);
    },
    setValue: (options: unknown, value?: unknown) => {
      setField(copy, fieldIdOf(options), isObject(options) ? optionOf(options, 'value') : value);
      return self;
    },
    setText: (options: unknown, text?: unknown) => {
      const shown = isObject(options) ? optionOf(options, 'text') : text;
      setField(copy, fieldIdOf(options), shown === '' ? '' : { $text: shown });
      return self;
    },
    ...sublistMembers(copy.lists, isDynamicRecord),
    save: (options?: unknown) => {
      self.id = save(call, copy, options);
      return self.id;
    },
  });
  return self;
}

function fieldIdOf(options: unknown): string {
  return typeof options === 'string' ? options : textOption(options, 'fieldId');
}

function setField(copy: Copy, fieldId: string, value: unknown): void {
  if (value === undefined) raiseError('SSS_MISSING_REQD_ARGUMENT', 'Missing a required argument: value');
  copy.values.set(fieldId, value);
  copy.texts.delete(fieldId);
  copy.changed.add(fieldId);
}

function save(call: Call, copy: Copy, options: unknown): unknown {
  const values = Object.fromEntries([...copy.changed].map((fieldId) => [fieldId, copy.values.get(fieldId)]));
  const answer = call('Record.save', {
    type: copy.type,
    id: copy.id,
    version: copy.version,
    values,
    ...(copy.lists.changed.size === 0 ? {} : { lines: changedLines(copy.lists) }),
    ignoreMandatoryFields: isMandatoryIgnored(options),
  });
  copy.id = fieldOf(answer, 'id');
  copy.version = fieldOf(answer, 'version');
  return copy.id;
}
