import type { SandboxOrg } from './sandbox-org.ts';

/** Rows as the bridge writes them, so that a card holds still at any state. */
const engagement = 'eng_0000000000000000000000pict';
const projectPage = 'http://127.0.0.1:7072/app/accounting/project/project.nl?id=2093';
const customerPage = 'http://127.0.0.1:7072/app/common/entity/custjob.nl?id=1001';

export type Fields = Readonly<Record<string, unknown>>;
export type Step = {
  readonly state: string;
  readonly text: string;
  readonly secondsAgo?: number;
  readonly number?: string;
  readonly url?: string;
  readonly more?: Fields;
};

/** NetSuite's rows as the bridge mirrors them. */
export async function mirrorReference(org: SandboxOrg, ageMs: number): Promise<void> {
  const As_Of__c = new Date(Date.now() - ageMs).toISOString();
  const year = new Date().getUTCFullYear();
  const entities = [
    ['CV-US', 'Corvane Inc.', 'USD', 'US-2026'],
    ['CV-UK', 'Corvane Ltd', 'GBP', 'UK-2026'],
    ['CV-DE', 'Corvane GmbH', 'EUR', 'DE-2026'],
  ];
  for (const [code = '', name, currency, card = ''] of entities) {
    const common = { Active__c: true, Currency__c: currency, As_Of__c };
    await org.upsert('ERP_Reference__c', `legal-entity:${code}`, {
      ...common,
      Kind__c: 'legal-entity',
      Code__c: code,
      Label__c: name,
    });
    await org.upsert('ERP_Reference__c', `rate-card:${card}`, {
      ...common,
      Kind__c: 'rate-card',
      Code__c: card,
      Label__c: card.replace('-', ' '),
      Legal_Entity__c: code,
      Valid_From__c: `${year}-01-01`,
      Valid_To__c: `${year + 1}-12-31`,
    });
  }
}

export const finished: Readonly<Record<string, Step>> = {
  check: { state: 'done', text: '17 checks pass', secondsAgo: 55 },
  customer: {
    state: 'done',
    text: 'C-1001 Halden Retail, found by its tax id',
    secondsAgo: 50,
    number: 'C-1001',
    url: customerPage,
  },
};
export const project: Step = {
  state: 'done',
  text: 'P-2093 Halden Retail, store platform',
  secondsAgo: 41,
  number: 'P-2093',
  url: projectPage,
};
export const tasks: Step = { state: 'done', text: '6 tasks, USD 505,600.00, 2,240 h 00 m', secondsAgo: 30 };
export const billing: Step = { state: 'done', text: '3 rules, USD 505,600.00', secondsAgo: 20 };
export const staffing: Step = { state: 'done', text: '3 role requests opened', secondsAgo: 9 };

/** The engagement's own row. */
export async function writeRun(org: SandboxOrg, opportunityId: string, fields: Fields): Promise<void> {
  await org.upsert('Sync_Status__c', engagement, {
    ...common(opportunityId),
    Kind__c: 'engagement',
    At__c: ago(2),
    Started_At__c: ago(60),
    ...fields,
  });
}

export async function writeDone(org: SandboxOrg, opportunityId: string): Promise<void> {
  await writeRun(org, opportunityId, { State__c: 'done', Ref_Number__c: 'P-2093', Ref_Url__c: projectPage });
}

export async function writeSteps(
  org: SandboxOrg,
  opportunityId: string,
  steps: Readonly<Record<string, Step>>,
): Promise<void> {
  for (const [step, { state, text, secondsAgo = 0, number, url, more }] of Object.entries(steps)) {
    const instant = ago(secondsAgo);
    await org.upsert('Sync_Status__c', `${engagement}:${step}`, {
      ...common(opportunityId),
      Kind__c: 'step',
      Step__c: step,
      State__c: state,
      Text__c: text,
      System__c: 'netsuite',
      Ref_Number__c: number ?? null,
      Ref_Url__c: url ?? null,
      At__c: instant,
      Started_At__c: instant,
      ...more,
    });
  }
}

/** What people did in NetSuite to the records that were made. */
export async function writeErp(org: SandboxOrg, opportunityId: string, fields: Fields): Promise<void> {
  const erp = { Kind__c: 'erp', Owner_Role__c: 'finance-ops', At__c: ago(60), Waiting_Since__c: ago(3_600) };
  const row = { ...common(opportunityId), Generation__c: 0, ...erp, ...fields };
  await org.upsert('Sync_Status__c', `${engagement}:erp`, row);
}

/** What one look into NetSuite found for an account. */
export async function writeMatches(
  org: SandboxOrg,
  account: string,
  legalEntity: string,
  candidates: readonly Fields[],
): Promise<void> {
  const accountId = org.idOf(account);
  const look = { Account__c: accountId, Legal_Entity__c: legalEntity, As_Of__c: ago(300), Version__c: 1 };
  await org.upsert('Customer_Match__c', `${accountId}:${legalEntity}`, look);
  for (const candidate of candidates) {
    const key = `${accountId}:${legalEntity}:${String(candidate['Customer_Number__c'])}`;
    await org.upsert('Customer_Match__c', key, { ...look, Is_Active__c: true, ...candidate });
  }
}

function common(opportunityId: string) {
  return {
    Opportunity__c: opportunityId,
    Version__c: 1,
    Generation__c: 1,
    Run_Id__c: 'run_5w2k8q0x4m7t1v9c3b6n8d0f2g',
    Correlation_Id__c: '4bf92f3577b34da6a3ce929d0e0e4736',
  };
}

export function ago(seconds: number): string {
  return new Date(Date.now() - seconds * 1_000).toISOString();
}
