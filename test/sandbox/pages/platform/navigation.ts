import type { LightningElement } from 'lwc';

const navigate = Symbol('Navigate');
type PageReference = {
  type: string;
  attributes: Readonly<Record<string, unknown>>;
  state?: Readonly<Record<string, string>>;
};

/** Gives a component the platform's way to go to a page; here a page is an address of the same shape as the vendor's. */
export function NavigationMixin(base: typeof LightningElement) {
  return class extends base {
    [navigate]({ type, attributes, state }: PageReference): void {
      if (type === 'standard__webPage') window.open(String(attributes['url']), '_blank', 'noopener');
      if (type !== 'standard__recordPage') return;
      const { objectApiName, recordId, actionName } = attributes;
      const query = state === undefined ? '' : `?${new URLSearchParams(state)}`;
      location.assign(`/lightning/r/${String(objectApiName)}/${String(recordId)}/${String(actionName)}${query}`);
    }
  };
}
NavigationMixin.Navigate = navigate;
