import type { LogFields } from '#log.ts';
import type { WorkCounts } from '#store/desk.ts';

type Labels = Readonly<Record<string, string | number>>;

/** What this process counts while it runs; what can be read from the store is read when it is asked for. */
export type Metrics = {
  /** How long the store took to accept a flush, in milliseconds. */
  accepted(tookMs: number): void;
  /** Hears every line of the log, whose facts are counted. */
  heard(fact: string, fields?: LogFields): void;
  /** One HTTP call to a system has ended; no status: there was no answer. */
  called(system: string, status: number | undefined, tookMs: number): void;
  /** What the CRM said of its daily calls. */
  quota(used: number, most: number): void;
  /** Everything as Prometheus reads it. Source: Prometheus documentation, "Text-based format" 0.0.4. */
  text(work: WorkCounts): string;
};

/** Upper ends of the buckets of waiting times, in seconds. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const;

export function createMetrics(): Metrics {
  const accept = createHistogram('throughline_accept_seconds', 'Time until accepted events were durable.', []);
  const calls = createHistogram('throughline_call_seconds', 'HTTP calls to the systems.', ['system', 'status']);
  const facts = createCounter('throughline_facts_total', 'Lines of the log by their fact.', ['fact']);
  const refusals = createCounter('throughline_refusals_total', 'Calls that a system refused, by fault.', ['fault']);
  let quota: { used: number; most: number } | undefined;
  return {
    accepted: (tookMs) => accept.observe([], tookMs / 1000),
    heard: (fact, fields) => {
      facts.add([fact]);
      if (fact === 'call.refused') refusals.add([String(fields?.['fault'] ?? 'unknown')]);
    },
    called: (system, status, tookMs) => calls.observe([system, status ?? 'none'], tookMs / 1000),
    quota: (used, most) => {
      quota = { used, most };
    },
    text: (work) =>
      [
        ...accept.lines(),
        ...calls.lines(),
        ...refusals.lines(),
        ...facts.lines(),
        ...workLines(work),
        ...(quota === undefined ? [] : quotaLines(quota)),
        '',
      ].join('\n'),
  };
}

function workLines(work: WorkCounts): string[] {
  const entries = (counts: Readonly<Record<string, number>>, label: string) =>
    Object.entries(counts).map(([name, count]): [Labels, number] => [{ [label]: name }, count]);
  const owners = work.exceptions.map(({ owner, count }): [Labels, number] => [{ owner }, count]);
  const ages = work.exceptions.map(({ owner, oldestMs }): [Labels, number] => [{ owner }, oldestMs / 1000]);
  return [
    ...gauge('throughline_commands', 'Commands by state.', entries(work.commands, 'state')),
    ...gauge('throughline_runs', 'Runs by status.', entries(work.runs, 'status')),
    ...gauge('throughline_exceptions', 'Open exceptions by owner.', owners),
    ...gauge('throughline_exception_oldest_seconds', 'Age of the oldest open exception by owner.', ages),
    ...gauge('throughline_pending_events', 'Accepted events that no run has worked on.', [[{}, work.pendingEvents]]),
    ...gauge('throughline_pending_event_oldest_seconds', 'Age of the oldest of them.', [
      [{}, work.oldestEventMs / 1000],
    ]),
    ...gauge('throughline_command_oldest_seconds', 'Age of the oldest command on its way.', [
      [{}, work.oldestCommandMs / 1000],
    ]),
    ...gauge('throughline_dirty_rows', 'Rows that the CRM does not show yet.', [[{}, work.dirtyRows]]),
    ...gauge(
      'throughline_seal_height',
      'Blocks of the audit chain.',
      work.seals.map(({ pairing, height }) => [{ pairing }, height]),
    ),
  ];
}

function quotaLines({ used, most }: { used: number; most: number }): string[] {
  return [
    ...gauge('throughline_crm_calls_used', 'Calls of the last 24 hours, as the CRM counts them.', [[{}, used]]),
    ...gauge('throughline_crm_calls_most', 'Calls that the CRM allows in 24 hours.', [[{}, most]]),
  ];
}

function gauge(name: string, help: string, values: readonly (readonly [Labels, number])[]): string[] {
  return [...head(name, help, 'gauge'), ...values.map(([labels, value]) => line(name, labels, value))];
}

function head(name: string, help: string, type: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

function line(name: string, labels: Labels, value: number): string {
  const inner = Object.entries(labels).map(([label, text]) => `${label}="${escaped(String(text))}"`);
  return `${name}${inner.length === 0 ? '' : `{${inner.join(',')}}`} ${value}`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

/** More series than this are counted together, so that no caller can make the answer grow for ever. */
const mostSeries = 200;

function createCounter(name: string, help: string, labelNames: readonly string[]) {
  const series = new Map<string, { labels: Labels; value: number }>();
  return {
    add(values: readonly (string | number)[]): void {
      const found = seriesOf(series, labelNames, values, () => 0);
      found.value += 1;
    },
    lines: (): string[] => [
      ...head(name, help, 'counter'),
      ...[...series.values()].map(({ labels, value }) => line(name, labels, value)),
    ],
  };
}

type Observed = { readonly counts: number[]; sum: number; count: number };

function createHistogram(name: string, help: string, labelNames: readonly string[]) {
  const series = new Map<string, { labels: Labels; value: Observed }>();
  return {
    observe(values: readonly (string | number)[], seconds: number): void {
      const { value } = seriesOf(series, labelNames, values, () => ({
        counts: buckets.map(() => 0),
        sum: 0,
        count: 0,
      }));
      buckets.forEach((end, place) => {
        if (seconds <= end) value.counts[place] = (value.counts[place] ?? 0) + 1;
      });
      value.sum += seconds;
      value.count += 1;
    },
    lines: (): string[] => [
      ...head(name, help, 'histogram'),
      ...[...series.values()].flatMap(({ labels, value }) => [
        ...buckets.map((end, place) => line(`${name}_bucket`, { ...labels, le: end }, value.counts[place] ?? 0)),
        line(`${name}_bucket`, { ...labels, le: '+Inf' }, value.count),
        line(`${name}_sum`, labels, Math.round(value.sum * 1e6) / 1e6),
        line(`${name}_count`, labels, value.count),
      ]),
    ],
  };
}

function seriesOf<Value>(
  series: Map<string, { labels: Labels; value: Value }>,
  names: readonly string[],
  given: readonly (string | number)[],
  fresh: () => Value,
): { labels: Labels; value: Value } {
  const isFull = series.size >= mostSeries && !series.has(given.join('\n'));
  const values = isFull ? names.map(() => 'other') : given;
  const key = values.join('\n');
  const known = series.get(key);
  if (known !== undefined) return known;
  const made = { labels: Object.fromEntries(names.map((name, place) => [name, values[place] ?? ''])), value: fresh() };
  series.set(key, made);
  return made;
}
