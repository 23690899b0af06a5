import type { PermissionLevel, RoleDefinition } from './definitions.ts';

/**
 * Roles that the firm made for its own people; an integration never uses them.
 *
 * What each permission opens is documented (role permissions); which of them a firm gives is assumed.
 */
const levels: readonly { id: string; name: string; permissions: Readonly<Record<string, PermissionLevel>> }[] = [
  {
    id: 'customrole_corvane_finance',
    name: 'Finance operations',
    permissions: {
      REPO_ANALYTICS: 'VIEW',
      LIST_CUSTJOB: 'EDIT',
      LIST_JOB: 'EDIT',
      LIST_PROJECTTASK: 'EDIT',
      TRAN_CHARGERULE: 'EDIT',
      LIST_EMPLOYEE: 'VIEW',
      LIST_CURRENCY: 'VIEW',
      LIST_SUBSIDIARY: 'VIEW',
      LIST_DEPARTMENT: 'VIEW',
      ADMI_MANAGEPERIODS: 'VIEW',
      customrecord_tl_link: 'VIEW',
      customrecord_tl_state: 'VIEW',
      customrecord_tl_outbox: 'CREATE',
    },
  },
  {
    id: 'customrole_corvane_viewer',
    name: 'Read only',
    permissions: {
      REPO_ANALYTICS: 'VIEW',
      LIST_CUSTJOB: 'VIEW',
      LIST_JOB: 'VIEW',
      LIST_PROJECTTASK: 'VIEW',
      LIST_CURRENCY: 'VIEW',
      LIST_SUBSIDIARY: 'VIEW',
      customrecord_tl_link: 'VIEW',
      customrecord_tl_state: 'VIEW',
    },
  },
  {
    id: 'customrole_corvane_sales',
    name: 'Sales operations',
    permissions: {
      REPO_ANALYTICS: 'VIEW',
      LIST_CUSTJOB: 'VIEW',
      LIST_JOB: 'VIEW',
      LIST_CURRENCY: 'VIEW',
      LIST_SUBSIDIARY: 'VIEW',
    },
  },
  {
    id: 'customrole_corvane_reporting',
    name: 'Reporting',
    permissions: { REPO_ANALYTICS: 'VIEW', customrecord_tl_link: 'VIEW', customrecord_tl_state: 'VIEW' },
  },
];

export const accountRoles: readonly RoleDefinition[] = levels.map(({ id, name, permissions }, index) => ({
  id,
  name,
  internalId: 501 + index,
  permissions: new Map(Object.entries(permissions)),
  isAdministrator: false,
}));

/** A person who is signed in: who they are and in which role. */
export type AccountUser = { id: number; name: string; email: string; role: string };

/** The people whose pages can be looked at; `?as=` takes their key. */
export const accountUsers: Readonly<Record<string, AccountUser>> = {
  admin: { id: 11, name: 'Ravi Menon', email: 'ravi.menon@corvane.example', role: 'administrator' },
  finance: { id: 12, name: 'Dana Weiss', email: 'dana.weiss@corvane.example', role: 'customrole_corvane_finance' },
  viewer: { id: 13, name: 'Eli Noor', email: 'eli.noor@corvane.example', role: 'customrole_corvane_viewer' },
  sales1: { id: 14, name: 'Ana Ruiz', email: 'ana.ruiz@corvane.example', role: 'customrole_corvane_sales' },
  analyst: { id: 15, name: 'Mia Brandt', email: 'mia.brandt@corvane.example', role: 'customrole_corvane_reporting' },
};
