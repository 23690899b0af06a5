import { api, LightningElement, wire } from 'lwc';
import { getListRecordsByName } from 'lightning/uiListsApi';
import { getObjectInfo } from 'lightning/uiObjectInfoApi';
import type { Wired } from 'lightning/uiRecordApi';
import { createRecord, getRecord, notifyRecordUpdateAvailable } from 'lightning/uiRecordApi';
import type { RecordPage } from 'lightning/uiRelatedListApi';
import { getRelatedListRecords } from 'lightning/uiRelatedListApi';
import CURRENCY from '@salesforce/i18n/currency';
import LOCALE from '@salesforce/i18n/locale';
import TIME_ZONE from '@salesforce/i18n/timeZone';
import REQUEST from '@salesforce/schema/Provision_Request__c';
import USER_ID from '@salesforce/user/Id';
import type { CardView, Click, UiRecord } from 'c/handoffModel';
import {
  cardView,
  dealFromRecords,
  isTaken,
  numberOf,
  platformErrorOf,
  progressRowOf,
  referenceFromRecords,
  requestRowOf,
  textOf,
  withoutPrefix,
} from 'c/handoffModel';
import { provisioningPack } from 'c/throughlineRules';
import * as names from './names';

/** How often the lists are read again: every second while a run is under way, else now and then, in milliseconds. */
const LIVE_MS = 1_000;
const QUIET_MS = 30_000;
/** Until NetSuite's reference rows have come for the first time. */
const UNREAD_MS = 3_000;
/** The least time between two sentences for people who listen, in milliseconds; a new state is said at once. */
const SPEAK_MS = 5_000;
/** Page sizes that the two moving lists go through; see `readAgain`. */
const SMALLEST_PAGE = 100;
const LARGEST_PAGE = 160;
/** The most rows a list answers at once. */
const LARGEST_LIST = 2_000;

/**
 * The card *Project handoff*: shows whether an opportunity is ready for a project, asks for it, and follows it.
 *
 * All it decides is in `c/handoffModel`; this component reads, presses and repeats.
 */
export default class ProjectHandoff extends LightningElement {
  @api recordId: string | undefined;

  view: CardView | undefined;
  faults: Readonly<Record<string, string>> = {};
  engagementId: string | undefined;
  lineIds: readonly string[] = [];
  pageSize = SMALLEST_PAGE;
  referencePageSize = LARGEST_LIST;
  requestObject = REQUEST;
  spoken = '';

  private opportunity: UiRecord | undefined;
  private engagements: readonly UiRecord[] | undefined;
  private lines: readonly UiRecord[] | undefined;
  private roles: Readonly<Record<string, readonly UiRecord[]>> = {};
  private reference: readonly UiRecord[] | undefined;
  private progress: readonly UiRecord[] | undefined;
  private requests: readonly UiRecord[] | undefined;
  private mayProvision: boolean | undefined;
  private click: Click = { kind: 'none' };
  private spokenAtMs = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  @wire(getRecord, {
    recordId: '$recordId',
    fields: names.opportunityFields,
    optionalFields: names.opportunityOptional,
  })
  onOpportunity({ data, error }: Wired<UiRecord>): void {
    if (data !== undefined) this.opportunity = withoutPrefix(names.prefix, data);
    this.heard('opportunity', error);
  }

  @wire(getObjectInfo, { objectApiName: '$requestObject' })
  onObjectInfo({ data, error }: Wired<{ createable: boolean }>): void {
    if (data !== undefined) this.mayProvision = data.createable;
    if (error !== undefined) this.mayProvision = false;
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
    this.plan();
  }

  override disconnectedCallback(): void {
    document.removeEventListener('visibilitychange', this.onVisible);
    clearTimeout(this.timer);
  }

  /** What could not be read; silent while a refused click says more. */
  get fault(): string | undefined {
    return this.click.kind === 'refused' ? undefined : Object.values(this.faults)[0];
  }

  onRoles(event: CustomEvent<{ lineId: string; records: readonly UiRecord[] }>): void {
    const { lineId, records } = event.detail;
    this.roles = { ...this.roles, [lineId]: records.map((record) => withoutPrefix(names.prefix, record)) };
    this.settle();
  }

