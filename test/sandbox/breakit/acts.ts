import type { Hono } from 'hono';
import * as z from 'zod/mini';

import { isConnectionDropped } from '../control/connection-dropped.ts';
import type { Side } from './switches.ts';
import { switches } from './switches.ts';
import type { SideParts } from './view.ts';

/** What a person has done on the page, in one sentence. */
export type Said = { readonly text: string };

const dayMs = 86_400_000;
const home = 'http://127.0.0.1';

/** Sets a disturbance for one hit or until it is switched off, or takes it away. */
export function turnSwitch(
  sides: Readonly<Record<Side, SideParts>>,
  set: Map<string, string>,
  { id, to }: { id: string; to: 'off' | 'once' | 'on' },
): Said | undefined {
  const chosen = switches.find((one) => one.id === id);
  if (chosen === undefined) return undefined;
  const { faults } = sides[chosen.side];
  const before = set.get(id);
  if (before !== undefined) faults.remove(before);
  set.delete(id);
  const where = chosen.side === 'netsuite' ? 'NetSuite' : 'Salesforce';
  if (to === 'off') return { text: `${where}: “${chosen.title}” is off.` };
  set.set(id, faults.add({ ...chosen.spec, ...(to === 'once' ? { count: 1 } : { durationMs: dayMs }) }));
  return {
    text: `${where}: “${chosen.title}” ${to === 'once' ? 'hits the next call' : 'hits every call until you switch it off'}.`,
  };
}

const Said = z.object({ message: z.string() });
const Refusal = z.pipe(
  z.array(z.object({ message: z.string(), output: z.optional(z.object({ errors: z.array(Said) })) })),
  z.transform(([first]) => first?.output?.errors[0]?.message ?? first?.message),
);

/**
 * Presses *Provision project* as a seeded user does: over the org's own UI API, with the session of that user.
 *
 * @param times how many clicks come at the same instant
 */
export async function clickProvision(org: Hono, click: { deal: string; as: string; times: number }): Promise<Said> {
  const session = await org.request(`${home}/sandbox/session`, jsonPost({ as: click.as }));
  const cookie = session.headers.getSetCookie().map((each) => each.split(';')[0]);
  const body = { apiName: 'Provision_Request__c', fields: { Opportunity__c: click.deal } };
  const request = (): Promise<string> => pressOnce(org, jsonPost(body, { cookie: cookie.join('; ') }));
  const answers = await Promise.all(Array.from({ length: click.times }, request));
  const counted = [...new Set(answers)].toSorted().map((answer) => {
    const count = answers.filter((one) => one === answer).length;
    return answers.length === 1 ? answer : `${count} × ${answer}`;
  });
  return { text: `${click.times === 1 ? 'Your click was' : `Your ${click.times} clicks were`} ${counted.join(', ')}.` };
}

async function pressOnce(org: Hono, init: RequestInit): Promise<string> {
  const answer = await org.request(`${home}/services/data/v66.0/ui-api/records`, init);
  if (isConnectionDropped(answer)) return 'left without an answer';
  if (answer.ok) return 'accepted';
  const refusal = Refusal.safeParse(await answer.json());
  return `refused (${(refusal.success ? refusal.data : undefined) ?? `status ${answer.status}`})`;
}

function jsonPost(body: object, headers: Record<string, string> = {}): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}
