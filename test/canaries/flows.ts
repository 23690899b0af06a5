import { z } from 'zod';

import { copyDeal } from '../bench/copied-deals.ts';
import { until } from '../support/until.ts';
import type { RecordedLine } from './recorded-line.ts';

/** What a platform says when it refuses: its own words, with a cost rate in them. */
const words = {
  over: (rate: string) => `Labor Cost ${rate} of the project manager is over the limit of the project`,
  missing: (rate: string) => `Please enter value(s) for: Labor Cost ${rate}`,
  hidden: (rate: string) => `ORA-20001: cost=${rate} (${Buffer.from(`cost=${rate}`).toString('base64')}) was refused`,
};

type Fault = { readonly side: 'salesforce' | 'netsuite'; readonly fault: Record<string, unknown> };

/** One disturbance of each kind that has something to say, each with another rate, or that makes the bridge look up or write again. */
function faultsQuoting(rates: readonly string[]): readonly Fault[] {
  let said = 0;
  const quote = (sentence: (rate: string) => string): string => sentence(rates[said++ % rates.length] ?? '');
  const post = { path: 'restlet' };
  const onErp = (fault: Record<string, unknown>): Fault => ({ side: 'netsuite', fault });
  const onCrm = (fault: Record<string, unknown>): Fault => ({ side: 'salesforce', fault });
  return [
    onErp({ kind: 'partial', match: { recordType: 'job' }, item: 1, text: quote(words.over) }),
    onErp({ kind: 'partial', match: { recordType: 'projecttask' }, item: 1, text: quote(words.missing) }),
    onErp({ kind: 'partial', match: { recordType: 'job' }, item: 1, text: quote(words.hidden) }),
    onErp({ kind: 'busy', match: { recordType: 'job' }, text: quote(words.over) }),
    onErp({ kind: 'refuse', match: post, text: quote(words.hidden) }),
    onErp({ kind: 'drop-after', match: { recordType: 'job' } }),
    onErp({ kind: 'drop-before', match: { recordType: 'projecttask' } }),
    onErp({ kind: 'kill-script', match: { recordType: 'job' }, call: 12 }),
    onErp({ kind: 'expire-token', match: post }),
    onCrm({ kind: 'refuse', match: { path: '/composite' }, text: quote(words.over) }),
    onCrm({ kind: 'drop-after', match: { path: '/composite' } }),
  ];
}

const Engagement = z.object({ state: z.string() });
const ended = ['done', 'failed', 'not-ready', 'waiting'];

/** Clicks on every seeded deal; each comes to an end. Answers how many there were. */
export async function playSeededDeals(line: RecordedLine): Promise<number> {
  const deals = await readScenarios(line);
  for (const { id } of deals) await click(line, id);
  for (const { id } of deals) await untilEnded(line, id);
  return deals.length;
}

/**
 * Clicks on a copy of D1 under each disturbance, the next as soon as one has struck, since an undo takes half a minute;
 * each comes to an end. Answers how many there were.
 */
export async function playDisturbedDeals(line: RecordedLine, rates: readonly string[], most?: number): Promise<number> {
  const faults = faultsQuoting(rates).slice(0, most);
  const copies: string[] = [];
  for (const [place, { side, fault }] of faults.entries()) {
    const [copy = ''] = await copyDeal(line.urls.salesforce, 'd1', 1, `canary-${place}`);
    await post(`${line.urls[side]}/sandbox/faults`, fault);
    await click(line, copy);
    await until(`disturbance ${place} has struck`, () => (hasStruck(line, side) ? true : undefined), 60_000);
    copies.push(copy);
  }
  for (const copy of copies) await untilEnded(line, copy);
  return faults.length;
}

/** Whether the last disturbance of a platform has met what it waits for. */
function hasStruck({ org, account }: RecordedLine, side: Fault['side']): boolean {
  const { faults } = side === 'netsuite' ? account : org;
  return (faults.list().at(-1)?.hits ?? 0) > 0;
}

/** Rules that rest on the ERP's reference rows say nothing before they came. */
export async function untilReferenceShown({ org }: RecordedLine): Promise<void> {
  await until('the reference rows are in the CRM', () =>
    org.groundTruth.after(0).some(({ type }) => type === 'erp_reference__c') ? true : undefined,
  );
}

async function readScenarios({ urls }: RecordedLine): Promise<readonly { id: string; key: string }[]> {
  const answer = await fetch(`${urls.salesforce}/sandbox/scenarios`);
  return z.array(z.object({ id: z.string(), key: z.string() })).parse(await answer.json());
}

/** What the button writes; the card would keep it off for a deal that is not ready, and then the bridge says why. */
async function click(line: RecordedLine, opportunityId: string): Promise<void> {
  const session = await post(`${line.urls.salesforce}/sandbox/session`, { as: 'sales1' });
  const cookie = session.headers.getSetCookie().map((each) => each.split(';')[0]);
  const body = { apiName: 'Provision_Request__c', fields: { Opportunity__c: opportunityId } };
  await post(`${line.urls.salesforce}/services/data/v66.0/ui-api/records`, body, { cookie: cookie.join('; ') });
}

async function untilEnded(line: RecordedLine, opportunityId: string): Promise<void> {
  const url = `${line.urls.bridge}/v1/engagements?source=salesforce&id=${opportunityId}`;
  const headers = { authorization: `Bearer ${line.tokens.viewer}` };
  const ask = async (): Promise<true | undefined> => {
    const answer = await fetch(url, { headers });
    return answer.ok && ended.includes(Engagement.parse(await answer.json()).state) ? true : undefined;
  };
  await until(`the deal ${opportunityId} has come to an end`, ask, 60_000);
}

async function post(url: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return answer;
}
