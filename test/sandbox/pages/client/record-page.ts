import * as z from 'zod/mini';
import { callUiApi } from '../platform/ui-api.ts';
import { chrome, highlights, panel } from './chrome.ts';
import { element } from './element.ts';
import { readRecord, shown } from './read.ts';

const ObjectInfo = z.object({ label: z.string(), fields: z.record(z.string(), z.object({ label: z.string() })) });
const ownFields = /__c$|^(Name|Email|Title|StageName|CloseDate)$/;

/** Any other record: its fields as the signed-in user may see them. */
export async function recordPage(object: string, id: string, userName: string): Promise<Node[]> {
  const { label, fields } = ObjectInfo.parse(await callUiApi(`/object-info/${object}`));
  const names = Object.keys(fields).filter((name) => ownFields.test(name));
  const record = await readRecord(id, object, names.join(' '));
  const rows = names.map((name) =>
    element('div', {}, element('dt', {}, fields[name]?.label ?? name), element('dd', {}, shown(record, name) || '–')),
  );
  return [
    chrome(userName, ''),
    highlights(label, 'standard:record', shown(record, 'Name'), []),
    element(
      'div',
      { class: 'columns' },
      panel('standard:record', 'Details', element('dl', { class: 'deal' }, ...rows)),
    ),
  ];
}
