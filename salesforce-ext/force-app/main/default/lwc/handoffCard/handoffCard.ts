import { api, LightningElement } from 'lwc';
import { NavigationMixin } from 'lightning/navigation';
import type { Badge, CardView, Notice } from 'c/handoffModel';

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

  get canPress(): boolean {
    return this.view?.action?.isAvailable === true;
  }

  get busy(): string {
    return String(this.view?.action?.isBusy === true);
  }

  get reason(): string {
    return this.view?.action?.isBusy === true ? 'Asking…' : (this.view?.action?.reason ?? '');
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

  /** The button goes away with the press, so the keyboard's place moves to the sentence that says what happens. */
  provision(): void {
    this.dispatchEvent(new CustomEvent('provision'));
    this.template?.querySelector<HTMLElement>('h3')?.focus();
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
