import type { Refusal } from './host.ts';

/** Entry points by script type. Source: documented (script type reference). */
const entryPoints: Readonly<Record<string, readonly string[]>> = {
  Restlet: ['get', 'post', 'put', 'delete'],
  Suitelet: ['onRequest'],
  UserEventScript: ['beforeLoad', 'beforeSubmit', 'afterSubmit'],
};

export type ScriptFile = { entryPoints: readonly string[] };

/**
 * The rules that NetSuite holds a script file to at upload, before a line of it runs.
 *
 * Source: documented (section_4503568059); the static count of `define` reports comments and texts too, as the platform's does.
 */
export function checkScriptFile(source: string, scriptType: string): { file: ScriptFile } | { refusal: Refusal } {
  const header = /^\s*\/\*\*[\s\S]*?\*\//.exec(source)?.[0] ?? '';
  const version = tagOf(header, 'NApiVersion');
  const type = tagOf(header, 'NScriptType');
  const defines = [...source.matchAll(/\bdefine\s*\(/g)].length;
  if (version !== '2.1') return refused('INVALID_API_VERSION', `@NApiVersion must be 2.1, not ${version ?? 'absent'}.`);
  if (type === undefined)
    return refused('MISSING_SCRIPT_TYPE', '@NScriptType is mandatory for 2.x entry point script.');
  if (type.toLowerCase() !== scriptType.toLowerCase()) {
    return refused('WRONG_SCRIPT_TYPE', `@NScriptType is ${type}, but the script record is a ${scriptType}.`);
  }
  if (defines !== 1) {
    return refused('MULTIPLE_DEFINE_CALLS', `A script file must have one define call, this one has ${defines}.`);
  }
  return { file: { entryPoints: entryPoints[scriptType] ?? [] } };
}

function tagOf(header: string, tag: string): string | undefined {
  const found = [...header.matchAll(new RegExp(`@${tag}\\s+(\\S+)`, 'g'))];
  return found.length === 1 ? found[0]?.[1] : undefined;
}

function refused(name: string, message: string): { refusal: Refusal } {
  return { refusal: { name, message } };
}
