import type { Store } from '#store/store.ts';
import type { Disturbances } from './disturbances.ts';
import type { Scheduler } from './scheduler.ts';
import type { Trace } from './trace.ts';

/** A node's store, of which every call is one step of the schedule and stands in the trace with its parameters and result. */
export function scheduledStore(
  store: Store,
  actor: string,
  { scheduler, trace, disturbances }: { scheduler: Scheduler; trace: Trace; disturbances: Disturbances },
): Store {
  const call = async (name: string, work: (...given: unknown[]) => unknown, given: unknown[]): Promise<unknown> => {
    await scheduler.step(actor, `store.${name}`);
    const stallMs = name === 'saveRun' ? disturbances.stallMs() : 0;
    if (stallMs > 0) {
      trace.add(scheduler.now(), actor, `stalls before store.${name}`, { stallMs });
      await scheduler.sleep(actor, stallMs);
    }
    try {
      const result = await scheduler.during(Promise.resolve(Reflect.apply(work, store, given)));
      trace.add(scheduler.now(), actor, `store.${name}`, { given, result });
      return result;
    } catch (cause) {
      trace.add(scheduler.now(), actor, `store.${name} failed`, { given, cause: String(cause) });
      throw cause;
    }
  };
  return new Proxy(store, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function' || typeof name !== 'string') return value;
      return async (...given: unknown[]) => call(name, (...all) => Reflect.apply(value, target, all), given);
    },
  });
}
