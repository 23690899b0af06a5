import { accountPage } from './account-page.ts';
import { chrome, panel } from './chrome.ts';
import { element } from './element.ts';
import { opportunityPage } from './opportunity-page.ts';
import { startPage } from './start-page.ts';

/** Draws the page of an address; a record that cannot be read says so in the platform's words. */
export async function show({ pathname, searchParams }: URL, userName: string): Promise<void> {
  try {
    document.body.replaceChildren(...(await pageOf(pathname, searchParams.get('c__field') ?? undefined, userName)));
  } catch (error) {
    const status = error instanceof Error && 'status' in error ? ` (${String(error.status)})` : '';
    const text = `This record cannot be shown: it does not exist or you may not see it${status}.`;
    const apology = panel('utility:warning', 'Nothing to see here', element('p', { class: 'list' }, text));
    document.body.replaceChildren(chrome(userName, ''), element('div', { class: 'columns' }, apology));
  }
}

/** @param field where a form begins */
async function pageOf(path: string, field: string | undefined, userName: string): Promise<Node[]> {
  const [, listed, view] = /^\/lightning\/o\/(\w+)\/(\w+)$/.exec(path) ?? [];
  if (listed !== undefined && view !== undefined) {
    const { listPage } = await import('./list-page.ts');
    return listPage(listed, view, userName);
  }
  const [, object, id, action] = /^\/lightning\/r\/(\w+)\/(\w+)\/(\w+)$/.exec(path) ?? [];
  if (object === undefined || id === undefined) return startPage(userName);
  if (action === 'edit') {
    const { editPage } = await import('./edit-page.ts');
    return editPage(object, id, field, userName);
  }
  if (object === 'Opportunity') return opportunityPage(id, userName);
  if (object === 'Account') return accountPage(id, userName);
  const { recordPage } = await import('./record-page.ts');
  return recordPage(object, id, userName);
}
