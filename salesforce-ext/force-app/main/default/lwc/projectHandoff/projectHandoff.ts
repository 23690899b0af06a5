import { api, LightningElement, wire } from 'lwc';
import { onError, subscribe, unsubscribe } from 'lightning/empApi';
import type { Subscription } from 'lightning/empApi';
import { getListRecordsByName } from 'lightning/uiListsApi';
import { getObjectInfo } from 'lightning/uiObjectInfoApi';
import type { ObjectInfo } from 'lightning/uiObjectInfoApi';
import type { Wired } from 'lightning/uiRecordApi';
import { createRecord, getRecord, notifyRecordUpdateAvailable } from 'lightning/uiRecordApi';
import type { RecordPage } from 'lightning/uiRelatedListApi';
import { getRelatedListRecords } from 'lightning/uiRelatedListApi';
import CURRENCY from '@salesforce/i18n/currency';
import LOCALE from '@salesforce/i18n/locale';
import TIME_ZONE from '@salesforce/i18n/timeZone';
import REQUEST from '@salesforce/schema/Provision_Request__c';
import USER_ID from '@salesforce/user/Id';
import type { Act, CardView, Click, LineParts, UiRecord } from 'c/handoffModel';
import { isTaken, platformErrorOf, textOf, withoutPrefix } from 'c/handoffModel';
import * as names from './names';
import { shownOf } from './reads';
import type { Shown } from './reads';

/** How often the lists are read again, in milliseconds: while a run is under way, the same beside a bell, and else. */
const LIVE_MS = 1_000;
const RUNG_MS = 5_000;
const QUIET_MS = 30_000;
/** Until NetSuite's reference rows have come for the first time. */
const UNREAD_MS = 3_000;
/** The least time between two sentences for people who listen, in milliseconds; a new state is said at once. */
const SPEAK_MS = 5_000;
/** Page sizes that the moving lists go through; see `readAgain`. */
const SMALLEST_PAGE = 100;
const LARGEST_PAGE = 160;
/** The same of the reference rows, up to the most that a list answers at once. */
const SMALLEST_LIST = 1_980;
const LARGEST_LIST = 2_000;

/** What a person chose of the customers that look alike: one of them, or none of those that were shown. */
type Choice = { kind: 'use' | 'different'; numbers: readonly string[] };

/**
 * The card *Project handoff*: shows whether an opportunity is ready for a project, asks for it, and follows it.
 *
 * All it decides is in `c/handoffModel`; this component reads, presses and repeats.
 */
export default class ProjectHandoff extends LightningElement {
  @api recordId: string | undefined;

  view: CardView | undefined;
  faults: Readonly<Record<string, string>> = {};
  accountId: string | undefined;
  engagementId: string | undefined;
  lineIds: readonly string[] = [];
  pageSize = SMALLEST_PAGE;
  referencePageSize = LARGEST_LIST;
  requestObject = REQUEST;
  lineObject = names.lineObject;
  spoken = '';
  isConfirming = false;

  private shown: Shown | undefined;
  private opportunity: UiRecord | undefined;
  private engagements: readonly UiRecord[] | undefined;
  private lines: readonly UiRecord[] | undefined;
  private parts: Readonly<Record<string, LineParts>> = {};
  private reference: readonly UiRecord[] | undefined;
  private awaitsReference = false;
  private matches: readonly UiRecord[] = [];
  private progress: readonly UiRecord[] | undefined;
  private requests: readonly UiRecord[] | undefined;
  private mayProvision: boolean | undefined;
  private mayCorrect = false;
  private click: Click = { kind: 'none' };
  private readAtMs = Date.now();
  private spokenAtMs = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private plannedMs = QUIET_MS;
  private bell: Subscription | undefined;

