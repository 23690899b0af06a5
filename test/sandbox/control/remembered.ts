const mostTexts = 2_000;

/**
 * What comes of a text, worked out once: one process opens the same org and account many times, from the same files.
 *
 * The result is shared, so nobody may change it.
 */
export function remembered<Result>(read: (text: string) => Result): (text: string) => Result {
  const known = new Map<string, Result>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const result = read(text);
    if (known.size >= mostTexts) known.clear();
    known.set(text, result);
    return result;
  };
}
