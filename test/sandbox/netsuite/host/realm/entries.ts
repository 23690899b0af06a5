import type { Execution } from './calls.ts';
import { raiseError } from './errors.ts';
import { fieldOf, isObject, optionOf, textOf } from './options.ts';
import { givenRecord } from './record.ts';
import { emptyTree, formOf, treeOf } from './server-widget.ts';
import type { Tree } from './server-widget.ts';

type Call = (api: string, input: unknown) => unknown;

/** What a script of one type is called with, and what becomes of it when it has run. */
export type Entry = { given: unknown; finish(returned: unknown): unknown };

/** Source: documented (script type reference): each type has its own one argument. */
export function entryFor(scriptType: string, execution: Execution, call: Call, input: unknown): Entry {
  if (scriptType === 'usereventscript') return userEventEntry(execution, call, input);
  if (scriptType === 'suitelet') return suiteletEntry(execution, input);
  return { given: input, finish: (returned) => returned };
}

const eventTypes = ['CREATE', 'COPY', 'VIEW', 'EDIT', 'XEDIT', 'DELETE', 'APPROVE', 'PRINT', 'EMAIL'];

function userEventEntry(execution: Execution, call: Call, input: unknown): Entry {
  const isDelete = fieldOf(input, 'type') === 'delete';
  const tree = fieldOf(input, 'form');
  const form = isObject(tree) ? treeFrom(tree) : undefined;
  const newRecord = recordOf(execution, call, fieldOf(input, 'newRecord'));
  const context = {
    type: fieldOf(input, 'type'),
    UserEventType: Object.freeze(Object.fromEntries(eventTypes.map((name) => [name, name.toLowerCase()]))),
    newRecord: newRecord?.record,
    oldRecord: recordOf(execution, call, fieldOf(input, 'oldRecord'))?.record,
    ...(form === undefined ? {} : { form: formOf(form) }),
  };
  return {
    given: context,
    finish: () => ({
      changed: isDelete ? {} : (newRecord?.changes() ?? {}),
      ...(form === undefined ? {} : { form }),
    }),
  };
}

function recordOf(execution: Execution, call: Call, copy: unknown) {
  return isObject(copy) ? givenRecord(execution, call, copy) : undefined;
}

function treeFrom(given: object): Tree {
  return Object.assign(emptyTree(''), given);
}

/** What the response holds; N/redirect writes into it too. */
export type Response = { text: string; contentType: string; page?: Tree; redirect?: string };

function suiteletEntry(execution: Execution, input: unknown): Entry {
  const response: Response = { text: '', contentType: 'text/html' };
  execution.response = response;
  const parameters = fieldOf(input, 'parameters') ?? {};
  const request = { method: fieldOf(input, 'method'), parameters, body: '', headers: {} };
  const given = {
    request,
    response: {
      write: (options: unknown) => {
        response.text += isObject(options) ? textOf(optionOf(options, 'output')) : textOf(options);
      },
      writePage: (options: unknown) => {
        response.page =
          treeOf(options) ??
          treeOf(optionOf(options, 'pageObject')) ??
          raiseError('SSS_INVALID_API_USAGE', 'writePage takes a form.');
      },
      setHeader: (options: unknown) => {
        if (String(optionOf(options, 'name')).toLowerCase() === 'content-type')
          response.contentType = textOf(optionOf(options, 'value'));
      },
    },
  };
  return { given, finish: () => response };
}
