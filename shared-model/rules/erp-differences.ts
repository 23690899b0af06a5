import type { Difference } from 'shared-model/erp-events.ts';

/** What the ERP says of a record, and what we last asked it to write there. */
export type Compared = {
  readonly type: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly wanted: Readonly<Record<string, unknown>> | undefined;
};

/** The fields of each record that the CRM owns; finance owns every other one. */
const crmFields: Readonly<Record<string, readonly string[]>> = {
  job: ['name', 'startOn', 'endOn', 'amount'],
  projecttask: [],
  chargerule: [],
  customer: [],
};

/** The CRM's fields that stand otherwise in the ERP; nothing is said of what we never wrote. */
export function erpDifferences({ type, fields, wanted }: Compared): readonly Difference[] {
  return (crmFields[type] ?? []).flatMap((field) => {
    const [here, value] = [fields[field], wanted?.[field]];
    if (here === undefined || typeof value !== 'string' || isSame(field, here, value)) return [];
    return [{ field, here, wanted: value }];
  });
}

/** The ERP holds at most 83 characters of a name, cut where a word ends; amounts are the same whatever their zeros. */
function isSame(field: string, here: string, wanted: string): boolean {
  if (field === 'amount') return Number(here) === Number(wanted);
  if (field !== 'name' || wanted.length <= longestName) return here === wanted.trim() || here === wanted;
  return here.length > longestName / 2 && wanted.startsWith(here);
}

const longestName = 83;