  @wire(getRecord, {
    recordId: '$recordId',
    fields: names.opportunityFields,
    optionalFields: names.opportunityOptional,
  })
  onOpportunity({ data, error }: Wired<UiRecord>): void {
    if (data !== undefined) {
      this.opportunity = withoutPrefix(names.prefix, data);
      this.accountId = textOf(this.opportunity, 'AccountId');
    }
    this.heard('opportunity', error);
  }

  @wire(getObjectInfo, { objectApiName: '$requestObject' })
  onObjectInfo({ data, error }: Wired<ObjectInfo>): void {
    if (data !== undefined) this.mayProvision = data.createable;
    if (error !== undefined) this.mayProvision = false;
    this.settle();
  }

  /** Finance corrects lines and may not ask for projects. */
  @wire(getObjectInfo, { objectApiName: '$lineObject' })
  onLineInfo({ data }: Wired<ObjectInfo>): void {
    if (data === undefined) return;
    this.mayCorrect = data.updateable;
    this.settle();
  }

  @wire(getRelatedListRecords, {
    parentRecordId: '$recordId',
    relatedListId: names.engagementList,
    fields: names.engagementFields,
    optionalFields: names.engagementOptional,
    pageSize: 10,
  })
  onEngagements({ data, error }: Wired<RecordPage>): void {
    if (data !== undefined) {
      this.engagements = plain(data);
      this.engagementId = this.engagements[0]?.id;
      if (this.engagementId === undefined) this.lines = [];
    }
    this.heard('engagements', error);
  }

  @wire(getRelatedListRecords, {
    parentRecordId: '$engagementId',
    relatedListId: names.lineList,
    fields: names.lineFields,
    optionalFields: names.lineOptional,
    pageSize: 50,
  })
  onLines({ data, error }: Wired<RecordPage>): void {
    if (data !== undefined) {
      this.lines = plain(data);
      this.lineIds = this.lines.map((line) => line.id);
    }
    this.heard('lines', error);
  }

  /** Without the right to see reference rows the checks that need them are left to NetSuite. */
  @wire(getListRecordsByName, {
    objectApiName: names.referenceObject,
    listViewApiName: names.referenceView,
    fields: names.referenceFields,
    pageSize: '$referencePageSize',
  })
  onReference({ data, error }: Wired<RecordPage>): void {
    if (data !== undefined) this.reference = plain(data);
    if (error !== undefined) this.reference = [];
    this.awaitsReference = error === undefined && this.reference?.length === 0;
    this.settle();
  }

  /** Without these rows NetSuite is asked when the request is made, and the reader then. */
  @wire(getRelatedListRecords, {
    parentRecordId: '$accountId',
    relatedListId: names.matchList,
    fields: names.matchFields,
    pageSize: '$pageSize',
  })
  onMatches({ data }: Wired<RecordPage>): void {
    if (data === undefined) return;
    this.matches = plain(data);
    this.settle();
  }

  @wire(getRelatedListRecords, {
    parentRecordId: '$recordId',
    relatedListId: names.progressList,
    fields: names.progressFields,
    pageSize: '$pageSize',
  })
  onProgress({ data, error }: Wired<RecordPage>): void {
    if (data !== undefined) this.progress = plain(data);
    this.heard('progress', error);
  }

  @wire(getRelatedListRecords, {
    parentRecordId: '$recordId',
    relatedListId: names.requestList,
    fields: names.requestFields,
    pageSize: '$pageSize',
  })
  onRequests({ data, error }: Wired<RecordPage>): void {
    if (data !== undefined) this.requests = plain(data);
    this.heard('requests', error);
  }

  override connectedCallback(): void {
    document.addEventListener('visibilitychange', this.onVisible);
    document.defaultView?.addEventListener('online', this.onConnection);
    document.defaultView?.addEventListener('offline', this.onConnection);
    void this.listen();
    this.plan();
  }

