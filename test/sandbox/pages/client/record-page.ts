import { chrome, highlights } from './chrome.ts';
import { readRecord, shown } from './read.ts';

/** Any other record: its name only. */
export async function recordPage(object: string, id: string, userName: string): Promise<Node[]> {
  const record = await readRecord(id, object, 'Name');
  return [
    chrome(userName, ''),
    highlights(object.replace(/__c$/, '').replaceAll('_', ' '), 'standard:record', shown(record, 'Name'), []),
  ];
}
