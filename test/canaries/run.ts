import { costRates } from './rates.ts';
import { playDisturbedDeals, playSeededDeals, untilReferenceShown } from './flows.ts';
import type { RecordedLine } from './recorded-line.ts';
import { startRecordedLine } from './recorded-line.ts';
import type { SinkReport } from './scan.ts';
import { createScan } from './scan.ts';
import { readSinks } from './sinks.ts';

export type CanaryReport = {
  readonly rates: number;
  readonly deals: number;
  /** Refusals that quoted a rate and did reach the bridge or our script; without them nothing was put to the test. */
  readonly quoted: number;
  readonly sinks: readonly SinkReport[];
};

export type CanaryOptions = {
  /** Only this many of the disturbed deals and none of the seeded ones, where a leak in a refusal is enough. */
  readonly onlyDisturbed?: number;
  /** Reads more sinks while the line still runs, such as pages in a browser. */
  readonly look?: (line: RecordedLine, add: (sink: string, text: string) => void) => Promise<void>;
};

/** Lets everything happen that can happen to a deal while the platforms quote cost rates, then looks for the rates. */
export async function runCanaries(databaseUrl: string, options: CanaryOptions = {}): Promise<CanaryReport> {
  const known = costRates();
  const line = await startRecordedLine(databaseUrl);
  try {
    await untilReferenceShown(line);
    const seeded = options.onlyDisturbed !== undefined ? 0 : await playSeededDeals(line);
    const rates = known.map(({ rate }) => rate);
    const deals = seeded + (await playDisturbedDeals(line, rates, options.onlyDisturbed));
    const scan = createScan(known);
    await options.look?.(line, (sink, text) => scan.add(sink, text));
    await readSinks(line, databaseUrl, scan);
    const faults = [...line.org.faults.list(), ...line.account.faults.list()];
    const quoted = faults.filter(({ text, hits }) => text !== undefined && hits > 0).length;
    return { rates: known.length, deals, quoted, sinks: scan.report() };
  } finally {
    await line.close();
  }
}
