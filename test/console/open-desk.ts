import type { Json } from 'shared-model/canonical-json.ts';

import type { Outcome, RunToSave } from '#store/store.ts';
import { claim, command, engagement, event, finish, node, run } from '../store/sample.ts';
import type { OpenDoors } from '../api/open-doors.ts';
import { openDoors, tokens } from '../api/open-doors.ts';
import { z } from 'zod';

/** The bridge's doors over a store with runs in every state, as an operator finds them on a busy day. */
export type OpenDesk = OpenDoors & {
  /** A fresh one-time link to the console. */
  link(role?: 'viewer' | 'operator' | 'admin'): Promise<string>;
};

/** So long waits whatever waits: longer than any test looks, on a busy machine too. */
const longMs = 600_000;
const halden = 'Halden Retail: store platform, phase 2';
const noAnswer: Outcome = { kind: 'unknown', fault: { code: 'erp.unreachable', text: 'no answer' }, waitMs: longMs };
const busy: Outcome = {
  kind: 'waiting',
  waitMs: longMs,
  countsAttempt: false,
  fault: { code: 'erp.busy', text: 'busy' },
};
const noEntity: Outcome = {
  kind: 'rejected',
  fault: {
    code: 'erp.legal-entity-unknown',
    text: 'The legal entity CV-BR does not exist in NetSuite or is inactive.',
  },
};
const fieldMissing: Outcome = {
  kind: 'rejected',
  fault: { code: 'erp.field-missing', text: 'NetSuite asks for the field Location on the project.' },
};
const heldBack: Outcome = {
  kind: 'held',
  fault: { code: 'run.held', text: 'Another bridge has taken this step over.' },
};

/** Each run of the desk: its deal, its status, and what became of its command. */
const runs: readonly {
  number: number;
  name: string;
  customer: string;
  status: RunToSave['status'];
  shown: Readonly<Record<string, Json>> & { text: string };
  outcome?: Outcome | 'in flight' | 'queued';
}[] = [
  {
    number: 1,
    name: 'Brasa Energia: grid forecasting',
    customer: 'Brasa Energia Ltda.',
    status: 'failed',
    shown: {
      state: 'failed',
      ownerRole: 'finance-ops',
      text: 'NetSuite refused the project: The legal entity does not exist in NetSuite or is inactive.',
    },
    outcome: noEntity,
  },
  {
    number: 2,
    name: 'Ventara Logística: route planning',
    customer: 'Ventara Logística S.A.',
    status: 'failed',
    shown: {
      state: 'failed',
      ownerRole: 'finance-ops',
      text: 'NetSuite refused the project: The legal entity does not exist in NetSuite or is inactive.',
    },
    outcome: noEntity,
  },
  {
    number: 3,
    name: 'Tarnwick Rail: timetable service',
    customer: 'Tarnwick Rail plc',
    status: 'failed',
    shown: {
      state: 'failed',
      ownerRole: 'finance-ops',
      text: 'NetSuite refused the project: NetSuite asks for a field that was not sent.',
    },
    outcome: fieldMissing,
  },
  {
    number: 4,
    name: 'Quillon Biotech: lab data',
    customer: 'Quillon Biotech GmbH',
    status: 'running',
    shown: {
      state: 'waiting',
      ownerRole: 'admin',
      text: 'Waiting on Throughline admin: Another bridge has taken this step over; this one stands still.',
    },
    outcome: heldBack,
  },
  {
    number: 5,
    name: 'Pellgate Insurance: claims portal',
    customer: 'Pellgate Insurance',
    status: 'running',
    shown: { state: 'in-progress', text: 'Creating the project, step 3 of 7' },
    outcome: noAnswer,
  },
  {
    number: 6,
    name: 'Haverley Water: metering',
    customer: 'Haverley Water',
    status: 'running',
    shown: { state: 'in-progress', text: 'Creating the project, step 3 of 7' },
    outcome: busy,
  },
  {
    number: 7,
    name: halden,
    customer: 'Halden Retail AG',
    status: 'running',
    shown: { state: 'in-progress', text: 'Creating the tasks, step 4 of 7' },
    outcome: 'in flight',
  },
  {
    number: 8,
    name: 'Sundmark Shipping: port calls',
    customer: 'Sundmark Shipping ApS',
    status: 'running',
    shown: { state: 'queued', text: 'Queued' },
    outcome: 'queued',
  },
  {
    number: 9,
    name: 'Meridell Foods: demand planning',
    customer: 'Meridell Foods Inc.',
    status: 'not-ready',
    shown: {
      state: 'not-ready',
      ownerRole: 'sales-ops',
      text: '2 things block the project: Billing contact missing; The SOW lines do not add up',
    },
  },
  {
    number: 10,
    name: 'Northfold: data platform',
    customer: 'Northfold Inc.',
    status: 'done',
    shown: { state: 'done', text: 'Project P-2093 is open for time' },
  },
  {
    number: 11,
    name: 'Corvane pilot: archive',
    customer: 'Corvane Partners',
    status: 'ended',
    shown: { state: 'failed', text: 'Cancelled' },
  },
];

/** @param wanted numbers of the runs that shall be there; absent: all */
export async function openDesk(wanted?: readonly number[]): Promise<OpenDesk> {
  const doors = await openDoors();
  const there = runs.filter(({ number }) => wanted?.includes(number) ?? true);
  for (const one of there) await addRun(doors, one);
  return {
    ...doors,
    link: async (role = 'operator') => {
      const { body } = await doors.send({
        path: '/v1/sign-in-links',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens.admin}` },
        body: JSON.stringify({ role }),
      });
      return z.object({ url: z.string() }).parse(body).url;
    },
  };
}

async function addRun({ database, pairing }: OpenDoors, one: (typeof runs)[number]): Promise<void> {
  const { store } = database;
  const { number, name, customer, status, shown, outcome } = one;
  const { engagementId, runId } = engagement(number);
  await store.acceptEvents([event(pairing, number)]);
  const [work] = (await store.runsWithWork(100)).filter((found) => found.runId === runId);
  const request = { deal: { name, customer: { name: customer } } };
  const state =
    status === 'failed'
      ? { step: 'failed', isOver: false, remains: [{ key: 'project' }], from: { step: 'tasks', request } }
      : { step: number === 8 ? 'checking' : 'project', request };
  const isNotReady = status === 'not-ready';
  await store.saveRun(
    run(pairing, number, {
      state,
      status,
      handledEventIds: work?.events.map(({ eventId }) => eventId) ?? [],
      commands: outcome === undefined ? [] : [command(`project-${number}`, { type: 'project.create' })],
      exceptions: isNotReady
        ? [{ about: 'not-ready:sales-ops', code: 'run.not-ready', text: shown.text, owner: 'sales-ops' }]
        : [],
      projections: [{ key: engagementId, kind: 'engagement', values: { ...shown, runId } }],
    }),
  );
  if (outcome === undefined || outcome === 'queued') return;
  await store.beat(node);
  const batch = await store.claimCommands(claim(pairing, { slot: number % 4, occupyMs: longMs }));
  if (outcome !== 'in flight') await finish(store, batch, outcome);
}