  /** Asks for the project. A second press, here or in another tab, is refused by the key and joined to the first. */
  async provision(): Promise<void> {
    if (this.view?.action?.isAvailable !== true) return;
    this.setClick({ kind: 'asking' });
    try {
      await createRecord({
        apiName: REQUEST.objectApiName,
        fields: { [names.requestOpportunity]: this.recordId },
      });
    } catch (thrown) {
      const error = platformErrorOf(thrown, 'ask');
      this.setClick(isTaken(error) ? { kind: 'joined' } : { kind: 'refused', text: error.text });
    }
    this.readAgain();
  }

  checkAgain(): void {
    this.faults = {};
    this.readDealAgain();
    this.readAgain();
  }

  private onVisible = (): void => {
    if (!document.hidden) this.checkAgain();
  };

  private plan(): void {
    clearTimeout(this.timer);
    const isLive = this.view?.isLive === true || this.click.kind === 'asking';
    const waitMs = isLive ? LIVE_MS : this.reference?.length === 0 ? UNREAD_MS : QUIET_MS;
    // The platform offers no clock of its own to a component; the timer ends with the component.
    this.timer = setTimeout(() => this.tick(), waitMs);
  }

  private tick(): void {
    if (!document.hidden) {
      if (this.view?.isLive !== true) this.readDealAgain();
      this.readAgain();
      this.settle();
    }
    this.plan();
  }

  /**
   * Makes the two moving lists read again. Lightning Data Service answers an equal request from its cache for half a
   * minute, and knows new children of a list only by asking again; another page size is another request.
   */
  private readAgain(): void {
    this.pageSize = this.pageSize >= LARGEST_PAGE ? SMALLEST_PAGE : this.pageSize + 1;
  }

  private readDealAgain(): void {
    this.referencePageSize = this.referencePageSize === LARGEST_LIST ? LARGEST_LIST - 1 : LARGEST_LIST;
    const ids = [this.recordId, this.engagementId, ...this.lineIds].flatMap((id) => id ?? []);
    void notifyRecordUpdateAvailable(ids.map((recordId) => ({ recordId })));
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
    const { opportunity, engagements, lines, reference, progress, requests, mayProvision } = this;
    if (opportunity === undefined || engagements === undefined || lines === undefined) return;
    if (reference === undefined || progress === undefined || requests === undefined) return;
    if (mayProvision === undefined) return;
    if (this.lineIds.some((id) => this.roles[id] === undefined)) {
      if (this.view === undefined) return;
    }
    const before = this.view?.state;
    this.view = this.currentView({ opportunity, engagement: engagements[0], lines, reference, progress, requests });
    this.speak(this.view, before);
    if (before !== undefined && before !== this.view.state) {
      this.readDealAgain();
      this.plan();
    }
  }

  private speak({ spoken, state }: CardView, before: CardView['state'] | undefined): void {
    const nowMs = Date.now();
    if (spoken === this.spoken || (state === before && nowMs - this.spokenAtMs < SPEAK_MS)) return;
    this.spoken = spoken;
    this.spokenAtMs = nowMs;
  }

  private currentView(read: {
    opportunity: UiRecord;
    engagement: UiRecord | undefined;
    lines: readonly UiRecord[];
    reference: readonly UiRecord[];
    progress: readonly UiRecord[];
    requests: readonly UiRecord[];
  }): CardView {
    const nowMs = Date.now();
    const deal = dealFromRecords({ ...read, roles: this.roles, orgCurrency: CURRENCY });
    const reference = referenceFromRecords(read.reference);
    const generation = numberOf(read.opportunity, 'Provision_Generation__c') ?? 1;
    const requests = read.requests.map(requestRowOf);
    if (this.click.kind === 'asking' && requests.some((row) => row.generation === generation)) {
      this.click = { kind: 'none' };
    }
    return cardView({
      nowMs,
      locale: LOCALE,
      timeZone: TIME_ZONE,
      userId: USER_ID,
      mayProvision: this.mayProvision === true,
      generation,
      closedOn: textOf(read.opportunity, 'CloseDate'),
      deal,
      checks: provisioningPack.map((rule) => ({ ...rule, findings: rule.find(deal, reference) })),
      referenceAsOf: reference?.asOf,
      checkedAt: new Date(nowMs).toISOString(),
      requests,
      progress: read.progress.map(progressRowOf),
      click: this.click,
    });
  }
}

function plain(page: RecordPage): readonly UiRecord[] {
  return page.records.map((record) => withoutPrefix(names.prefix, record));
}
