import { api, LightningElement } from 'lwc';
import { NavigationMixin } from 'lightning/navigation';
import type { Action, Badge, CardView, Notice } from 'c/handoffModel';

/** Draws one view of the handoff; what is pressed goes up as an event, since reading and asking are the parent's. */
export default class HandoffCard extends NavigationMixin(LightningElement) {
  @api view: CardView | undefined;
  /** Why something could not be read, in plain words. */
  @api fault: string | undefined;
  /** What people who listen hear next. */
  @api spoken = '';

  loadingBadge: Badge = { label: 'Checking', tone: 'neutral' };
  showsPassed = false;
  showsDetails = false;

  /** The keyboard's place is the sentence that says what is true now. */
  @api focus(): void {
    this.template?.querySelector<HTMLElement>('h3')?.focus();
  }

  get isLoading(): boolean {
    return this.view === undefined && this.fault === undefined;
  }

  get faultNotice(): Notice {
    return {
      tone: 'error',
      icon: 'utility:error',
      title: this.view === undefined ? 'The handoff could not be read' : 'This may be out of date',
      text: this.fault ?? '',
    };
  }

  get titleClass(): string {
    return this.view?.project === undefined ? 'title' : 'title title_project';
  }

  get actions() {
    const { action, second } = this.view ?? {};
    return [action, second].flatMap((one, place) => (one === undefined ? [] : [pressable(one, place)]));
  }

  get projectUrl(): string | undefined {
    return this.view?.project?.url;
  }

  get hasProgress(): boolean {
    return this.view?.progressPercent !== undefined;
  }

  get groups() {
    return (this.view?.groups ?? []).map((group) => ({ ...group, className: `group tone_${group.tone}` }));
  }

  get figures() {
    return (this.view?.figures ?? []).map((figure) => ({ ...figure, className: `figure-text tone_${figure.tone}` }));
  }

  get passedShown(): boolean {
    return this.showsPassed && (this.view?.passed.length ?? 0) > 0;
  }

  get passedLabel(): string {
    const count = this.view?.passed.length ?? 0;
    return `${this.showsPassed ? 'Hide' : 'Show'} ${count} passed ${count === 1 ? 'check' : 'checks'}`;
  }

  get detailsShown(): boolean {
    return this.showsDetails && (this.view?.details.length ?? 0) > 0;
  }

  get detailsLabel(): string {
    return this.showsDetails ? 'Hide details' : 'Details';
  }

  get passedExpanded(): string {
    return String(this.showsPassed);
  }

  get detailsExpanded(): string {
    return String(this.showsDetails);
  }

  /** A button may go away with the press, so the keyboard's place moves to the sentence that says what happens. */
  press(event: Event): void {
    const act = event.target instanceof HTMLElement && 'value' in event.target ? event.target.value : undefined;
    const isFirst = act === this.view?.action?.act;
    this.dispatchEvent(new CustomEvent('act', { detail: { act } }));
    if (!isFirst || this.view?.confirm === undefined) this.focus();
  }

  again(): void {
    this.dispatchEvent(new CustomEvent('again'));
  }

  openProject(): void {
    const url = this.view?.project?.url;
    if (url === undefined) return;
    this[NavigationMixin.Navigate]({ type: 'standard__webPage', attributes: { url } });
  }

  togglePassed(): void {
    this.showsPassed = !this.showsPassed;
  }

  toggleDetails(): void {
    this.showsDetails = !this.showsDetails;
  }
}

/** One button with what stands beside it; the first is the one that the state is about. */
function pressable(action: Action, place: number) {
  const { act, isBusy, reason, busyText } = action;
  return {
    ...action,
    key: act,
    variant: place === 0 ? 'brand' : 'neutral',
    busy: String(isBusy),
    reasonId: `reason-${act}`,
    reason: isBusy ? (busyText ?? 'Asking…') : (reason ?? ''),
  };
}
