import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

import { accountUsers } from '../host/account-roles.ts';

/** Who looks at a page. */
export type Viewer = { readonly key: string; readonly name: string; readonly role: string };

const cookie = 'netsuite_user';
/** Finance is who works in this account. */
const usual = 'finance';

/** The person of `?as=`, remembered for the next page, or the one of the page before. */
export function viewerOf(context: Context): Viewer {
  const asked = context.req.query('as');
  const key = [asked, getCookie(context, cookie)].find((one) => one !== undefined && one in accountUsers) ?? usual;
  if (key === asked) setCookie(context, cookie, key, { httpOnly: true, sameSite: 'Strict', path: '/' });
  const user = accountUsers[key];
  if (!user) throw new Error(`The account has no user ${key}`);
  return { key, name: user.name, role: user.role };
}
