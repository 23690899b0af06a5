import * as z from 'zod/mini';

/**
 * What a disturbance must know of a RESTlet's body: which records its items write, and under which keys.
 *
 * A body of another shape has no items, and a disturbance that looks for one leaves it alone.
 */
const Body = z.looseObject({
  items: z.optional(
    z.array(
      z.looseObject({
        key: z.string(),
        command: z.optional(z.string()),
        payload: z.optional(z.looseObject({ projectKey: z.optional(z.string()) })),
      }),
    ),
  ),
  keys: z.optional(z.array(z.string())),
});

/** The record that one item writes: its type, and the external ids that it may be saved under. */
export type WriteTarget = { readonly recordType: string; readonly keys: readonly string[] };

const recordTypes: Readonly<Record<string, string>> = {
  'customer.ensure': 'customer',
  'project.create': 'job',
  'project.activate': 'job',
  'task.create': 'projecttask',
  'budget.create': 'customrecord_tl_budget',
  'rule.create': 'chargerule',
};

/** What a RESTlet's body names; empty for a body that is not ours. */
export type NamedInBody = {
  readonly keys: readonly string[];
  readonly recordTypes: readonly string[];
  /** One per item, `undefined` for an item that writes no record of the account. */
  readonly targets: readonly (WriteTarget | undefined)[];
};

/** Reads the keys and the records that a body names. */
export function readNames(body: unknown): NamedInBody {
  const parsed = Body.safeParse(body);
  const items = parsed.success ? (parsed.data.items ?? []) : [];
  const targets = items.map((item) => {
    const recordType = recordTypes[item.command ?? ''];
    if (recordType === undefined) return undefined;
    const projectKey = item.command === 'project.activate' ? item.payload?.projectKey : undefined;
    return { recordType, keys: projectKey === undefined ? [item.key] : [item.key, projectKey] };
  });
  return {
    keys: [...items.map((item) => item.key), ...(parsed.success ? (parsed.data.keys ?? []) : [])],
    recordTypes: targets.flatMap((target) => target?.recordType ?? []),
    targets,
  };
}
