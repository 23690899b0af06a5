import { api, LightningElement } from 'lwc';
import type { StepView } from 'c/handoffModel';

const ICONS: Readonly<Record<StepView['state'], string>> = {
  next: '',
  running: '',
  done: 'utility:check',
  waiting: 'utility:clock',
  failed: 'utility:close',
};

/** The steps of a provisioning, each with its result, system and time. */
export default class HandoffSteps extends LightningElement {
  @api steps: readonly StepView[] = [];

  get rows() {
    return this.steps.map((step) => ({
      ...step,
      className: `step step_${step.state}`,
      isRunning: step.state === 'running',
      iconName: ICONS[step.state],
      ariaCurrent: step.state === 'running' || step.state === 'waiting' ? 'step' : undefined,
      url: step.link?.url,
      linkLabel: step.link?.label,
    }));
  }
}
