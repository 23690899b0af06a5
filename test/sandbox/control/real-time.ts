/** Waits real milliseconds: the latency of a call as a person sees it. Simulations hand in their own. */
export function waitMs(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** Real time in milliseconds since 1970, which tokens and signatures live by whatever the sandbox clock says. */
export function realNow(): number {
  return Date.now();
}

/** Calls `late` after real milliseconds, unless it is stopped before; does not keep the process alive. */
export function startTimer(ms: number, late: () => void): { stop(): void } {
  const timer = setTimeout(late, ms);
  timer.unref();
  return { stop: () => clearTimeout(timer) };
}
