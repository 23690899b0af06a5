import type { CrmRow, CrmRowKind } from '#connectors/connector.ts';

/** How one kind of row is written: the object, whether it is upserted by key or updated by id, and its fields. */
type RowShape = {
  readonly object: string;
  readonly write: { readonly upsertBy: string } | { readonly idFrom: string };
  /** Our name of a value, then the CRM's field. */
  readonly fields: Readonly<Record<string, string>>;
  /** The field of our own counter, whose lower value the CRM refuses; nothing where a row has none. */
  readonly version: string | undefined;
};

const statusFields = {
  step: 'Step__c',
  state: 'State__c',
  text: 'Text__c',
  ownerRole: 'Owner_Role__c',
  waitingSince: 'Waiting_Since__c',
  nextAt: 'Next_At__c',
  ahead: 'Ahead__c',
  undone: 'Undone__c',
  canRetry: 'Can_Retry__c',
  system: 'System__c',
  refType: 'Ref_Type__c',
  refId: 'Ref_Id__c',
  refNumber: 'Ref_Number__c',
  refUrl: 'Ref_Url__c',
  at: 'At__c',
  startedAt: 'Started_At__c',
  generation: 'Generation__c',
  runId: 'Run_Id__c',
  correlationId: 'Correlation_Id__c',
  detail: 'Detail__c',
} as const;

const status: RowShape = {
  object: 'Sync_Status__c',
  write: { upsertBy: 'Key__c' },
  fields: { opportunityId: 'Opportunity__c', kind: 'Kind__c', ...statusFields },
  version: 'Version__c',
};

/** Every kind of row that we write into the CRM. */
export const rowShapes: Readonly<Record<CrmRowKind, RowShape>> = {
  engagement: status,
  step: status,
  erp: status,
  request: {
    object: 'Provision_Request__c',
    write: { idFrom: 'requestId' },
    fields: { state: 'State__c' },
    version: undefined,
  },
  generation: {
    object: 'Opportunity',
    write: { idFrom: 'opportunityId' },
    fields: { generation: 'Provision_Generation__c' },
    version: undefined,
  },
  'customer-link': {
    object: 'Account',
    write: { idFrom: 'accountId' },
    fields: { customerNumber: 'ERP_Customer_Number__c' },
    version: undefined,
  },
  demand: {
    object: 'Role_Request__c',
    write: { idFrom: 'roleRequestId' },
    fields: { state: 'Demand_State__c', projectNumber: 'Project_Number__c' },
    version: 'Demand_Version__c',
  },
  'customer-match': {
    object: 'Customer_Match__c',
    write: { upsertBy: 'Match_Key__c' },
    fields: {
      accountId: 'Account__c',
      legalEntity: 'Legal_Entity__c',
      customerNumber: 'Customer_Number__c',
      customerName: 'Customer_Name__c',
      score: 'Score__c',
      isCertain: 'Is_Certain__c',
      isActive: 'Is_Active__c',
      reasons: 'Reasons__c',
      taxId: 'Tax_Id__c',
      mailDomain: 'Mail_Domain__c',
      city: 'City__c',
      country: 'Country__c',
      asOf: 'As_Of__c',
    },
    version: 'Version__c',
  },
  reference: {
    object: 'ERP_Reference__c',
    write: { upsertBy: 'Key__c' },
    fields: {
      kind: 'Kind__c',
      code: 'Code__c',
      name: 'Label__c',
      legalEntity: 'Legal_Entity__c',
      currency: 'Currency__c',
      validFrom: 'Valid_From__c',
      validTo: 'Valid_To__c',
      isActive: 'Active__c',
      asOf: 'As_Of__c',
      detail: 'Detail__c',
    },
    version: undefined,
  },
  'reference-retired': {
    object: 'ERP_Reference__c',
    write: { upsertBy: 'Key__c' },
    fields: { isActive: 'Active__c', asOf: 'As_Of__c' },
    version: undefined,
  },
};

/** Where a record of the ERP opens for a person. Source: NetSuite's own page addresses. */
const erpPages: Readonly<Record<string, string>> = {
  job: '/app/accounting/project/project.nl?id=',
  customer: '/app/common/entity/custjob.nl?id=',
};

/**
 * One row as the CRM takes it; a value that is absent empties its field, so that nothing old stays.
 *
 * @param erpUrl the account's own address, for the links of results
 */
export function crmRecord(row: CrmRow, erpUrl: string, named: (name: string) => string): Record<string, unknown> {
  const shape = rowShapes[row.kind];
  const values = { kind: row.kind, ...row.values, ...linkOf(row.values, erpUrl) };
  const record: Record<string, unknown> = { attributes: { type: named(shape.object) } };
  if ('upsertBy' in shape.write) record[named(shape.write.upsertBy)] = row.key;
  else record.Id = row.values[shape.write.idFrom];
  for (const [ours, theirs] of Object.entries(shape.fields)) record[named(theirs)] = valueOf(values, ours);
  if (shape.version !== undefined) record[named(shape.version)] = row.version;
  return record;
}

function valueOf(values: Readonly<Record<string, unknown>>, name: string): unknown {
  return values[name] ?? null;
}

function linkOf({ refType, refId }: CrmRow['values'], erpUrl: string): { refUrl?: string } {
  const page = typeof refType === 'string' ? erpPages[refType] : undefined;
  return page === undefined || typeof refId !== 'string' ? {} : { refUrl: `${erpUrl}${page}${refId}` };
}
