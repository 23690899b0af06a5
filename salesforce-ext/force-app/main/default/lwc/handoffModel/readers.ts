import type { Facts } from './facts';
import { ownerLabel } from './tables';

/** *You*, when this reader is one of the role that has it; else what the role is called. */
export function whoHas(role: string, facts: Facts): string {
  return isReader(role, facts) ? 'You' : ownerLabel(role);
}

/** Whether the reader is one of the role, by what they may do here. */
export function isReader(role: string, { mayProvision, mayCorrect }: Facts): boolean {
  if (role === 'sales-ops') return mayProvision;
  return role === 'finance-ops' && mayCorrect && !mayProvision;
}
