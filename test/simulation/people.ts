import type { Network } from './network.ts';
import type { Scheduler } from './scheduler.ts';

/** What a person does about a deal, once. */
export type Act = 'provision' | 'cancel' | 'give-up' | 'retry';

/** What a person says of the customer that the card asks about: it is that one, or another. */
export type Choice = { kind: 'use' | 'different'; customerNumber: string };

/** One person at one open page; with an answer for the card's question, where they know one. */
export type Person = { as: 'sales1' | 'sales2'; opportunityId: string; choice?: Choice | undefined };
/** What that person does, and when. */
export type Click = Person & { afterMs: number; act: Act };

type Parts = { network: Network; scheduler: Scheduler; origin: string; name: string };

/** A person clicks again when nothing came back, as people do; this often, then gives up. */
const mostTries = 30;
const patienceMs = 3_000;

/** Lets a person open the page, press one button and press it again until the org has answered. */
export async function letClick(parts: Parts, { afterMs, act, ...person }: Click): Promise<void> {
  await parts.scheduler.sleep(parts.name, afterMs);
  await letPress(parts, person, act);
}

/** The states after which a person who wants the project presses anew. */
const undoneStates: readonly string[] = ['failed', 'ready'];
/** How often a person who wants the project looks at the card, and how many times at most. */
const lookEveryMs = 20_000;
const mostLooks = 90;

/**
 * Lets a person look at the card until the project is there, answer what it asks, and press the button anew whenever an
 * attempt came to nothing.
 *
 * @param cardState what the card shows now
 */
export async function letInsist(parts: Parts, person: Person, cardState: () => string): Promise<void> {
  for (let looks = 0; looks < mostLooks; looks += 1) {
    await parts.scheduler.sleep(parts.name, lookEveryMs);
    const state = cardState();
    const isAsked = state === 'not-ready' && person.choice !== undefined;
    if (state === 'done' || (state === 'not-ready' && !isAsked)) return;
    if (isAsked || undoneStates.includes(state)) await letPress(parts, person, 'provision');
  }
}

async function letPress(parts: Parts, person: Person, act: Act): Promise<void> {
  const { network, scheduler, origin, name } = parts;
  const fetch = network.fetchOf(name);
  for (let tries = 0; tries < mostTries; tries += 1) {
    try {
      const cookie = await openPage(fetch, origin, person.as);
      const fields = {
        Opportunity__c: person.opportunityId,
        ...(act === 'provision' ? answerOf(person) : { Act__c: act }),
      };
      const response = await fetch(`${origin}/services/data/v66.0/ui-api/records`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie },
        body: JSON.stringify({ apiName: 'Provision_Request__c', fields }),
      });
      const text = await response.text();
      if (response.ok || text.includes('DUPLICATE_VALUE') || text.includes('duplicate')) return;
    } catch (error) {
      // A connection that broke: nobody can see from the page whether the click has counted.
      if (!(error instanceof TypeError)) throw error;
    }
    await scheduler.sleep(name, patienceMs);
  }
}

function answerOf({ choice }: Person): Record<string, string> {
  if (choice === undefined) return {};
  return { Customer_Choice__c: choice.kind, Chosen_Customer__c: choice.customerNumber };
}

async function openPage(fetch: ReturnType<Network['fetchOf']>, origin: string, as: string): Promise<string> {
  const response = await fetch(`${origin}/sandbox/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ as }),
  });
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}
