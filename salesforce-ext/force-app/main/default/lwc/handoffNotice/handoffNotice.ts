import { api, LightningElement } from 'lwc';
import { NavigationMixin } from 'lightning/navigation';
import type { Notice } from 'c/handoffModel';

/** A boxed sentence with its tone: what happened, what that means for the reader, and the one next step there is. */
export default class HandoffNotice extends NavigationMixin(LightningElement) {
  @api notice: Notice | undefined;

  get className(): string {
    return `notice notice_${this.notice?.tone ?? 'info'}`;
  }

  openRecord(): void {
    const next = this.notice?.next;
    if (next === undefined) return;
    const { objectApiName, recordId } = next;
    this[NavigationMixin.Navigate]({
      type: 'standard__recordPage',
      attributes: { objectApiName, recordId, actionName: 'edit' },
    });
  }
}
