import * as z from 'zod/mini';
import type { GroundTruthEntry } from '../sandbox/control/ground-truth.ts';
import { textOf, type Truth, type TruthRow } from './truth.ts';

/** What people did to a deal's records in the ERP, and what the CRM must say of it. */
export type EditedDeal = {
  netsuite: Truth;
  opportunityId: string;
  project: TruthRow | undefined;
  /** The CRM's row about what stands in the ERP, once there is one. */
  shown: TruthRow | undefined;
};

const integration = 'customrole_tl_integration';
/** The fields of a project that the CRM owns, in the words of the row. */
const owned: Readonly<Record<string, string>> = {
  companyname: 'the name',
  startdate: 'the start',
  projectedenddate: 'the end',
  estimatedrevenue: 'the contract value',
};
const deletedTypes: readonly string[] = ['projecttask', 'chargerule'];

/** Our keys of what people have deleted. */
export function deletedByPeople({ commits }: Truth): readonly GroundTruthEntry[] {
  return commits.filter(
    ({ operation, type, actor }) => operation === 'delete' && deletedTypes.includes(type) && actor !== integration,
  );
}

/** Every edit of a provisioned record is shown in the CRM in the end, once, and none was written over by us. */
export function editsOf(deal: EditedDeal): readonly string[] {
  return [...shownEdits(deal), ...repeatedEdits(deal), ...overwrittenEdits(deal)].map(
    (violation) => `${deal.opportunityId}: ${violation}`,
  );
}

/** Words for each field of a project that stands otherwise than we have written it. */
function differences({ netsuite, project }: EditedDeal): readonly string[] {
  const written = ofRecord(netsuite, project).filter(({ actor }) => actor === integration);
  return Object.entries(owned).flatMap(([field, word]) => {
    const ours = written.findLast(({ values }) => field in values)?.values[field];
    return ours === project?.values[field] ? [] : [word];
  });
}

function ofRecord({ commits }: Truth, record: TruthRow | undefined): readonly GroundTruthEntry[] {
  return commits.filter(({ type, id }) => type === record?.type && id === record.id);
}

function deletions({ netsuite, opportunityId }: EditedDeal): readonly GroundTruthEntry[] {
  return deletedByPeople(netsuite).filter(({ externalId = '' }) => externalId.includes(`:${opportunityId}:`));
}

/** What the CRM does not say yet, or says though it is not so. */
export function shownEdits(deal: EditedDeal): readonly string[] {
  const words = differences(deal);
  const gone = deletions(deal);
  const state = deal.shown === undefined ? 'nothing' : (textOf(deal.shown, 'State__c') ?? 'nothing');
  if (words.length === 0 && gone.length === 0)
    return ['nothing', 'in-step'].includes(state) ? [] : [`the CRM shows ${state}, and the ERP says what it says`];
  const history = historyOf(deal.shown);
  const last = history.find(({ text }) => text.startsWith('Project '))?.text ?? '';
  const hidden = words.filter((word) => !last.includes(`${word} is `));
  const unsaid = gone.filter((entry) => deletedIn(history, entry) === 0);
  return [
    ...(state === 'differs' ? [] : [`edited in the ERP, and the CRM shows ${state}`]),
    ...hidden.map((word) => `the CRM does not show that ${word} was changed: ${last}`),
    ...unsaid.map(({ type, id }) => `the CRM does not show that ${type} ${id} was deleted`),
  ];
}

/** One edit is told once: no more often than people have changed the project, and a deletion one time. */
function repeatedEdits(deal: EditedDeal): readonly string[] {
  const history = historyOf(deal.shown);
  const edits = ofRecord(deal.netsuite, deal.project).filter(
    ({ actor, operation, values }) =>
      actor !== integration && operation === 'update' && Object.keys(values).some((field) => field in owned),
  );
  const told = history.filter(({ text }) => text.startsWith('Project '));
  const twice = deletions(deal).filter((entry) => deletedIn(history, entry) > 1);
  return [
    ...(told.length > edits.length ? [`${edits.length} edits of the project are told ${told.length} times`] : []),
    ...twice.map(({ type, id }) => `that ${type} ${id} was deleted is told twice`),
  ];
}

/** What a person has written into a field stands until a person writes there again. */
function overwrittenEdits({ netsuite, project }: EditedDeal): readonly string[] {
  const commits = ofRecord(netsuite, project);
  const isOurs = commits.map(({ actor }) => actor === integration);
  return commits.flatMap(({ values }, at) => {
    const before = commits.slice(0, at).filter((_, place) => isOurs[place] === false);
    const lost = Object.keys(values).filter((field) => before.some((edit) => field in edit.values));
    return isOurs[at] === true ? lost.map((field) => `we wrote over what a person has put into ${field}`) : [];
  });
}

function deletedIn(history: readonly Told[], { id }: GroundTruthEntry): number {
  return history.filter(({ text }) => text.endsWith(` ${id} was deleted in NetSuite`)).length;
}

const Told = z.object({ at: z.string(), text: z.string() });
type Told = z.infer<typeof Told>;

/** Newest first, as the CRM keeps it. */
function historyOf(shown: TruthRow | undefined): readonly Told[] {
  const detail = shown === undefined ? undefined : textOf(shown, 'Detail__c');
  return detail === undefined ? [] : z.parse(z.array(Told), JSON.parse(detail));
}
