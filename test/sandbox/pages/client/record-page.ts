import * as z from 'zod/mini';
import { callUiApi } from '../platform/ui-api.ts';
import { chrome, highlights, panel } from './chrome.ts';
import { element, link } from './element.ts';
import { day, money, readRecord, shown, valueAt } from './read.ts';
import type { Row } from './read.ts';

const Field = z.object({
  label: z.string(),
  dataType: z.string(),
  relationshipName: z.optional(z.nullable(z.string())),
  referenceToInfos: z.optional(z.array(z.object({ apiName: z.string() }))),
});
type Field = z.infer<typeof Field>;
const ObjectInfo = z.object({ label: z.string(), fields: z.record(z.string(), Field) });

/** What people look at; the platform's own bookkeeping stays away. */
const shownFields = /__c$|^(Email|Title|StageName|CloseDate)$/;

/** Any other record: its fields as the signed-in user may see them. */
export async function recordPage(object: string, id: string, userName: string): Promise<Node[]> {
  const { label, fields } = ObjectInfo.parse(await callUiApi(`/object-info/${object}`));
  const own = Object.entries(fields).filter(([name]) => shownFields.test(name));
  const paths = own.flatMap(([name, field]) =>
    field.relationshipName ? [name, `${field.relationshipName}.Name`] : [name],
  );
  const record = await readRecord(id, object, ['Name', ...paths].join(' '));
  const rows = own.map(([name, field]) =>
    element('div', {}, element('dt', {}, field.label), element('dd', {}, valueOf(record, name, field))),
  );
  return [
    chrome(userName, ''),
    highlights(label, 'standard:record', shown(record, 'Name'), [
      ['Change it', link(`/lightning/r/${object}/${id}/edit`, 'Edit')],
    ]),
    element(
      'div',
      { class: 'columns' },
      panel('standard:record', 'Details', element('dl', { class: 'deal' }, ...rows)),
    ),
  ];
}

function valueOf(record: Row, name: string, field: Field): Node | string {
  const text = shown(record, name);
  if (text === '') return '–';
  if (field.dataType === 'Date') return day(text);
  if (field.dataType === 'Currency') return money(valueAt(record, name), '');
  const target = field.referenceToInfos?.[0]?.apiName;
  if (field.dataType !== 'Reference' || !field.relationshipName || target === undefined) return text;
  const parentName = shown(record, `${field.relationshipName}.Name`) || text;
  return link(`/lightning/r/${target}/${text}/view`, parentName);
}
