import { api, LightningElement } from 'lwc';
import type { Notice } from 'c/handoffModel';

/** A boxed sentence with its tone: what happened, and what that means for the reader. */
export default class HandoffNotice extends LightningElement {
  @api notice: Notice | undefined;

  get className(): string {
    return `notice notice_${this.notice?.tone ?? 'info'}`;
  }
}
