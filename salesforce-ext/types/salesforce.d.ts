/**
 * The part of the platform's modules that our components use; the platform itself ships no types for them.
 *
 * Source: Lightning Web Components Developer Guide, "Base Components and Wire Adapters Reference" (read 2026-11).
 */
declare module 'lightning/uiRecordApi' {
  import type { WireAdapterConstructor } from 'lwc';
  import type { UiRecord } from 'c/handoffModel';

  export type Wired<Value> = { readonly data?: Value; readonly error?: unknown };
  export const getRecord: WireAdapterConstructor<
    { recordId: string | undefined; fields?: readonly string[]; optionalFields?: readonly string[] },
    Wired<UiRecord>
  >;
  export function createRecord(input: {
    apiName: string;
    fields: Readonly<Record<string, unknown>>;
  }): Promise<UiRecord>;
  export function notifyRecordUpdateAvailable(records: readonly { recordId: string }[]): Promise<void>;
}

declare module 'lightning/uiRelatedListApi' {
  import type { WireAdapterConstructor } from 'lwc';
  import type { Wired } from 'lightning/uiRecordApi';
  import type { UiRecord } from 'c/handoffModel';

  export type RecordPage = { readonly records: readonly UiRecord[]; readonly nextPageToken?: string | null };
  export const getRelatedListRecords: WireAdapterConstructor<
    {
      parentRecordId: string | undefined;
      relatedListId: string;
      fields: readonly string[];
      optionalFields?: readonly string[];
      pageSize?: number;
    },
    Wired<RecordPage>
  >;
}

declare module 'lightning/uiListsApi' {
  import type { WireAdapterConstructor } from 'lwc';
  import type { Wired } from 'lightning/uiRecordApi';
  import type { RecordPage } from 'lightning/uiRelatedListApi';

  export const getListRecordsByName: WireAdapterConstructor<
    { objectApiName: string; listViewApiName: string; fields: readonly string[]; pageSize?: number },
    Wired<RecordPage>
  >;
}

declare module 'lightning/uiObjectInfoApi' {
  import type { WireAdapterConstructor } from 'lwc';
  import type { Wired } from 'lightning/uiRecordApi';

  export type ObjectInfo = { readonly createable: boolean; readonly updateable: boolean; readonly label: string };
  export const getObjectInfo: WireAdapterConstructor<{ objectApiName: unknown }, Wired<ObjectInfo>>;
}

declare module 'lightning/empApi' {
  export type Subscription = { readonly id: unknown; readonly channel: string };
  type PlatformEvent = { readonly data: { readonly payload: Readonly<Record<string, unknown>> } };
  export function subscribe(
    channel: string,
    replayId: number,
    onMessage: (event: PlatformEvent) => void,
  ): Promise<Subscription>;
  export function unsubscribe(subscription: Subscription, onDone: () => void): Promise<unknown>;
  export function onError(callback: (error: unknown) => void): void;
}

declare module 'lightning/navigation' {
  import type { LightningElement } from 'lwc';

  type PageReference = {
    type: string;
    attributes: Readonly<Record<string, unknown>>;
    state?: Readonly<Record<string, string>>;
  };
  const navigate: unique symbol;
  interface NavigableElement extends LightningElement {
    [navigate](page: PageReference): void;
  }
  export const NavigationMixin: ((base: typeof LightningElement) => { new (): NavigableElement }) & {
    readonly Navigate: typeof navigate;
  };
}

declare module '@salesforce/schema/*' {
  const reference: { readonly objectApiName: string };
  export default reference;
}

declare module '@salesforce/user/Id' {
  const id: string;
  export default id;
}

declare module '@salesforce/i18n/locale' {
  const locale: string;
  export default locale;
}

declare module '@salesforce/i18n/timeZone' {
  const timeZone: string;
  export default timeZone;
}

declare module '@salesforce/i18n/currency' {
  const currency: string;
  export default currency;
}
