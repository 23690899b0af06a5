import { queryOf } from './ui-api.ts';
import { wireAdapter } from './wire.ts';

type RelatedListConfig = {
  parentRecordId: string;
  relatedListId: string;
  fields: readonly string[];
  optionalFields: readonly string[];
  pageSize: number;
};

export const getRelatedListRecords = wireAdapter<RelatedListConfig>(({ parentRecordId, relatedListId, ...rest }) =>
  parentRecordId === undefined || relatedListId === undefined
    ? undefined
    : `/related-list-records/${parentRecordId}/${relatedListId}${queryOf({
        fields: rest.fields,
        optionalFields: rest.optionalFields,
        pageSize: rest.pageSize,
      })}`,
);
