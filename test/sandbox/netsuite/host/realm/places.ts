import type { Execution } from './calls.ts';
import { raiseError } from './errors.ts';
import { fieldOf, isObject, optionOf, textOf, textOption } from './options.ts';

type Call = (api: string, input: unknown) => unknown;

/** Pages of records by type. Source: observed (addresses of public accounts). */
const recordPages: Readonly<Record<string, string>> = {
  customer: '/app/common/entity/custjob.nl',
  job: '/app/accounting/project/project.nl',
};

/** Source: documented (N/url); real addresses carry internal ids where these carry script ids, which are taken too. */
export function urlModule(): object {
  return {
    resolveRecord: (options: unknown) =>
      recordAddress(textOption(options, 'recordType'), optionOf(options, 'recordId')),
    resolveScript: (options: unknown) =>
      scriptAddress(textOption(options, 'scriptId'), textOption(options, 'deploymentId'), optionOf(options, 'params')),
  };
}

/** Source: documented (N/redirect): the page of the Suitelet's caller goes there once the script has ended. */
export function redirectModule(execution: Execution): object {
  const goTo = (address: string): void => {
    if (!execution.response) raiseError('SSS_INVALID_API_USAGE', 'Only a script with a response can redirect.');
    execution.response.redirect = address;
  };
  return {
    toRecord: (options: unknown) => goTo(recordAddress(textOption(options, 'type'), optionOf(options, 'id'))),
    toSuitelet: (options: unknown) =>
      goTo(
        scriptAddress(
          textOption(options, 'scriptId'),
          textOption(options, 'deploymentId'),
          optionOf(options, 'parameters'),
        ),
      ),
  };
}

/** Company information and preferences, read only. Source: documented (N/config); field ids assumed where the table says so. */
export function configModule(call: Call): object {
  return {
    Type: Object.freeze({
      ...{ COMPANY_INFORMATION: 'companyinformation', COMPANY_PREFERENCES: 'companypreferences' },
      ...{ ACCOUNTING_PREFERENCES: 'accountingpreferences', FEATURES: 'companyfeatures' },
    }),
    load: (options: unknown) => {
      const answer = call('config.load', { type: textOption(options, 'type') });
      return {
        getValue: (field: unknown) =>
          fieldOf(answer, isObject(field) ? textOption(field, 'fieldId') : textOf(field)) ?? '',
      };
    },
  };
}

function recordAddress(type: string, id: unknown): string {
  const page = recordPages[type.toLowerCase()] ?? `/app/common/custom/custrecordentry.nl?rectype=${type}`;
  return `${page}${page.includes('?') ? '&' : '?'}id=${encodeURIComponent(textOf(id))}`;
}

function scriptAddress(script: string, deploy: string, parameters: unknown): string {
  const more = Object.entries(isObject(parameters) ? parameters : {}).map(
    ([name, value]) => `&${encodeURIComponent(name)}=${encodeURIComponent(textOf(value))}`,
  );
  return `/app/site/hosting/scriptlet.nl?script=${encodeURIComponent(script)}&deploy=${encodeURIComponent(deploy)}${more.join('')}`;
}
