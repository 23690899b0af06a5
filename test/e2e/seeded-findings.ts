import type { Finding } from 'shared-model/finding.ts';
import { ownerLabels } from 'shared-model/labels.ts';
import type { Page } from 'playwright-core';

import { scenarios } from '../sandbox/salesforce/scenarios.ts';
import { longWait, provisionButton } from './card-page.ts';

/** Every seeded deal of which a rule says something: what keeps it from a project, or what is good to know. */
export const dealsWithFindings = scenarios.filter(({ findings }) => findings.length > 0);

/** What the card shows of its findings: the headline, each row in order, and whether the project can be asked for. */
export type FindingsShown = {
  readonly headline: string;
  readonly rows: readonly { readonly title: string; readonly why: string; readonly who: string }[];
  readonly isButtonOff: boolean;
};

/** The card as sales operations must see it, given what the rules find in the deal; what blocks comes first. */
export function expectedOf(findings: readonly Finding[]): FindingsShown {
  const blocking = findings.filter(({ severity }) => severity === 'blocks');
  const warning = findings.filter(({ severity }) => severity === 'warns');
  return {
    headline: headlineOf(blocking),
    rows: [...blocking.map((finding) => rowOf(finding, '')), ...warning.map((finding) => rowOf(finding, toKnow))],
    isButtonOff: blocking.length > 0,
  };
}

const toKnow = 'To know, does not block: ';
const numbers = ['', 'One thing', 'Two things', 'Three things', 'Four things', 'Five things'];

function headlineOf(blocking: readonly Finding[]): string {
  if (blocking.length === 0) return 'All 17 checks pass';
  if (blocking.some(({ pointer }) => pointer === '/isWon')) return 'Handoff starts at closed won';
  return `${numbers[blocking.length]} to fix before the project can be created`;
}

function rowOf({ title, text, owner }: Finding, before: string): FindingsShown['rows'][number] {
  const label = ownerLabels[owner];
  return {
    title: oneLine(title),
    why: oneLine(`${before}${text}`),
    who: owner === 'sales-ops' ? `You ${label}` : label,
  };
}

/** Reads the card once it has judged the deal by NetSuite's rows. */
export async function findingsOn(page: Page): Promise<FindingsShown> {
  const card = page.locator('c-handoff-card');
  await card.getByText(/NetSuite read \d/).waitFor(longWait);
  const rows = card.locator('c-handoff-findings tbody tr');
  const [titles, whys, owners] = await Promise.all(
    ['th .title', 'th .why', 'td.who'].map((cell) => rows.locator(cell).allInnerTexts()),
  );
  return {
    headline: (await card.getByRole('heading', { level: 3 }).innerText()).trim(),
    rows: (titles ?? []).map((title, place) => ({
      title: oneLine(title).replace(/^To know /, ''),
      why: oneLine(whys?.[place]),
      who: oneLine(owners?.[place]),
    })),
    isButtonOff: (await provisionButton(page).getAttribute('aria-disabled')) === 'true',
  };
}

function oneLine(text = ''): string {
  return text.replace(/\s+/g, ' ').trim();
}
