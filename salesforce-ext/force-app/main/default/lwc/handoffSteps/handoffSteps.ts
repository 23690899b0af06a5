import { api, LightningElement } from 'lwc';
import type { StepView } from 'c/handoffModel';

const ICONS: Readonly<Record<StepView['state'], string>> = {
  next: '',
  running: '',
  done: 'utility:check',
  waiting: 'utility:clock',
  failed: 'utility:close',
  undone: 'utility:undo',
  'looking-up': 'utility:question',
};

const CURRENT: ReadonlySet<StepView['state']> = new Set(['running', 'waiting', 'looking-up']);

/** The steps of a provisioning, each with its result, system and time. */
export default class HandoffSteps extends LightningElement {
  @api steps: readonly StepView[] = [];

  get rows() {
    return this.steps.map((step) => ({
      ...step,
      className: `step step_${step.state}`,
      isRunning: step.state === 'running',
      iconName: ICONS[step.state],
      ariaCurrent: CURRENT.has(step.state) ? 'step' : undefined,
      url: step.link?.url,
      linkLabel: step.link?.label,
    }));
  }
}
