import type { Page } from 'playwright-core';
import type { ErpState } from 'shared-model/erp-state.ts';

import { pairing, wholeDeal } from '../connectors/batches.ts';
import { tabStates } from '../netsuite-front/erp-states.ts';
import { openAccount } from '../netsuite-front/open-account.ts';
import { serveSandbox } from '../sandbox/control/serve.ts';

/** A NetSuite account with one provisioned project and no bridge behind it, so that a picture can hold still. */
export type TabAccount = {
  readonly url: string;
  readonly projectPath: string;
  readonly customerPath: string;
  /** Writes a state as the bridge would; the newest of its versions counts. */
  show(state: ErpState): Promise<void>;
  close(): Promise<void>;
};

export async function openTabAccount(): Promise<TabAccount> {
  const opened = await openAccount();
  const served = await serveSandbox(opened.account.app, { host: '127.0.0.1', port: 0 });
  const answer = await opened.call({ version: 1, operation: 'post', pairing, items: wholeDeal });
  const body: { items: readonly { ref?: { id: string } }[] } = await answer.json();
  const [customer, project] = body.items.map(({ ref }) => ref?.id ?? '');
  const links = opened.account.query(
    'select custrecord_tl_link_engagement as one from customrecord_tl_link order by id',
  );
  const engagementId = 'rows' in links ? String(links.rows[0]?.['one']) : '';
  let version = 0;
  return {
    url: served.url,
    projectPath: `/app/accounting/project/project.nl?id=${project ?? ''}`,
    customerPath: `/app/common/entity/custjob.nl?id=${customer ?? ''}&selectedtab=custpage_tl_sync`,
    show: async (state) => {
      version += 1;
      const states = [{ ...state, engagementId, version }];
      const written = await opened.call({ version: 1, operation: 'state', pairing, states });
      if (!(await written.text()).includes('"written"')) throw new Error(`The state was not written: ${state.text}`);
    },
    close: async () => {
      await served.close();
      await opened.account.close();
    },
  };
}

/** A page of the account that can be looked at: its name, whose it is, and what to show before. */
export type TabView = {
  readonly name: string;
  readonly as: string;
  readonly says: string;
  open(page: Page): Promise<void>;
  /** Takes back what `open` put in the page's way. */
  close?(page: Page): Promise<void>;
};

/** Where the open tab reads itself again. */
export const tabAddress = /script=customscript_tl_tab/;

/** Every state of the tab as finance, one that could not be read again, one that changed since, two as others, and the pages of ours beside it. */
export function tabViews(account: TabAccount): readonly TabView[] {
  const go = (page: Page, path: string, as: string) =>
    page.goto(`${account.url}${path}${path.includes('?') ? '&' : '?'}as=${as}`);
  const [done, running] = tabStates.map(({ state }) => state);
  const shown = tabStates.map(({ name, state, says }) => ({
    ...{ name: `sync-${name}`, as: 'finance', says: says.split(' As of')[0] ?? says },
    open: async (page: Page) => {
      await account.show(state);
      await go(page, account.projectPath, 'finance');
    },
  }));
  const others: readonly (readonly [name: string, as: string, path: string, says: string])[] = [
    ['sync-viewer', 'viewer', account.projectPath, 'To act here, a role needs edit rights'],
    ['sync-no-permission', 'sales1', account.projectPath, 'Your role may not see the sync status.'],
    ['sync-customer', 'finance', account.customerPath, 'Engagements of this customer'],
    ['sync-hold', 'finance', actPath(account, 'hold'), 'What the press will do'],
    ['sync-diagnostics', 'admin', scriptPath('diagnostics'), 'Permissions of the integration role'],
  ];
  const notRead: TabView = {
    ...{ name: 'sync-not-read', as: 'finance', says: 'Could not be read; last read' },
    open: async (page) => {
      if (running !== undefined) await account.show(running);
      await page.route(tabAddress, async (route) => route.abort());
      await go(page, account.projectPath, 'finance');
      await page.evaluate("dispatchEvent(new Event('focus'))");
      await page.locator('.tl-trouble').waitFor();
    },
    close: async (page) => page.unroute(tabAddress),
  };
  const followed: TabView = {
    ...{ name: 'sync-followed', as: 'finance', says: 'The form’s own fields are as they were' },
    open: async (page) => {
      if (running !== undefined) await account.show(running);
      await go(page, account.projectPath, 'finance');
      if (done !== undefined) await account.show(done);
      await page.evaluate("dispatchEvent(new Event('focus'))");
      await page.locator('.tl-older').waitFor();
    },
  };
  return [
    ...shown,
    notRead,
    followed,
    ...others.map(([name, as, path, says]) => ({
      ...{ name, as, says },
      open: async (page: Page) => {
        if (done !== undefined) await account.show(done);
        await go(page, path, as);
      },
    })),
  ];
}

function scriptPath(script: string): string {
  return `/app/site/hosting/scriptlet.nl?script=customscript_tl_${script}&deploy=customdeploy_tl_${script}`;
}

function actPath({ projectPath }: TabAccount, act: string): string {
  return `${scriptPath('act')}&act=${act}&type=job&id=${projectPath.split('id=')[1] ?? ''}`;
}
