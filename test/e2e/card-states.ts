import type { Page } from 'playwright-core';
import {
  ago,
  billing,
  finished,
  mirrorReference,
  project,
  staffing,
  tasks,
  writeDone,
  writeErp,
  writeMatches,
  writeRun,
  writeSteps,
} from './card-rows.ts';
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
  { name: '03-not-won', deal: 'reopened', as: 'sales1', shows: 'Handoff starts at closed won' },
  { name: '04-ready', deal: 'd1', as: 'sales1', shows: 'All 17 checks pass' },
  {
    name: '05-ready-milestones',
    deal: 'po-present',
    as: 'sales1',
    act: showPassed,
    shows: 'There is a billing contact',
  },
  { name: '06-ready-old-reference', deal: 'd1', as: 'sales1', referenceAge: 'old', shows: 'old checks' },
  { name: '07-netsuite-not-read', deal: 'd1', as: 'sales1', referenceAge: 'never', shows: 'was not read yet' },
  { name: '08-view-only', deal: 'd1', as: 'viewer', shows: 'You can look but not provision' },
  { name: '09-refused', deal: 'd1', as: 'sales2', act: clickWithoutPermission, shows: 'The request was not stored' },
  { name: '10-queued', deal: 'd1', as: 'sales1', act: provision, shows: 'Your request is stored' },
  { name: '11-joined', deal: 'd1', as: 'sales2', act: clickAfterSomeoneElse, shows: 'Your click was joined' },
  { name: '12-in-progress', deal: 'd1', as: 'sales1', prepare: running, shows: 'step 4 of 7' },
  { name: '13-waiting', deal: 'd1', as: 'sales1', prepare: waiting, shows: 'Waiting on' },
  { name: '14-done', deal: 'd1', as: 'sales1', prepare: done, act: showDetails, shows: 'Open for time since' },
  { name: '15-undone', deal: 'd1', as: 'sales1', prepare: undone, shows: 'Nothing was left half-made' },
  { name: '16-something-remains', deal: 'd1', as: 'sales1', prepare: remains, shows: 'Still in NetSuite' },
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
  { name: '19-confirm', deal: 'po-present', as: 'sales1', act: openDialog, shows: 'nothing has been created yet' },
  {
    name: '20-confirm-match',
    deal: 'possible-match',
    as: 'sales1',
    prepare: lookAlike,
    act: chooseFirst,
    shows: 'Is this client already a customer',
  },
  {
    name: '21-confirm-not-chosen',
    deal: 'possible-match',
    as: 'sales2',
    prepare: lookAlike,
    act: openDialog,
    shows: 'Available when you have chosen',
  },
  { name: '22-looking-up', deal: 'd1', as: 'sales1', prepare: lookingUp, shows: 'so we look before we act' },
  { name: '23-unreachable', deal: 'd1', as: 'sales1', prepare: unreachable, shows: 'Your request is kept' },
  { name: '24-queued-behind', deal: 'd1', as: 'sales2', prepare: queuedBehind, shows: '3 ahead of you' },
  {
    name: '25-cancelling',
    deal: 'd1',
    as: 'sales1',
    prepare: queuedBehind,
    act: cancel,
    shows: 'Cancelling was asked',
  },
  { name: '26-offline', deal: 'd1', as: 'sales1', prepare: running, act: goOffline, shows: 'You see the state of' },
  { name: '27-finance-finding', deal: 'rate-card-expired', as: 'finance', shows: 'One thing to fix' },
  { name: '28-warning', deal: 'name-long', as: 'sales1', shows: 'is shortened in NetSuite' },
  { name: '29-waiting-on-you', deal: 'd1', as: 'sales1', prepare: waitingOnSales, shows: 'Waiting on you' },
  { name: '30-try-again', deal: 'd1', as: 'sales1', prepare: failedAndBegunAnew, shows: 'Try again once' },
  { name: '31-held', deal: 'd1', as: 'sales1', prepare: held, shows: 'Held in NetSuite by Dana Weiss since' },
  { name: '32-changed', deal: 'd1', as: 'sales1', prepare: changed, shows: 'Changed in NetSuite by Dana Weiss' },
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
  await page.getByRole('heading', { name: 'Deal', includeHidden: true }).waitFor({ state: 'attached' });
}

