import { api, LightningElement } from 'lwc';
import { NavigationMixin } from 'lightning/navigation';
import type { FindingView } from 'c/handoffModel';

/** What keeps a project from being created: what, why, who, since when, and one next step, which opens the form where it is fixed. */
export default class HandoffFindings extends NavigationMixin(LightningElement) {
  @api findings: readonly FindingView[] = [];

  get rows() {
    return this.findings.map((finding) => ({
      ...finding,
      isWarning: !finding.isBlocking,
      why: finding.isBlocking ? finding.text : `To know, does not block: ${finding.text}`,
      ownerClass: finding.whoElse === '' ? 'owner' : 'owner owner_reader',
      className: finding.isBlocking ? 'finding' : 'finding finding_warns',
    }));
  }

  openRecord(event: Event): void {
    const key = event.target instanceof HTMLElement && 'value' in event.target ? event.target.value : undefined;
    const next = this.findings.find((finding) => finding.key === key)?.next;
    if (next === undefined) return;
    const { objectApiName, recordId, field } = next;
    this[NavigationMixin.Navigate]({
      type: 'standard__recordPage',
      attributes: { objectApiName, recordId, actionName: 'edit' },
      ...(field === undefined ? {} : { state: { c__field: field } }),
    });
  }
}
