import { dayIn, midnight, refuseWhileDefining } from './calls.ts';
import type { Execution } from './calls.ts';
import { raiseError, scriptError } from './errors.ts';
import { optionOf, textOf, textOption } from './options.ts';
import { queryModule, searchModule } from './query.ts';
import { recordModule } from './record.ts';

type Call = (api: string, input: unknown) => unknown;

export type Surroundings = {
  script: { id: string; deploymentId: string };
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
    ContextType: Object.freeze({ RESTLET: 'RESTLET', USER_INTERFACE: 'USERINTERFACE', MAP_REDUCE: 'MAPREDUCE' }),
    EnvType: Object.freeze({ SANDBOX: 'SANDBOX', PRODUCTION: 'PRODUCTION' }),
    accountId: around.accountId,
    envType: 'SANDBOX',
    executionContext: 'RESTLET',
    getCurrentScript: () => {
      refuseWhileDefining(execution, raiseError);
      return script;
    },
    getCurrentUser: () => {
      refuseWhileDefining(execution, raiseError);
      return { ...around.user };
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

/** Days only, in the format M/D/YYYY. Source: documented (N/format); the account's format is a preference, assumed. */
function formatModule(execution: Execution): object {
  const isDay = (options: unknown) => optionOf(options, 'type') === 'date';
  return {
    Type: Object.freeze({ DATE: 'date' }),
    format: (options: unknown) => {
      const value = optionOf(options, 'value');
      if (!isDay(options) || !(value instanceof Date)) throw new Error('The sandbox has built N/format for days only');
      const [year, month, day] = dayIn(execution, value.getTime()).split('-').map(Number);
      return `${month}/${day}/${year}`;
    },
    parse: (options: unknown) => {
      const [, month, day, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(String(optionOf(options, 'value'))) ?? [];
      if (!isDay(options)) throw new Error('The sandbox has built N/format for days only');
      if (month === undefined || day === undefined) return optionOf(options, 'value');
      return midnight(execution, `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
    },
  };
}
