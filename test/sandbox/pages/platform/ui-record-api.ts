import { callUiApi, queryOf } from './ui-api.ts';
import { refresh, wireAdapter } from './wire.ts';

type RecordConfig = { recordId: string; fields: readonly string[]; optionalFields: readonly string[] };

export const getRecord = wireAdapter<RecordConfig>(({ recordId, fields, optionalFields }) =>
  recordId === undefined ? undefined : `/records/${recordId}${queryOf({ fields, optionalFields })}`,
);

export function createRecord(input: { apiName: string; fields: Readonly<Record<string, unknown>> }): Promise<unknown> {
  return callUiApi('/records', { method: 'POST', body: input });
}

export async function notifyRecordUpdateAvailable(records: readonly { recordId: string }[]): Promise<void> {
  await refresh(new Set(records.map(({ recordId }) => recordId)));
}
