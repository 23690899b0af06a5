/** How many scripts of integrations run at this moment, held against what the account allows. */
export type Concurrency = {
  /** Takes a place, or answers false when every place is taken. */
  take(): boolean;
  /** Gives the place back; called when the script has ended, never when its client has gone. */
  give(): void;
  readonly running: number;
  /** The account's limit over all its integrations: 5 for a Standard account, 15 to 20 above. Source: bridgehead_1500275603. */
  limit: number;
};

/** Creates the counter of one account. */
export function createConcurrency(limit: number): Concurrency {
  let running = 0;
  return {
    limit,
    take() {
      if (running >= this.limit) return false;
      running += 1;
      return true;
    },
    give: () => {
      running -= 1;
    },
    get running() {
      return running;
    },
  };
}
