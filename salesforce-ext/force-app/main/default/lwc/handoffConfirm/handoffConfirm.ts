import { api, LightningElement } from 'lwc';
import type { ConfirmView } from 'c/handoffModel';

const DIFFERENT = 'different';

/**
 * The dialog over a ready handoff: the identity question first, then what is created and where.
 *
 * The browser's own dialog keeps the keyboard inside, closes on Esc and gives the focus back. Nothing is chosen before a
 * person chooses.
 */
export default class HandoffConfirm extends LightningElement {
  @api view: ConfirmView | undefined;

  chosen = '';
  private isOpen = false;

  override renderedCallback(): void {
    if (this.isOpen) return;
    this.isOpen = true;
    this.template?.querySelector('dialog')?.showModal();
    this.template?.querySelector<HTMLElement>('h2')?.focus();
  }

  get ownCells() {
    const [name = '', ...cells] = this.view?.question?.own ?? [];
    const heads = this.view?.question?.heads ?? [];
    return { name, cells: cells.map((value, place) => ({ key: heads[place + 1] ?? value, value })) };
  }

  get heads() {
    return (this.view?.question?.heads ?? []).map((label) => ({ key: label, label }));
  }

  get candidates() {
    return (this.view?.question?.candidates ?? []).map((candidate) => ({
      ...candidate,
      isChosen: this.chosen === candidate.number,
      className: this.chosen === candidate.number ? 'candidate candidate_chosen' : 'candidate',
      radioLabel: `Use ${candidate.number} ${candidate.name}`,
      cells: candidate.cells.map((cell) => ({ ...cell, className: `verdict tone_${cell.tone}` })),
    }));
  }

  get isDifferent(): boolean {
    return this.chosen === DIFFERENT;
  }

  get differentClass(): string {
    return this.isDifferent ? 'candidate candidate_chosen' : 'candidate';
  }

  get differentValue(): string {
    return DIFFERENT;
  }

  get mayConfirm(): boolean {
    return this.view?.question === undefined || this.chosen !== '';
  }

  get createdRows() {
    return this.view?.created ?? [];
  }

  choose(event: Event): void {
    if (event.target instanceof HTMLInputElement) this.chosen = event.target.value;
  }

  confirm(): void {
    if (!this.mayConfirm) return;
    // While the dialog is open nothing behind it can take the focus.
    this.close();
    this.dispatchEvent(new CustomEvent('confirm', { detail: { choice: this.choice() } }));
  }

  /** Closing gives the focus back to what opened the dialog, as Esc does; only then the parent takes it away. */
  close(): void {
    this.template?.querySelector('dialog')?.close();
  }

  onClosed(): void {
    this.dispatchEvent(new CustomEvent('close'));
  }

  private choice(): { kind: 'use' | 'different'; numbers: readonly string[] } | undefined {
    const question = this.view?.question;
    if (question === undefined) return undefined;
    if (this.chosen !== DIFFERENT) return { kind: 'use', numbers: [this.chosen] };
    return { kind: 'different', numbers: question.candidates.map(({ number }) => number) };
  }
}