  override disconnectedCallback(): void {
    document.removeEventListener('visibilitychange', this.onVisible);
    document.defaultView?.removeEventListener('online', this.onConnection);
    document.defaultView?.removeEventListener('offline', this.onConnection);
    clearTimeout(this.timer);
    if (this.bell !== undefined) void unsubscribe(this.bell, () => undefined);
    this.bell = undefined;
  }

  /** What could not be read; silent while a refused click says more, and offline, when nothing can be read. */
  get fault(): string | undefined {
    const isSilent = this.click.kind === 'refused' || (this.view !== undefined && !navigator.onLine);
    return isSilent ? undefined : Object.values(this.faults)[0];
  }

  onParts(event: CustomEvent<LineParts & { lineId: string }>): void {
    const { lineId, roles, milestones } = event.detail;
    const plainly = (records: readonly UiRecord[]) => records.map((record) => withoutPrefix(names.prefix, record));
    this.parts = { ...this.parts, [lineId]: { roles: plainly(roles), milestones: plainly(milestones) } };
    this.settle();
  }

  /** A press on the card: asking for the project is confirmed first, everything else is asked for at once. */
  onAct(event: CustomEvent<{ act: Act }>): void {
    const { act } = event.detail;
    if (act === 'provision' && this.view?.confirm !== undefined) this.isConfirming = true;
    else void this.ask(act, undefined);
  }

  onConfirm(event: CustomEvent<{ choice: Choice | undefined }>): void {
    this.isConfirming = false;
    this.template?.querySelector<HTMLElement>('c-handoff-card')?.focus();
    void this.ask('provision', event.detail.choice);
  }

  onClose(): void {
    this.isConfirming = false;
  }

  /** Asks for it. A second press, here or in another tab, is refused by the key and joined to the first. */
  private async ask(act: Act, choice: Choice | undefined): Promise<void> {
    if (this.click.kind === 'asking') return;
    this.setClick({ kind: 'asking', act });
    try {
      await createRecord({ apiName: REQUEST.objectApiName, fields: this.fieldsOf(act, choice) });
      if (act !== 'provision') this.click = { kind: 'none' };
    } catch (thrown) {
      const error = platformErrorOf(thrown, 'ask');
      this.setClick(isTaken(error) ? { kind: 'joined' } : { kind: 'refused', text: error.text });
    }
    this.readAgain();
    this.settle();
  }

  private fieldsOf(act: Act, choice: Choice | undefined): Record<string, unknown> {
    const seen = this.shown?.facts.progress.find((row) => row.step === undefined)?.version;
    return {
      [names.requestOpportunity]: this.recordId,
      ...(act === 'provision' ? {} : { [names.requestAct]: act }),
      ...(act === 'retry' ? { [names.requestSeen]: seen ?? 0 } : {}),
      ...(choice === undefined
        ? {}
        : { [names.requestChoice]: choice.kind, [names.requestCustomer]: choice.numbers.join(',') }),
    };
  }

  checkAgain(): void {
    this.faults = {};
    this.readDealAgain();
    this.readAgain();
  }

  private onVisible = (): void => {
    if (!document.hidden) this.checkAgain();
  };

  private onConnection = (): void => {
    if (navigator.onLine) this.checkAgain();
    this.settle();
  };

  /** Hears the bell that the bridge rings when a status changed; without one the card goes on asking by itself. */
  private async listen(): Promise<void> {
    onError(() => {
      this.bell = undefined;
    });
    try {
      this.bell = await subscribe(names.progressChannel, -1, ({ data }) => {
        if (data.payload[names.progressOpportunity] === this.recordId) this.readAgain();
      });
    } catch {
      // Polling goes on at its own pace, so nothing is missed without the bell.
      this.bell = undefined;
    }
  }

  private plan(): void {
    clearTimeout(this.timer);
    this.plannedMs = this.waitMs();
    // The platform offers no clock of its own to a component; the timer ends with the component.
    this.timer = setTimeout(() => this.tick(), this.plannedMs);
  }

