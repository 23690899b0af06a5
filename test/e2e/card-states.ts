import type { Page } from 'playwright-core';
import type { SandboxOrg } from './sandbox-org.ts';

/** One state of the card: how it comes about, whose page shows it, and what to wait for. */
export type CardState = {
  readonly name: string;
  /** Seed key of the opportunity. */
  readonly deal: string;
  readonly as: string;
  /** Without one the bridge has mirrored NetSuite's rows just now. */
  readonly referenceAge?: 'never' | 'old';
  readonly prepare?: (org: SandboxOrg, opportunityId: string) => Promise<void>;
  readonly act?: (page: Page, org: SandboxOrg, opportunityId: string) => Promise<void>;
  /** Text that stands on the card once it is in the state. */
  readonly shows: string;
};

export const cardStates: readonly CardState[] = [
  { name: '01-not-ready-one', deal: 'contact-missing', as: 'sales1', shows: 'One thing to fix' },
  { name: '02-not-ready-many', deal: 'entity-unknown', as: 'sales1', prepare: spoil, shows: 'things to fix' },
  {
    name: '03-not-won',
    deal: 'not-signed',
    as: 'sales1',
    prepare: (org, id) => org.change('Opportunity', id, { StageName: 'Negotiation/Review' }),
    shows: 'Handoff starts at closed won',
  },
  { name: '04-ready', deal: 'd1', as: 'sales1', shows: 'All 6 checks pass' },
  { name: '05-ready-linked', deal: 'd1-linked', as: 'sales1', act: showPassed, shows: 'There is a billing contact' },
  { name: '06-ready-old-reference', deal: 'd1', as: 'sales1', referenceAge: 'old', shows: 'old checks' },
  { name: '07-netsuite-not-read', deal: 'd1', as: 'sales1', referenceAge: 'never', shows: 'was not read yet' },
  { name: '08-view-only', deal: 'd1', as: 'viewer', shows: 'You can look but not provision' },
  { name: '09-refused', deal: 'd1', as: 'sales2', act: clickWithoutPermission, shows: 'The request was not stored' },
  { name: '10-queued', deal: 'd1', as: 'sales1', act: provision, shows: 'Your request is stored' },
  { name: '11-joined', deal: 'd1', as: 'sales2', act: clickAfterSomeoneElse, shows: 'Your click was joined' },
  { name: '12-in-progress', deal: 'd1', as: 'sales1', prepare: running, shows: 'step 3 of 5' },
  { name: '13-waiting', deal: 'd1', as: 'sales1', prepare: waiting, shows: 'Waiting on' },
  { name: '14-done', deal: 'd1', as: 'sales1', prepare: done, act: showDetails, shows: 'Open for time since' },
  { name: '15-did-not-work', deal: 'd1', as: 'sales1', prepare: failed, shows: 'Did not work' },
  { name: '16-try-again', deal: 'd1', as: 'sales1', prepare: failedAndBegunAnew, shows: 'Try again once' },
  {
    name: '17-not-readable',
    deal: 'd1',
    as: 'sales1',
    prepare: (org) => org.disturb({ kind: 'refuse', match: { path: '/Sync_Statuses__r' }, count: 50 }),
    shows: 'could not be read',
  },
  {
    name: '18-loading',
    deal: 'd1',
    as: 'sales1',
    prepare: (org) => org.disturb({ kind: 'delay', ms: 20_000, match: { path: '/Sync_Statuses__r' }, count: 50 }),
    act: appeared,
    shows: 'Checking',
  },
];

const hourMs = 3_600_000;

/** Brings a fresh org into the state and opens its page; the card is in the state when this is over. */
export async function showState(page: Page, org: SandboxOrg, state: CardState): Promise<void> {
  await org.reset();
  const opportunityId = org.idOf(state.deal);
  if (state.referenceAge !== 'never')
    await mirrorReference(org, state.referenceAge === 'old' ? 20 * hourMs : hourMs / 6);
  await state.prepare?.(org, opportunityId);
  await page.goto(`${org.url}/lightning/r/Opportunity/${opportunityId}/view?as=${state.as}`);
  await state.act?.(page, org, opportunityId);
  await page.getByText(state.shows).first().waitFor({ timeout: 20_000 });
  await page.getByRole('heading', { name: 'Deal' }).waitFor();
}

const engagement = 'eng_0000000000000000000000pict';
const projectPage = 'http://127.0.0.1:7072/app/accounting/project/project.nl?id=2093';
const customerPage = 'http://127.0.0.1:7072/app/common/entity/custjob.nl?id=1001';

/** NetSuite's rows as the bridge mirrors them. */
async function mirrorReference(org: SandboxOrg, ageMs: number): Promise<void> {
  const As_Of__c = new Date(Date.now() - ageMs).toISOString();
  const year = new Date().getUTCFullYear();
  const common = { Active__c: true, Currency__c: 'USD', As_Of__c };
  await org.upsert('ERP_Reference__c', 'legal-entity:CV-US', {
    ...common,
    Kind__c: 'legal-entity',
    Code__c: 'CV-US',
    Label__c: 'Corvane Partners Inc.',
  });
  await org.upsert('ERP_Reference__c', 'rate-card:US-2026', {
    ...common,
    Kind__c: 'rate-card',
    Code__c: 'US-2026',
    Label__c: 'US 2026',
    Legal_Entity__c: 'CV-US',
    Valid_From__c: `${year}-01-01`,
    Valid_To__c: `${year + 1}-12-31`,
  });
}

