import * as z from 'zod/mini';

/** What the supervisor tells about the bridge, anew after each of its starts. */
export const BridgeNews = z.object({
  bridge: z.object({
    url: z.string(),
    /** A token of the role viewer: the page shows the store and changes nothing in it. */
    token: z.string(),
    pids: z.object({ bridge: z.number(), postgres: z.optional(z.number()) }),
  }),
});
export type BridgeNews = z.infer<typeof BridgeNews>;

const Command = z.object({ type: z.string(), state: z.string(), attempts: z.number() });
const Exception = z.object({ text: z.string(), owner: z.string(), state: z.string() });
const Engagement = z.object({
  engagementId: z.string(),
  state: z.string(),
  text: z.string(),
  runId: z.optional(z.string()),
});
const Run = z.object({ commands: z.array(Command), exceptions: z.array(Exception) });

/** One engagement as our store has it. */
export type StoredEngagement = {
  readonly opportunityId: string;
  readonly state: string;
  readonly text: string;
  readonly commands: readonly z.infer<typeof Command>[];
  readonly exceptions: readonly z.infer<typeof Exception>[];
};

/** What the bridge's API says, or that it does not answer now. */
export type Stored =
  { readonly isReachable: true; readonly engagements: readonly StoredEngagement[] } | { readonly isReachable: false };

export type BridgeLink = {
  hear(news: BridgeNews): void;
  /** Reads what the store knows of these Opportunities. */
  read(opportunityIds: readonly string[]): Promise<Stored>;
  /** Ends the bridge or its PostgreSQL as a crash would; false when there is no such process. */
  kill(which: 'bridge' | 'postgres'): boolean;
};

const answerWithinMs = 2_000;

/** @param kill ends a process at once, by its id */
export function createBridgeLink(kill: (pid: number) => void): BridgeLink {
  let known: BridgeNews['bridge'] | undefined;

  async function get(path: string): Promise<unknown> {
    if (known === undefined) throw new Error('the bridge is not known yet');
    const headers = { authorization: `Bearer ${known.token}` };
    const answer = await fetch(known.url + path, { headers, signal: AbortSignal.timeout(answerWithinMs) });
    if (answer.status === 404) return undefined;
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    const body: unknown = await answer.json();
    return body;
  }

  async function readOne(opportunityId: string): Promise<StoredEngagement[]> {
    const found = Engagement.safeParse(await get(`/v1/engagements?source=salesforce&id=${opportunityId}`));
    if (!found.success) return [];
    const { state, text, runId } = found.data;
    const run = Run.safeParse(runId === undefined ? undefined : await get(`/v1/runs/${runId}`));
    return [{ opportunityId, state, text, ...(run.success ? run.data : { commands: [], exceptions: [] }) }];
  }

  return {
    hear: ({ bridge }) => {
      known = bridge;
    },
    read: async (opportunityIds) => {
      try {
        await get('/readyz');
        const read = await Promise.all(opportunityIds.map((id) => readOne(id)));
        return { isReachable: true, engagements: read.flat() };
      } catch {
        // It was killed, or starts: that is what the page is for.
        return { isReachable: false };
      }
    },
    kill: (which) => {
      const pid = known?.pids[which];
      if (pid === undefined) return false;
      try {
        kill(pid);
        return true;
      } catch {
        return false;
      }
    },
  };
}
