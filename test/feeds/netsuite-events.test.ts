import { describe, expect, it } from 'vitest';

import type { Watched } from '#connectors/connector.ts';
import type { About } from '#feeds/netsuite-events.ts';
import { changedEvents, deletedEvents, eventsOfActs } from '#feeds/netsuite-events.ts';
import { watchErp, type WatchSeams } from '#feeds/netsuite-watch.ts';
import type { KeyOwner, SeenRecord } from '#store/store.ts';

const pairing = 'pr_00000000000000000000000000';
const engagementId = 'eng_00000000000000000000000000';
const other = 'eng_11111111111111111111111111';
const opportunityId = '006000000000001AAA';
const key = `tl1:${pairing}:opportunity:${opportunityId}:CV-US:project:g2`;
const at = '2026-11-27T13:02:00.000Z';
const wanted = { name: 'Store platform', startOn: '2026-12-01', endOn: '2027-06-30' };

type Row = Watched['outbox'][number];
type Record = Watched['records'][number];

/** One project of one engagement, as the deal says it. */
function about(changes: Partial<About> = {}): About {
  const owner: KeyOwner = { key, engagementIds: [engagementId], command: 'project.create', payload: wanted };
  const engagements = new Map([[engagementId, opportunityId] as const]);
  return { pairing, correlationId: 'c', owners: new Map([[key, owner]]), engagements, seen: [], ...changes };
}

function project(fields: Record['fields'] = {}, changes: Partial<Record> = {}): Record {
  const base = { type: 'job', id: '7', key, number: 'P-7', origin: `${key}@1`, changedAt: at } as const;
  return { ...base, fields: { ...wanted, ...fields }, ...changes };
}

function reading(changes: Partial<Watched> = {}): Watched {
  return { asOf: at, outbox: [], records: [], deleted: [], ...changes };
}

function rung(kind: Row['kind'], changes: Partial<Row> = {}): Row {
  return { id: '41', kind, type: 'job', recordId: '7', at, by: 'Dana Weiss', engagementId, ...changes };
}

/** What is told when the record is read in these shapes one after the other, and what is remembered in between. */
function afterReading(...records: readonly Record[]) {
  let seen: readonly SeenRecord[] = [];
  return records.map((record) => {
    const { events, read } = changedEvents(about({ seen }), reading({ records: [record] }));
    seen = read.length > 0 ? read : seen;
    return events;
  });
}

