import { raiseError } from './errors.ts';
import { isObject, optionOf, textOf, textOption } from './options.ts';

/** The form as plain values, the same shape as the host's `FormTree`. */
export type Tree = {
  title: string;
  tabs: { id: string; label: string }[];
  groups: { id: string; label: string }[];
  fields: Record<string, unknown>[];
  buttons: { id: string; label: string }[];
  submit?: string;
  sublists: { id: string; label: string; container?: string; columns: object[]; rows: Record<string, string>[] }[];
};

const constant = (names: readonly string[]): object =>
  Object.freeze(Object.fromEntries(names.map((name) => [name, name.replaceAll('_', '')])));

const fieldTypes = [
  ...['CHECKBOX', 'CURRENCY', 'DATE', 'DATETIMETZ', 'EMAIL', 'FLOAT', 'HELP', 'INLINEHTML', 'INTEGER', 'LABEL'],
  ...['LONGTEXT', 'MULTISELECT', 'PERCENT', 'PHONE', 'RICHTEXT', 'SELECT', 'TEXT', 'TEXTAREA', 'URL'],
];
const trees = new WeakMap<object, Tree>();

/** The subset of N/ui/serverWidget that is built. Source: documented (N/ui/serverWidget); 10 units for nothing here. */
export function serverWidgetModule(): object {
  return {
    FieldType: constant(fieldTypes),
    FieldDisplayType: constant(['DISABLED', 'ENTRY', 'HIDDEN', 'INLINE', 'NORMAL', 'READONLY']),
    FieldBreakType: constant(['NONE', 'STARTCOL', 'STARTROW']),
    FieldLayoutType: constant(['NORMAL', 'OUTSIDE', 'OUTSIDEABOVE', 'OUTSIDEBELOW', 'STARTROW', 'MIDROW', 'ENDROW']),
    SublistType: constant(['EDITOR', 'INLINEEDITOR', 'LIST', 'STATICLIST']),
    createForm: (options: unknown) => formOf(emptyTree(textOption(options, 'title'))),
  };
}

export function emptyTree(title: string): Tree {
  return { title, tabs: [], groups: [], fields: [], buttons: [], sublists: [] };
}

/** What a form holds by now; nothing for an object that is no form. */
export function treeOf(form: unknown): Tree | undefined {
  return isObject(form) ? trees.get(form) : undefined;
}

/** A form in a script's hands, over a tree that it fills. */
export function formOf(tree: Tree): object {
  const form = {
    addTab: (options: unknown) => labelled(tree.tabs, options),
    addFieldGroup: (options: unknown) => labelled(tree.groups, options),
    addButton: (options: unknown) => labelled(tree.buttons, options),
    addSubmitButton: (options: unknown) => {
      tree.submit = textOf(optionOf(options, 'label') ?? 'Save');
      return {};
    },
    addField: (options: unknown) => addField(tree, options),
    addSublist: (options: unknown) => addSublist(tree, options),
  };
  trees.set(form, tree);
  return form;
}

function labelled(list: { id: string; label: string }[], options: unknown): object {
  const one = { id: idOf(options), label: textOption(options, 'label') };
  list.push(one);
  return one;
}

/** Ids of what a script adds begin with `custpage`. Source: documented; what happens otherwise assumed. */
function idOf(options: unknown): string {
  const id = textOption(options, 'id');
  return id.startsWith('custpage') ? id : raiseError('SSS_INVALID_API_USAGE', `The id ${id} must begin with custpage.`);
}

function addField(tree: Tree, options: unknown): object {
  const container = optionOf(options, 'container');
  const type = textOption(options, 'type');
  if (!fieldTypes.includes(type)) raiseError('SSS_INVALID_TYPE_ARG', `No such field type: ${type}`);
  const field: Record<string, unknown> = { id: idOf(options), type, label: textOption(options, 'label') };
  if (container !== undefined) field['container'] = knownContainer(tree, textOf(container));
  tree.fields.push(field);
  const self = {
    set defaultValue(value: unknown) {
      field['value'] = value === undefined || value === null ? '' : textOf(value);
    },
    get defaultValue() {
      return field['value'];
    },
    set isMandatory(value: boolean) {
      field['isMandatory'] = value;
    },
    set maxLength(value: number) {
      field['maxLength'] = value;
    },
    setHelpText: (help: unknown) => {
      field['help'] = textOf(isObject(help) ? optionOf(help, 'help') : help);
      return self;
    },
    updateDisplayType: (display: unknown) => {
      field['isHidden'] = optionOf(display, 'displayType') === 'HIDDEN';
      return self;
    },
    updateLayoutType: () => self,
    updateBreakType: () => self,
  };
  return self;
}

function knownContainer(tree: Tree, id: string): string {
  const isKnown = [...tree.tabs, ...tree.groups].some((one) => one.id === id);
  return isKnown ? id : raiseError('SSS_INVALID_API_USAGE', `The form has no tab or group ${id}.`);
}

function addSublist(tree: Tree, options: unknown): object {
  const tab = optionOf(options, 'tab');
  const list: Tree['sublists'][number] = {
    ...{ id: idOf(options), label: textOption(options, 'label'), columns: [], rows: [] },
    ...(tab === undefined ? {} : { container: knownContainer(tree, textOf(tab)) }),
  };
  tree.sublists.push(list);
  return {
    addField: (field: unknown) => {
      list.columns.push({ id: textOption(field, 'id'), label: textOption(field, 'label') });
      return {};
    },
    setSublistValue: (cell: unknown) => {
      const line = Number(optionOf(cell, 'line'));
      while (list.rows.length <= line) list.rows.push({});
      const row = list.rows[line] ?? {};
      // An empty value is refused there too. Source: observed in public scripts.
      row[textOption(cell, 'id')] = textOption(cell, 'value');
    },
  };
}