async function spoil(org: SandboxOrg): Promise<void> {
  await org.change('Engagement__c', org.idOf('entity-unknown:engagement'), {
    Signed_On__c: null,
    Billing_Contact__c: null,
    Contract_Value__c: 249000,
    Project_Manager__c: null,
  });
}

async function openDialog(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Provision project' }).click();
  await page.locator('dialog').getByRole('heading', { name: 'Provision project' }).waitFor();
}

/** Asks for the project: the button, then the dialog's own. */
export async function provision(page: Page): Promise<void> {
  await openDialog(page);
  await page.locator('dialog').getByRole('button', { name: 'Provision project' }).click();
}

async function chooseFirst(page: Page): Promise<void> {
  await openDialog(page);
  await page.locator('dialog').getByRole('radio').first().check();
}

async function cancel(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Cancel request' }).click();
}

async function goOffline(page: Page): Promise<void> {
  await page.getByText('step 4 of 7').first().waitFor();
  await page.context().setOffline(true);
}

async function showPassed(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Show \d+ passed checks$/ }).click();
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
  await page.getByRole('heading', { name: 'All 17 checks pass' }).waitFor();
  await org.remove('PermissionSetAssignment', org.idOf('assignment-sales2'));
  await provision(page);
}

async function clickAfterSomeoneElse(page: Page, org: SandboxOrg, opportunityId: string): Promise<void> {
  await openDialog(page);
  await org.request('sales1', opportunityId);
  await page.locator('dialog').getByRole('button', { name: 'Provision project' }).click();
}

async function lookAlike(org: SandboxOrg): Promise<void> {
  await writeMatches(org, 'wexford-hydraulics', 'CV-UK', [
    {
      Customer_Number__c: 'C-1010',
      Customer_Name__c: 'Wexford Hydraulics Ltd',
      Score__c: 88,
      Reasons__c: JSON.stringify([
        { kind: 'mail-domain', text: 'Same billing mail domain' },
        { kind: 'name', text: 'Same name but for the legal form' },
      ]),
      Tax_Id__c: 'GB100000104',
      Mail_Domain__c: 'wexford-hydraulics.example',
      City__c: 'Sheffield',
      Country__c: 'GB',
    },
    {
      Customer_Number__c: 'C-1011',
      Customer_Name__c: 'Wexford Hydrants Ltd',
      Score__c: 41,
      Reasons__c: JSON.stringify([]),
      Tax_Id__c: 'GB100000115',
      Mail_Domain__c: 'wexford-hydrants.example',
      City__c: 'Leeds',
      Country__c: 'GB',
    },
  ]);
}

async function running(org: SandboxOrg, opportunityId: string): Promise<void> {
  await org.request('sales1', opportunityId);
  const Text__c = 'Creating the tasks and the budget, step 4 of 7';
  await writeRun(org, opportunityId, { State__c: 'in-progress', Text__c });
  await writeSteps(org, opportunityId, {
    ...finished,
    project,
    tasks: { state: 'running', text: '2 of 6 tasks', secondsAgo: 9 },
  });
}

async function lookingUp(org: SandboxOrg, opportunityId: string): Promise<void> {
  await org.request('sales1', opportunityId);
  await writeRun(org, opportunityId, { State__c: 'in-progress' });
  const more = { Next_At__c: ago(-25) };
  await writeSteps(org, opportunityId, {
    ...finished,
    project: { state: 'looking-up', text: 'NetSuite did not answer', secondsAgo: 12, more },
  });
}

async function unreachable(org: SandboxOrg, opportunityId: string): Promise<void> {
  await org.request('sales1', opportunityId);
  const times = { Waiting_Since__c: ago(660), Next_At__c: ago(-60) };
  await writeRun(org, opportunityId, { State__c: 'erp-unreachable', ...times });
}

async function queuedBehind(org: SandboxOrg, opportunityId: string): Promise<void> {
  await org.request('sales1', opportunityId);
  await writeRun(org, opportunityId, { State__c: 'queued', Ahead__c: 3, Next_At__c: ago(-130), Started_At__c: ago(0) });
}

async function waiting(org: SandboxOrg, opportunityId: string): Promise<void> {
  await org.request('sales1', opportunityId);
  const Text__c = 'Waiting on Finance operations to open the project for time';
  const since = { Waiting_Since__c: ago(11_280) };
  await writeRun(org, opportunityId, { State__c: 'waiting', Text__c, Owner_Role__c: 'finance-ops', ...since });
  await writeSteps(org, opportunityId, {
    ...finished,
    project,
    tasks,
    billing,
    staffing,
    activation: { state: 'waiting', text: 'Finance operations presses Activate in NetSuite', more: since },
  });
}

