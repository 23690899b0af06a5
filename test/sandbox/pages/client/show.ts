import { accountPage } from './account-page.ts';
import { chrome, panel } from './chrome.ts';
import { element } from './element.ts';
import { opportunityPage } from './opportunity-page.ts';
import { startPage } from './start-page.ts';

/** Draws the page of an address; a record that cannot be read says so in the platform's words. */
export async function show(path: string, userName: string): Promise<void> {
  try {
    document.body.replaceChildren(...(await pageOf(path, userName)));
  } catch (error) {
    const status = error instanceof Error && 'status' in error ? ` (${String(error.status)})` : '';
    const text = `This record cannot be shown: it does not exist or you may not see it${status}.`;
    const apology = panel('utility:warning', 'Nothing to see here', element('p', { class: 'list' }, text));
    document.body.replaceChildren(chrome(userName, ''), element('div', { class: 'columns' }, apology));
  }
}

async function pageOf(path: string, userName: string): Promise<Node[]> {
  const [, object, id] = /^\/lightning\/r\/(\w+)\/(\w+)\/\w+$/.exec(path) ?? [];
  if (object === undefined || id === undefined) return startPage(userName);
  if (object === 'Opportunity') return opportunityPage(id, userName);
  if (object === 'Account') return accountPage(id, userName);
  const { recordPage } = await import('./record-page.ts');
  return recordPage(object, id, userName);
}
