/** Real time in milliseconds since 1970, which tokens and signatures live by whatever the sandbox clock says. */
export function realNow(): number {
  return Date.now();
}