async function waitingOnSales(org: SandboxOrg, opportunityId: string): Promise<void> {
  await org.request('sales1', opportunityId);
  const Text__c = 'Waiting on Sales operations: the customer number on the account does not exist in NetSuite';
  const mine = { Owner_Role__c: 'sales-ops', Waiting_Since__c: ago(1_500), Can_Retry__c: true };
  await writeRun(org, opportunityId, { State__c: 'waiting', Text__c, ...mine });
  await writeSteps(org, opportunityId, {
    check: { state: 'done', text: '17 checks pass', secondsAgo: 55 },
    customer: { state: 'waiting', text: 'C-9999 was not found', more: { Waiting_Since__c: ago(1_500) } },
  });
}

async function done(org: SandboxOrg, opportunityId: string): Promise<void> {
  await org.request('sales1', opportunityId);
  await writeDone(org, opportunityId);
  const activation = { state: 'done', text: 'The team can enter time', secondsAgo: 2 };
  await writeSteps(org, opportunityId, { ...finished, project, tasks, billing, staffing, activation });
}

async function held(org: SandboxOrg, opportunityId: string): Promise<void> {
  await waiting(org, opportunityId);
  const Text__c = 'Held in NetSuite by Dana Weiss; nothing more is written until it is released';
  await writeErp(org, opportunityId, { State__c: 'held', Text__c });
}

async function changed(org: SandboxOrg, opportunityId: string): Promise<void> {
  await done(org, opportunityId);
  const names = 'the name is Halden stores, phase one in NetSuite and Halden Retail, store platform in Salesforce';
  const Text__c = `Project P-2093: ${names}`;
  const Detail__c = JSON.stringify([{ at: ago(0), text: Text__c, by: 'Dana Weiss' }]);
  await writeErp(org, opportunityId, { State__c: 'differs', Text__c, Detail__c, Waiting_Since__c: ago(0) });
}

async function undone(org: SandboxOrg, opportunityId: string): Promise<void> {
  await org.request('sales1', opportunityId);
  const Text__c = 'NetSuite refused a billing rule: the item SVC-ENG may not be billed here';
  await writeRun(org, opportunityId, {
    State__c: 'failed',
    Text__c,
    Owner_Role__c: 'finance-ops',
    Undone__c: 'all',
  });
  await writeSteps(org, opportunityId, {
    ...finished,
    project: { ...project, state: 'undone', text: 'P-2093 created, then removed', secondsAgo: 2 },
    tasks: { state: 'undone', text: '6 tasks created, then removed', secondsAgo: 4 },
    billing: { state: 'failed', text: 'Refused at rule 2; rule 1 was removed', secondsAgo: 8 },
  });
  await org.change('Opportunity', opportunityId, { Provision_Generation__c: 2 });
}

async function remains(org: SandboxOrg, opportunityId: string): Promise<void> {
  await org.request('sales1', opportunityId);
  const Text__c = 'NetSuite refused a task of the project: the period is closed';
  const owner = { Owner_Role__c: 'finance-ops', Undone__c: 'part', Waiting_Since__c: ago(720) };
  await writeRun(org, opportunityId, { State__c: 'failed', Text__c, ...owner });
  await writeSteps(org, opportunityId, {
    ...finished,
    project: { ...project, text: 'P-2093 stays: a person has changed it in NetSuite' },
    tasks: { state: 'failed', text: 'Refused at task 3; tasks 1 and 2 were removed', secondsAgo: 8 },
  });
}

async function failedAndBegunAnew(org: SandboxOrg, opportunityId: string): Promise<void> {
  await org.request('sales1', opportunityId);
  const Text__c = 'NetSuite refused the project: subsidiary Corvane Inc. is inactive';
  await writeRun(org, opportunityId, { State__c: 'failed', Text__c, Owner_Role__c: 'finance-ops' });
  const refused = { state: 'failed', text: 'Refused: the subsidiary is inactive', secondsAgo: 2 };
  await writeSteps(org, opportunityId, { ...finished, project: refused });
  await org.change('Opportunity', opportunityId, { Provision_Generation__c: 2 });
}
