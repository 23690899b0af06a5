import { queryOf } from './ui-api.ts';
import { wireAdapter } from './wire.ts';

type ListConfig = { objectApiName: string; listViewApiName: string; fields: readonly string[]; pageSize: number };

export const getListRecordsByName = wireAdapter<ListConfig>(({ objectApiName, listViewApiName, fields, pageSize }) =>
  objectApiName === undefined || listViewApiName === undefined
    ? undefined
    : `/list-records/${objectApiName}/${listViewApiName}${queryOf({ fields, pageSize })}`,
);
