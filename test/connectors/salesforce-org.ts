import { salesforceConnector } from '#connectors/salesforce/connector.ts';
import type { CrmConnector } from '#connectors/connector.ts';

import { fetchInMemory } from '../sandbox/control/connection-dropped.ts';
import type { Caller, OpenOrg } from '../salesforce-org/open-org.ts';
import { openOrg, openPage, signIn, textAt } from '../salesforce-org/open-org.ts';
import { seamsOf } from './seams.ts';

export const loginUrl = 'http://127.0.0.1:7071';
export const erpUrl = 'http://127.0.0.1:7072';
export const settings = {
  loginUrl,
  clientId: 'sandbox',
  clientSecret: 'sandbox',
  apiVersion: '66.0',
  namespace: '',
  erpUrl,
};

/** The real org in memory beside the bridge's own connector for it. */
export type CrmBench = {
  readonly open: OpenOrg;
  readonly crm: CrmConnector;
  /** A caller that may everything, for looking and for changing deals. */
  readonly admin: Caller;
  /** How often the connector has signed in. */
  signIns(): number;
  /** The Opportunity of a seeded deal. */
  id(key: string): string;
  /** Clicks as a person does; answers the request's id. */
  click(deal: string, as?: string, more?: Readonly<Record<string, unknown>>): Promise<string>;
  /** Takes every permission set from a person. */
  takeAway(alias: string): Promise<void>;
  /** The rows of a query, without their attributes. */
  query(soql: string): Promise<readonly Record<string, unknown>[]>;
  change(object: string, id: string, values: Readonly<Record<string, unknown>>): Promise<void>;
};

export async function openCrm(options: Parameters<typeof openOrg>[0] = {}): Promise<CrmBench> {
  const open = await openOrg(options);
  const admin = await signIn(open, 'sandbox-admin');
  const seams = seamsOf(fetchInMemory(open.org.app), () => open.clock.now());
  const query = async (soql: string) => rowsOf((await admin('GET', `/query?q=${encodeURIComponent(soql)}`)).body);
  const succeeded = async (call: ReturnType<Caller>): Promise<string> => {
    const { status, body } = await call;
    if (status >= 300) throw new Error(`the org answered ${status}: ${JSON.stringify(body)}`);
    return textAt(body, 'id');
  };
  return {
    open,
    admin,
    query,
    crm: salesforceConnector(settings, seams),
    signIns: () => seams.tokens.refreshes(),
    id: (key) => open.id(key),
    click: async (deal, as = 'sales1', more = {}) => {
      const page = await openPage(open, as);
      const fields = { Opportunity__c: open.id(deal), ...more };
      return succeeded(page('POST', '/records', { apiName: 'Provision_Request__c', fields }));
    },
    takeAway: async (alias) => {
      const held = await query(`SELECT Id FROM PermissionSetAssignment WHERE Assignee.Alias = '${alias}'`);
      for (const { Id } of held) await succeeded(admin('DELETE', `/sobjects/PermissionSetAssignment/${String(Id)}`));
    },
    change: async (object, id, values) => {
      await succeeded(admin('PATCH', `/sobjects/${object}/${id}`, values));
    },
  };
}

function rowsOf(body: unknown): readonly Record<string, unknown>[] {
  if (typeof body !== 'object' || body === null || !('records' in body) || !Array.isArray(body.records)) {
    throw new Error(`the query failed: ${JSON.stringify(body)}`);
  }
  return body.records.map(({ attributes: _, ...row }: Record<string, unknown>) => row);
}