describe('a record that was read', () => {
  it('is no news when it is first read as the deal says it, nor when nothing has changed', () => {
    expect(afterReading(project(), project())).toEqual([[], []]);
  });

  it('is no news when our own next write has changed it', () => {
    const written = project({ status: '2' }, { origin: `${key}@2`, changedAt: '2026-11-27T14:00:00.000Z' });
    expect(afterReading(project(), written)).toEqual([[], []]);
  });

  it('is news when a person has changed it, with what differs, who did it and the attempt of none', () => {
    const outbox = [rung('changed')];
    const seen = changedEvents(about(), reading({ records: [project()] })).read;
    const { events } = changedEvents(about({ seen }), reading({ outbox, records: [project({ endOn: '2031-01-31' })] }));
    expect(events).toMatchObject([
      {
        ...{ type: 'erp.record-changed', subject: engagementId, generation: 0, time: at },
        data: {
          ...{ opportunityId, by: 'Dana Weiss', number: 'P-7' },
          differs: [{ field: 'endOn', here: '2031-01-31', wanted: '2027-06-30' }],
        },
      },
    ]);
  });

  it('is news when it stands otherwise at its very first reading', () => {
    expect(afterReading(project({ endOn: '2031-01-31' }))[0]).toHaveLength(1);
  });

  it('is news each time, though it comes back to what it was', () => {
    const minutes = (count: number) => ({ changedAt: `2026-11-27T13:0${count}:00.000Z` });
    const late = { endOn: '2031-01-31' };
    const told = afterReading(
      project(),
      project(late, minutes(3)),
      project({}, minutes(4)),
      project(late, minutes(5)),
    ).flat();
    expect(told).toHaveLength(3);
    expect(new Set(told.map(({ id }) => id)).size).toBe(3);
  });

  it('gives the same event to whoever reads it', () => {
    const read = () => changedEvents(about(), reading({ records: [project({ endOn: '2031-01-31' })] }));
    expect(read().events).toEqual(read().events);
  });

  it('is told to each engagement that shares it, and to none when the key is nobody’s', () => {
    const shared: KeyOwner = { key, engagementIds: [engagementId, other], command: 'customer.ensure' };
    const engagements = new Map([
      [engagementId, opportunityId],
      [other, '006000000000002AAA'],
    ] as const);
    const seen = [{ type: 'job', id: '7', key, hash: 'before', origin: `${key}@1` }];
    const watched = reading({ records: [project()] });
    const { events } = changedEvents(about({ owners: new Map([[key, shared]]), engagements, seen }), watched);
    expect(events.map(({ subject }) => subject)).toEqual([engagementId, other]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
    const nobody = changedEvents(about({ owners: new Map(), seen }), watched);
    expect([nobody.events, nobody.read.length]).toEqual([[], 1]);
  });
});

describe('a record that is gone', () => {
  it('is told once for each engagement, and not when it was never ours', () => {
    const watched = reading({ deleted: [{ type: 'job', id: '7', key, at, by: 'Dana Weiss' }] });
    expect(deletedEvents(about(), watched)).toMatchObject([
      { type: 'erp.record-deleted', id: `deleted:job:7:${engagementId}`, data: { by: 'Dana Weiss', at } },
    ]);
    expect(deletedEvents(about({ owners: new Map() }), watched)).toEqual([]);
  });
});

describe('an act on the tab', () => {
  it.each(['hold', 'release', 'send-again'] as const)(
    '%s is told to the engagement alone, once for its row',
    (kind) => {
      expect(eventsOfActs(about(), reading({ outbox: [rung(kind, { note: 'audit' })] }))).toMatchObject([
        { type: 'erp.acted', id: 'acted:41', generation: 0, data: { act: kind, by: 'Dana Weiss', note: 'audit' } },
      ]);
    },
  );

  it('activate approves the attempt that made the project', () => {
    const watched = reading({ outbox: [rung('activate')], records: [project()] });
    expect(eventsOfActs(about(), watched)).toMatchObject([
      { type: 'erp.acted', generation: 0 },
      {
        ...{ type: 'project.activation-approved', id: 'approved:41', generation: 2 },
        data: { projectKey: key, approvedBy: 'Dana Weiss', approvedAt: at },
      },
    ]);
  });

  it.each<[string, Row, Record[]]>([
    ['of an engagement that we do not know', rung('hold', { engagementId: other }), []],
    ['of something that is no engagement', rung('hold', { engagementId: 'eng_x' }), []],
    ['that is only a bell', rung('changed'), [project()]],
  ])('%s is left alone', (_name, row, records) => {
    expect(eventsOfActs(about(), reading({ outbox: [row], records }))).toEqual([]);
  });

  it('activate approves nothing on a record that no attempt made', () => {
    const customer = project({}, { key: `tl1:${pairing}:account:001000000000001AAA:CV-US:customer` });
    const events = eventsOfActs(about(), reading({ outbox: [rung('activate')], records: [customer] }));
    expect(events.map(({ type }) => type)).toEqual(['erp.acted']);
  });
});

describe('a reading', () => {
  /** A node whose duty may be another's by the time that the ERP has answered. */
  function seamsOf(isStillOurs: boolean): { seams: WatchSeams; accepted: string[] } {
    const accepted: string[] = [];
    const watched = { asOf: '2026-11-23T09:01:00Z', outbox: [], deleted: [], records: [] };
    const seams: WatchSeams = {
      ...{ nodeId: 'node-1', pairing, everyMs: 0, log: () => undefined, world: { newId: () => 'reading' } },
      erp: { watch: async () => ({ kind: 'answered', watched }) },
      callInSlot: async (_, body) => body(),
      store: {
        claimDuty: async () => ({ fence: 1 }),
        renewDuty: async () => isStillOurs,
        finishDuty: async () => undefined,
        readCursor: async () => undefined,
        acceptEvents: async (_, cursor) => {
          accepted.push(cursor?.feed ?? 'none');
          return [];
        },
        seenRecords: async () => [],
        ownersOfKeys: async () => [],
        engagementFacts: async () => [],
      },
    };
    return { seams, accepted };
  }

  it('of a node that has lost the duty meanwhile is thrown away, since a newer one may be stored already', async () => {
    const [lost, kept] = [seamsOf(false), seamsOf(true)];
    await watchErp(lost.seams);
    await watchErp(kept.seams);
    expect([lost.accepted, kept.accepted]).toEqual([[], ['erp-watch']]);
  });
});
