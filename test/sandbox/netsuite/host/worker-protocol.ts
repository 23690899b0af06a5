/** What the host and a worker tell each other. Everything of a script crosses as JSON text. */
export type RunRequest = {
  path: string;
  /** Changes when the file does. */
  version: string;
  /** Left out when the worker has this version already. */
  source?: string;
  start: string;
  entryPoint: string;
  input: string;
};

export type FromWorker =
  { kind: 'ready' } | { kind: 'call'; text: string } | { kind: 'ended'; text: string } | { kind: 'killed' };

/** States of the one shared number on which a worker parks. */
export const signals = { parked: 0, go: 1, kill: 2 } as const;