  private waitMs(): number {
    if (this.view?.isLive === true || this.click.kind === 'asking') return this.bell === undefined ? LIVE_MS : RUNG_MS;
    return this.awaitsReference ? UNREAD_MS : QUIET_MS;
  }

  private tick(): void {
    if (!document.hidden && navigator.onLine) {
      if (this.view?.isLive !== true) this.readDealAgain();
      this.readAgain();
      this.settle();
    }
    this.plan();
  }

  /**
   * Makes the moving lists read again. Lightning Data Service answers an equal request from its cache for half a
   * minute, and knows new children of a list only by asking again; another page size is another request.
   */
  private readAgain(): void {
    this.pageSize = this.pageSize >= LARGEST_PAGE ? SMALLEST_PAGE : this.pageSize + 1;
    this.readAtMs = Date.now();
  }

  private readDealAgain(): void {
    this.referencePageSize = this.referencePageSize <= SMALLEST_LIST ? LARGEST_LIST : this.referencePageSize - 1;
    const parts = Object.values(this.parts).flatMap(({ roles, milestones }) => [...roles, ...milestones]);
    const ids = [this.recordId, this.engagementId, ...this.lineIds, ...parts.map(({ id }) => id)];
    void notifyRecordUpdateAvailable(ids.flatMap((recordId) => (recordId === undefined ? [] : [{ recordId }])));
  }

  private setClick(click: Click): void {
    this.click = click;
    this.settle();
    this.plan();
  }

  /** A read that fails shows the platform's own words until the same read works again. */
  private heard(read: string, error: unknown): void {
    const { [read]: _, ...others } = this.faults;
    this.faults = error === undefined ? others : { ...others, [read]: platformErrorOf(error, 'read').text };
    this.settle();
  }

  /** Draws the card from what has arrived; nothing is drawn before everything has. */
  private settle(): void {
    const { opportunity, engagements, lines, parts, reference, matches, progress, requests, mayProvision } = this;
    if (opportunity === undefined || engagements === undefined || lines === undefined) return;
    if (reference === undefined || progress === undefined || requests === undefined) return;
    if (mayProvision === undefined) return;
    if (this.view === undefined && this.lineIds.some((id) => parts[id] === undefined)) return;
    const read = { opportunity, engagement: engagements[0], lines, parts, reference, matches, progress, requests };
    this.draw(shownOf(read, this.reader(mayProvision)));
  }

  private reader(mayProvision: boolean) {
    const { mayCorrect, click, readAtMs } = this;
    const place = { locale: LOCALE, timeZone: TIME_ZONE, userId: USER_ID, orgCurrency: CURRENCY };
    return { ...place, mayProvision, mayCorrect, click, readAtMs, nowMs: Date.now(), isOffline: !navigator.onLine };
  }

  private draw(shown: Shown): void {
    const before = this.view?.state;
    const { facts, view } = shown;
    const hasArrived = facts.requests.some((row) => row.act === 'provision' && row.generation === facts.generation);
    if (this.click.kind === 'asking' && this.click.act === 'provision' && hasArrived) {
      this.setClick({ kind: 'none' });
      return;
    }
    this.shown = shown;
    this.view = view;
    if (view.confirm === undefined) this.isConfirming = false;
    this.speak(view, before);
    if (before !== undefined && before !== view.state) this.readDealAgain();
    // What is shown now may want a shorter or a longer wait than what was shown when the timer was set.
    if (this.plannedMs !== this.waitMs()) this.plan();
  }

  private speak({ spoken, state }: CardView, before: CardView['state'] | undefined): void {
    const nowMs = Date.now();
    if (spoken === this.spoken || (state === before && nowMs - this.spokenAtMs < SPEAK_MS)) return;
    this.spoken = spoken;
    this.spokenAtMs = nowMs;
  }
}

function plain(page: RecordPage): readonly UiRecord[] {
  return page.records.map((record) => withoutPrefix(names.prefix, record));
}
