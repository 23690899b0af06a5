import { refuseWhileDefining } from './calls.ts';
import type { Execution } from './calls.ts';
import { raiseError, scriptError } from './errors.ts';
import { isObject, optionOf, textOf, textOption } from './options.ts';
import { formatModule } from './format.ts';
import { configModule, redirectModule, urlModule } from './places.ts';
import { queryModule, searchModule } from './query.ts';
import { recordModule } from './record.ts';
import { serverWidgetModule } from './server-widget.ts';

type Call = (api: string, input: unknown) => unknown;

export type Surroundings = {
  script: { id: string; deploymentId: string };
  /** The script's type by its SDF element, and where it was started from, such as `RESTLET`. */
  scriptType: string;
  context: string;
  user: object;
  accountId: string;
  types: Readonly<Record<string, string>>;
};

/** Every module that the sandbox has, by its id; a member that is not built says so when it is used. */
export function buildModules(execution: Execution, call: Call, around: Surroundings): Map<string, object> {
  const modules: [string, object][] = [
    ['N/record', recordModule(execution, call, around.types)],
    ['N/query', queryModule(call)],
    ['N/search', searchModule(call, around.types)],
    ['N/runtime', runtimeModule(execution, call, around)],
    ['N/log', logModule(call)],
    ['N/error', errorModule(execution)],
    ['N/format', formatModule(execution)],
    ['N/config', configModule(call)],
    ['N/url', urlModule()],
    ['N/redirect', redirectModule(execution)],
    ['N/ui/serverWidget', serverWidgetModule()],
  ];
  return new Map(modules.map(([id, module]) => [id, namedGaps(id, module)]));
}

function namedGaps(id: string, module: object): object {
  return new Proxy(module, {
    get: (target, name) => {
      if (name in target || typeof name === 'symbol' || name === 'then') return Reflect.get(target, name);
      throw new Error(`The sandbox has not built ${id}.${name}`);
    },
  });
}

function runtimeModule(execution: Execution, call: Call, around: Surroundings): object {
  const script = { ...around.script, getRemainingUsage: () => call('Script.getRemainingUsage', {}) };
  return {
    ContextType: Object.freeze({
      ...{ RESTLET: 'RESTLET', SUITELET: 'SUITELET', USER_INTERFACE: 'USERINTERFACE', MAP_REDUCE: 'MAPREDUCE' },
      CSV_IMPORT: 'CSVIMPORT',
    }),
    Permission: Object.freeze({ NONE: 0, VIEW: 1, CREATE: 2, EDIT: 3, FULL: 4 }),
    EnvType: Object.freeze({ SANDBOX: 'SANDBOX', PRODUCTION: 'PRODUCTION' }),
    accountId: around.accountId,
    envType: 'SANDBOX',
    executionContext: around.context,
    getCurrentScript: () => {
      refuseWhileDefining(execution, raiseError);
      return script;
    },
    getCurrentUser: () => {
      refuseWhileDefining(execution, raiseError);
      const getPermission = (options: unknown) =>
        call('User.getPermission', { name: isObject(options) ? textOption(options, 'name') : textOf(options) });
      return { ...around.user, getPermission };
    },
    isFeatureInEffect: (options: unknown) =>
      call('runtime.isFeatureInEffect', { feature: textOption(options, 'feature') }),
  };
}

export function logModule(call: Call): object {
  const write = (level: string) => (options: unknown, details?: unknown) => {
    const isOptions = typeof options === 'object' && options !== null;
    const title = isOptions ? optionOf(options, 'title') : options;
    call('log', {
      level,
      title: String(title),
      details: detailsOf(isOptions ? optionOf(options, 'details') : details),
    });
  };
  return { debug: write('DEBUG'), audit: write('AUDIT'), error: write('ERROR'), emergency: write('EMERGENCY') };
}

function detailsOf(details: unknown): string {
  if (typeof details === 'string') return details;
  return details instanceof Error ? String(details) : (JSON.stringify(details) ?? '');
}

function errorModule(execution: Execution): object {
  return {
    create: (options: unknown) => {
      refuseWhileDefining(execution, raiseError);
      const message = optionOf(options, 'message');
      return scriptError({
        name: textOption(options, 'name'),
        message: message === undefined ? '' : textOf(message),
        cause: optionOf(options, 'cause'),
      });
    },
  };
}
