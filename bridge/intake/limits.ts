import type { FaultCode } from 'shared-model/faults.ts';
/** Limits of the door; more is refused before anything is stored. */
export const limits = {
  oneEventBytes: 1_000_000,
  batchBytes: 5_000_000,
  batchEvents: 500,
  depth: 32,
  textCharacters: 65_536,
} as const;

/** What is wrong at one place of a body: a JSON pointer, a code, and a plain sentence. */
export type DoorFault = { readonly pointer: string; readonly code: FaultCode; readonly text: string };
