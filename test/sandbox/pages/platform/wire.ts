import { callUiApi } from './ui-api.ts';

/** Lightning Data Service keeps an answer for about half a minute and gives it again to an equal request. */
const keptMs = 30_000;
const kept = new Map<string, { value: unknown; readAtMs: number }>();
const watchers = new Set<Watcher>();

type Emit = (result: { data: unknown; error: unknown }) => void;
type WireAdapter<Config> = new (emit: Emit) => {
  connect(): void;
  disconnect(): void;
  update(config: Partial<Config>): void;
};
type Watcher = { path: string | undefined; last: unknown; readonly emit: Emit };

/**
 * Makes a wire adapter out of "which address does this configuration mean"; no address means that it is not complete yet.
 *
 * The platform creates one adapter per component and asks for an object with these three methods, hence the class.
 */
export function wireAdapter<Config>(pathOf: (config: Partial<Config>) => string | undefined): WireAdapter<Config> {
  return class {
    readonly #watcher: Watcher;
    constructor(emit: Emit) {
      this.#watcher = { path: undefined, last: undefined, emit };
      emit({ data: undefined, error: undefined });
    }
    connect(): void {
      watchers.add(this.#watcher);
    }
    disconnect(): void {
      watchers.delete(this.#watcher);
    }
    update(config: Partial<Config>): void {
      const path = pathOf(config);
      if (path === undefined || path === this.#watcher.path) return;
      this.#watcher.path = path;
      void show(this.#watcher, path);
    }
  };
}

/** Reads again what holds one of these records. A list gets fresh rows, but no new ones: only asking anew gives those. */
export async function refresh(recordIds: ReadonlySet<string>): Promise<void> {
  const stale = [...watchers].filter(({ last }) => idsIn(last).some((id) => recordIds.has(id)));
  const shown = stale.flatMap((watcher) => {
    if (watcher.path === undefined) return [];
    kept.delete(watcher.path);
    return [show(watcher, watcher.path, true)];
  });
  await Promise.all(shown);
}

async function show(watcher: Watcher, path: string, keepsMembers = false): Promise<void> {
  try {
    const value = await read(path);
    if (watcher.path !== path) return;
    const data = keepsMembers ? knownMembers(value, new Set(idsIn(watcher.last))) : value;
    if (JSON.stringify(data) === JSON.stringify(watcher.last)) return;
    watcher.last = data;
    watcher.emit({ data, error: undefined });
  } catch (error) {
    if (watcher.path !== path) return;
    watcher.last = undefined;
    watcher.emit({ data: undefined, error });
  }
}

async function read(path: string): Promise<unknown> {
  const known = kept.get(path);
  if (known !== undefined && Date.now() - known.readAtMs < keptMs) return known.value;
  const value = await callUiApi(path);
  kept.set(path, { value, readAtMs: Date.now() });
  return value;
}

function idsIn(value: unknown): string[] {
  if (!isObject(value)) return [];
  const records: unknown = value['records'];
  if (Array.isArray(records)) return records.flatMap(idsIn);
  return typeof value['id'] === 'string' ? [value['id']] : [];
}

function knownMembers(value: unknown, known: ReadonlySet<string>): unknown {
  if (!isObject(value) || !Array.isArray(value['records'])) return value;
  return { ...value, records: value['records'].filter((record) => idsIn(record).some((id) => known.has(id))) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
