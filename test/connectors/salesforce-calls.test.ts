import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { beforeEach, describe, expect, it } from 'vitest';

import type { CrmRow } from '#connectors/connector.ts';

import { textAt } from '../salesforce-org/open-org.ts';
import type { CrmBench } from './salesforce-org.ts';
import { openCrm } from './salesforce-org.ts';

/** What the bridge costs an org: its calls, and what it knows of those that are left. */
const folder = fileURLToPath(new URL('../../salesforce-ext/force-app/main/default', import.meta.url));
const options = { correlationId: 'test' };
let bench: CrmBench;

beforeEach(async () => {
  bench = await openCrm({ assumptions: { mostDailyCalls: 20 } });
});

const stepOf = (deal: string, step: string, version: number): CrmRow => ({
  kind: 'step',
  key: `eng_${deal}:${step}`,
  version,
  values: { step, state: 'done', text: 'made', opportunityId: bench.id(deal) },
});
const callsAfter = (sequence: number) =>
  bench.open.org.calls.after(sequence).filter(({ path }) => path.startsWith('/services/data'));
const lastCall = () => bench.open.org.calls.after(0).at(-1)?.sequence ?? 0;
const bells = () =>
  bench.open.org.eventsAfter(0).flatMap(({ channel, payload }) => (channel.endsWith('Progress__e') ? [payload] : []));

describe('rows and the bell that says so', () => {
  it('go in one call, whatever objects they are of', async () => {
    const before = lastCall();
    const generation = { opportunityId: bench.id('d1'), generation: 2 };
    const rows: readonly CrmRow[] = [
      stepOf('d1', 'customer', 3),
      stepOf('d1', 'project', 5),
      { kind: 'generation', key: 'g', version: 1, values: generation },
      stepOf('d1-linked', 'customer', 2),
    ];
    expect(await bench.crm.writeRows(rows, options)).toMatchObject({
      results: rows.map(() => ({ result: 'written' })),
    });
    expect(callsAfter(before)).toHaveLength(1);
  });

  it('ring once for each engagement, with ids and the newest version and nothing else', async () => {
    const rows = [stepOf('d1', 'customer', 3), stepOf('d1', 'project', 5), stepOf('d1-linked', 'customer', 2)];
    await bench.crm.writeRows(rows, options);
    expect(bells()).toEqual([
      { Engagement_Id__c: 'eng_d1', Opportunity_Id__c: bench.id('d1'), Version__c: 5 },
      { Engagement_Id__c: 'eng_d1-linked', Opportunity_Id__c: bench.id('d1-linked'), Version__c: 2 },
    ]);
  });

  it('ring nobody for rows that no card shows', async () => {
    const generation = { opportunityId: bench.id('d1'), generation: 2 };
    await bench.crm.writeRows([{ kind: 'generation', key: 'g', version: 1, values: generation }], options);
    expect(bells()).toEqual([]);
  });

  it('are written also when the bell may not be rung', async () => {
    const file = 'permissionsets/Throughline_Integration.permissionset-meta.xml';
    const granted = await readFile(`${folder}/${file}`, 'utf8');
    const bellGrant =
      /<objectPermissions>(?:(?!<objectPermissions>)[^])*<object>Provision_Progress__e<[^]*?<\/objectPermissions>/;
    bench = await openCrm({ files: { [file]: granted.replace(bellGrant, '') } });
    expect(await bench.crm.writeRows([stepOf('d1', 'customer', 3)], options)).toMatchObject({
      results: [{ result: 'written' }],
    });
    expect(bells()).toEqual([]);
  });

  it('of more engagements than a call has steps for go in two calls', async () => {
    const before = lastCall();
    const ids = await Promise.all(Array.from({ length: 26 }, (_, place) => newDeal(`Many ${place}`)));
    const rows = ids.map((opportunityId, place): CrmRow => {
      const step = stepOf('d1', 'check', 1);
      return { ...step, key: `eng_${place}:check`, values: { ...step.values, opportunityId } };
    });
    const made = callsAfter(before).length;
    await bench.crm.writeRows(rows, options);
    expect(callsAfter(before).length - made).toBe(2);
    expect(bells()).toHaveLength(26);
  });
});

async function newDeal(Name: string): Promise<string> {
  const values = { Name, StageName: 'Closed Won', CloseDate: '2026-11-30', AccountId: bench.id('halden-retail') };
  const { body } = await bench.admin('POST', '/sobjects/Opportunity', values);
  return textAt(body, 'id');
}

describe('the daily calls that are left', () => {
  it('are unknown before the org has answered anything', () => {
    expect(bench.crm.quota()).toBeUndefined();
  });

  it('are read on every reply, and the last tenth is kept for people who wait', async () => {
    const first = await afterCalls(1);
    expect(first).toMatchObject({ max: 20, isReserved: false });
    expect(await afterCalls(17 - (first?.used ?? 0))).toMatchObject({ used: 17, isReserved: false });
    expect(await afterCalls(1)).toMatchObject({ used: 18, isReserved: true });
  });

  it('say nothing after an hour without any reply', async () => {
    await afterCalls(1);
    bench.open.clock.advance(3_600_001);
    expect(bench.crm.quota()).toBeUndefined();
  });
});

async function afterCalls(count: number) {
  for (let call = 0; call < count; call += 1) await bench.crm.openRequests(options);
  return bench.crm.quota();
}
