/** Waits real milliseconds: the latency of a call as a person sees it. */
export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Calls `late` after real milliseconds, unless it is stopped before; does not keep the process alive. */
export function startTimer(ms: number, late: () => void): { stop(): void } {
  const timer = setTimeout(late, ms);
  timer.unref();
  return { stop: () => clearTimeout(timer) };
}
