import { api, LightningElement } from 'lwc';
import type { Badge } from 'c/handoffModel';

/** The state of a handoff as icon, word and tint, so that colour is never the only signal. */
export default class HandoffBadge extends LightningElement {
  @api badge: Badge | undefined;

  get label(): string {
    return this.badge?.label ?? '';
  }

  get iconName(): string | undefined {
    return this.badge?.icon;
  }

  get className(): string {
    return `badge badge_${this.badge?.tone ?? 'neutral'}`;
  }
}
