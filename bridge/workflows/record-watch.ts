import { Difference, ErpActed, ErpRecordChanged, ErpRecordDeleted } from 'shared-model/erp-events.ts';
import { SalesforceId } from 'shared-model/ids.ts';
import { Instant } from 'shared-model/primitives.ts';
import * as z from 'zod/mini';
import type { ArrivedEvent, Decision, ErpRow, Facts, Workflow } from './workflow.ts';

const Entry = z.object({ at: Instant, text: z.string(), by: z.optional(z.string()) });
type Entry = z.infer<typeof Entry>;

/** A record that does not stand as the CRM says. */
const Open = z.object({
  key: z.string(),
  name: z.string(),
  at: Instant,
  by: z.optional(z.string()),
  differs: z.array(Difference),
  isDeleted: z.boolean(),
});
type Open = z.infer<typeof Open>;

const State = z.object({
  opportunityId: z.optional(SalesforceId),
  at: z.optional(Instant),
  open: z.array(Open),
  hold: z.optional(z.object({ by: z.string(), at: Instant })),
  history: z.array(Entry),
});
type State = z.infer<typeof State>;

const common = { id: z.string(), time: Instant };
const WatchEvent = z.discriminatedUnion('type', [
  z.object({ ...common, type: z.literal('erp.record-changed'), data: ErpRecordChanged }),
  z.object({ ...common, type: z.literal('erp.record-deleted'), data: ErpRecordDeleted }),
  z.object({ ...common, type: z.literal('erp.acted'), data: ErpActed }),
]);
type WatchEvent = z.infer<typeof WatchEvent>;

const mostHistory = 20;
const mostOpen = 50;

/**
 * What becomes of an engagement's records in the ERP after we made them: who changed what, who holds, who sent again.
 *
 * It belongs to no attempt (generation 0) and never writes: a difference in a field that the CRM owns is raised for
 * finance operations and shown on both sides, until the ERP says again what the CRM says.
 */
export const recordWatch: Workflow<State, WatchEvent> = {
  name: 'record-watch',
  version: 1,
  stateVersion: 1,
  begins: ['erp.record-changed', 'erp.record-deleted', 'erp.acted'],
  initial: { open: [], history: [] },
  readState: (stored, version) => (version === 1 ? State.safeParse(stored).data : undefined),
  readEvent: (arrived: ArrivedEvent) => WatchEvent.safeParse(arrived).data,
  decide,
  evolve,
  rows: (state, facts) => rowsOf(state, facts),
  // It lives beside the attempts and is none of them.
  statusOf: () => 'ended',
  wakeAfterMs: () => undefined,
};

function decide(state: State, event: WatchEvent): readonly Decision[] {
  if (event.type === 'erp.acted') return holdsOf(state, event.data);
  const open = openOf(event);
  const about = `erp:${event.data.key}`;
  if (!isOpen(open)) return [{ kind: 'settle', about }];
  return [{ kind: 'raise', about, fault: 'erp.differs-from-sow', owner: 'finance-ops', text: sentenceOf(open) }];
}

/** Held once is held until it is released, whoever asks for it meanwhile. */
function holdsOf({ hold }: State, { act, by, at }: ErpActed): readonly Decision[] {
  if (act === 'hold') return hold === undefined ? [{ kind: 'hold', by, at }] : [];
  return act === 'release' ? [{ kind: 'let-go' }] : [];
}

function evolve(state: State, event: WatchEvent): State {
  const { opportunityId, at } = event.data;
  const base = { ...state, opportunityId, at, history: [entryOf(event), ...state.history].slice(0, mostHistory) };
  if (event.type === 'erp.acted') return held(base, event.data);
  const open = openOf(event);
  const others = state.open.filter(({ key }) => key !== open.key);
  return { ...base, open: isOpen(open) ? [...others, open].slice(-mostOpen) : others };
}

function held({ hold: before, ...state }: State, { act, by, at }: ErpActed): State {
  if (act === 'hold') return { ...state, hold: before ?? { by, at } };
  return act === 'release' || before === undefined ? state : { ...state, hold: before };
}

function openOf(event: Exclude<WatchEvent, { type: 'erp.acted' }>): Open {
  const { key, at, by, id } = event.data;
  const isDeleted = event.type === 'erp.record-deleted';
  const name = isDeleted ? `${words[event.data.type]} ${id}` : `${words[event.data.type]} ${event.data.number ?? id}`;
  const differs = isDeleted ? [] : [...event.data.differs];
  return { key, name, at, differs, isDeleted, ...(by === undefined ? {} : { by }) };
}

function isOpen({ differs, isDeleted }: Open): boolean {
  return isDeleted || differs.length > 0;
}

const words = { customer: 'Customer', job: 'Project', projecttask: 'Task', chargerule: 'Billing rule' } as const;
const fieldWords: Readonly<Record<string, string>> = {
  ...{ name: 'the name', startOn: 'the start', endOn: 'the end', amount: 'the contract value' },
};

/** At most 255 characters: the CRM's own limit for the sentence of a row. */
function sentenceOf({ name, differs, isDeleted }: Open): string {
  if (isDeleted) return `${name} was deleted in NetSuite`;
  const fields = differs.map(({ field, here, wanted }) => {
    const shown = `${fieldWords[field] ?? field} is ${short(here)} in NetSuite and ${short(wanted)} in Salesforce`;
    return shown;
  });
  return cut(`${name}: ${fields.join('; ')}`, 255);
}

function short(text: string): string {
  if (text === '') return 'empty';
  return text.length > 60 ? `${cut(text, 57)}…` : text;
}

/** No half of a character is left at the end: PostgreSQL takes none. */
function cut(text: string, longest: number): string {
  return text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '');
}

const actWords = {
  activate: 'Asked in NetSuite to open it for time',
  'send-again': 'Sent again: read and compared, nothing was written',
  hold: 'Held in NetSuite',
  release: 'Released in NetSuite',
} as const;

function entryOf(event: WatchEvent): Entry {
  const { at, by } = event.data;
  const person = by === undefined ? {} : { by };
  if (event.type === 'erp.acted') {
    const { note } = event.data;
    const text = `${actWords[event.data.act]}${note === undefined ? '' : `: ${short(note)}`}`;
    return { at, text, ...person };
  }
  const open = openOf(event);
  return { at, text: isOpen(open) ? sentenceOf(open) : `${open.name} was changed in NetSuite`, ...person };
}

function rowsOf({ opportunityId, at, open, hold, history }: State, facts: Facts): readonly ErpRow[] {
  if (opportunityId === undefined || at === undefined) return [];
  const { engagementId, generation, runId, correlationId } = facts;
  const last = open.at(-1);
  const base = {
    kind: 'erp',
    key: `${engagementId}:erp`,
    opportunityId,
    at,
    generation,
    runId,
    correlationId,
  } as const;
  if (hold !== undefined) {
    const text = `Held in NetSuite by ${hold.by}; nothing more is written until it is released`;
    const held = { state: 'held', text: cut(text, 255), waitingSince: hold.at } as const;
    return [{ ...base, ...held, ownerRole: 'finance-ops', history }];
  }
  if (last !== undefined)
    return [
      {
        ...base,
        ...{ state: 'differs', text: sentenceOf(last), waitingSince: last.at, ownerRole: 'finance-ops' },
        history,
      },
    ];
  return [{ ...base, state: 'in-step', text: 'NetSuite says what Salesforce says', history }];
}