async function spoil(org: SandboxOrg): Promise<void> {
  await org.change('Engagement__c', org.idOf('entity-unknown:engagement'), {
    Signed_On__c: null,
    Billing_Contact__c: null,
    Contract_Value__c: 249000,
  });
}

async function provision(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Provision project' }).click();
}

async function showPassed(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Show \d passed checks$/ }).click();
}

async function showDetails(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Details' }).click();
}

/** The blocks of a slow page come only after a moment, so that a quick one does not flicker. */
async function appeared(page: Page): Promise<void> {
  await page.locator('.loading').evaluate(async (block) => {
    await Promise.all(block.getAnimations().map((animation) => animation.finished));
  });
}

async function clickWithoutPermission(page: Page, org: SandboxOrg): Promise<void> {
  await page.getByRole('heading', { name: 'All 6 checks pass' }).waitFor();
  await org.remove('PermissionSetAssignment', org.idOf('assignment-sales2'));
  await provision(page);
}

async function clickAfterSomeoneElse(page: Page, org: SandboxOrg, opportunityId: string): Promise<void> {
  await page.getByRole('heading', { name: 'All 6 checks pass' }).waitFor();
  await org.request('sales1', opportunityId);
  await provision(page);
}

type Step = {
  readonly state: string;
  readonly text: string;
  readonly secondsAgo?: number;
  readonly number?: string;
  readonly url?: string;
};

const finished: Readonly<Record<string, Step>> = {
  check: { state: 'done', text: '6 checks pass', secondsAgo: 55 },
  customer: {
    state: 'done',
    text: 'C-1001 Halden Retail, found by its tax id',
    secondsAgo: 50,
    number: 'C-1001',
    url: customerPage,
  },
};
const project: Step = {
  state: 'done',
  text: 'P-2093 Halden Retail, store platform',
  secondsAgo: 41,
  number: 'P-2093',
  url: projectPage,
};

async function running(org: SandboxOrg, opportunityId: string): Promise<void> {
  await org.request('sales1', opportunityId);
  await writeRun(org, opportunityId, { State__c: 'in-progress' });
  await writeSteps(org, opportunityId, { ...finished, project: { state: 'running', text: '', secondsAgo: 9 } });
}

async function waiting(org: SandboxOrg, opportunityId: string): Promise<void> {
  await org.request('sales1', opportunityId);
  const Text__c = 'Waiting on Finance operations to open the period December 2026';
  await writeRun(org, opportunityId, { State__c: 'waiting', Text__c, Owner_Role__c: 'finance-ops' });
  await writeSteps(org, opportunityId, {
    ...finished,
    project: { state: 'waiting', text: 'Asked again every 15 minutes', secondsAgo: 30 },
  });
}

async function done(org: SandboxOrg, opportunityId: string): Promise<void> {
  await org.request('sales1', opportunityId);
  await writeRun(org, opportunityId, { State__c: 'done', Ref_Number__c: 'P-2093', Ref_Url__c: projectPage });
  await writeSteps(org, opportunityId, {
    ...finished,
    project,
    tasks: { state: 'done', text: '3 tasks, 2,240 h 00 m', secondsAgo: 20 },
    activation: { state: 'done', text: 'The team can enter time', secondsAgo: 2 },
  });
}

async function failed(org: SandboxOrg, opportunityId: string): Promise<void> {
  await org.request('sales1', opportunityId);
  const Text__c = 'NetSuite refused the project: subsidiary Corvane Partners Inc. is inactive';
  await writeRun(org, opportunityId, { State__c: 'failed', Text__c, Owner_Role__c: 'finance-ops' });
  await writeSteps(org, opportunityId, {
    ...finished,
    project: { state: 'failed', text: 'Refused: the subsidiary is inactive', secondsAgo: 2 },
  });
}

async function failedAndBegunAnew(org: SandboxOrg, opportunityId: string): Promise<void> {
  await failed(org, opportunityId);
  await org.change('Opportunity', opportunityId, { Provision_Generation__c: 2 });
}

async function writeRun(
  org: SandboxOrg,
  opportunityId: string,
  fields: Readonly<Record<string, unknown>>,
): Promise<void> {
  await org.upsert('Sync_Status__c', engagement, {
    ...common(opportunityId),
    Kind__c: 'engagement',
    At__c: ago(2),
    Started_At__c: ago(60),
    ...fields,
  });
}

async function writeSteps(
  org: SandboxOrg,
  opportunityId: string,
  steps: Readonly<Record<string, Step>>,
): Promise<void> {
  for (const [step, { state, text, secondsAgo = 0, number, url }] of Object.entries(steps)) {
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
    });
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

function ago(seconds: number): string {
  return new Date(Date.now() - seconds * 1_000).toISOString();
}
