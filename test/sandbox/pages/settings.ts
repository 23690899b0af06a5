import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LwcOptions } from './lwc-plugin.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const pages = join(root, 'test/sandbox/pages');
const ownPlatform = join(pages, 'platform');
const components = join(root, 'salesforce-ext/force-app/main/default/lwc');
const base = join(root, 'node_modules/lightning-base-components');

/** The deployed components, the vendor's base components, and our stand-ins for what only the platform has. */
export const lwcOptions: LwcOptions = {
  rootDir: root,
  /** Asked for at each use: the bundle of the rules is there only after the build. */
  get modules() {
    return [...deployedBundles(), { npm: 'lightning-base-components' }];
  },
  roots: [components, join(base, 'src')],
  platform: {
    'lightning/uiRecordApi': join(ownPlatform, 'ui-record-api.ts'),
    'lightning/uiRelatedListApi': join(ownPlatform, 'ui-related-list-api.ts'),
    'lightning/uiListsApi': join(ownPlatform, 'ui-lists-api.ts'),
    'lightning/uiObjectInfoApi': join(ownPlatform, 'ui-object-info-api.ts'),
    'lightning/empApi': join(ownPlatform, 'emp-api.ts'),
    'lightning/navigation': join(ownPlatform, 'navigation.ts'),
  },
  values: {
    file: join(ownPlatform, 'values.ts'),
    names: {
      '@salesforce/user/Id': 'userId',
      '@salesforce/i18n/locale': 'locale',
      '@salesforce/i18n/timeZone': 'timeZone',
      '@salesforce/i18n/currency': 'currency',
      /** The package says that every gate is open; this one needs the browser's own shadow, which base components do not use. */
      '@salesforce/gate/bc.260.enableComboboxElementInternals': 'closedGate',
    },
  },
};

export const folders = { root, pages, components, output: join(root, 'node_modules/.cache/throughline/pages') };

/** What is deployed is the `.js` that the build wrote, never the `.ts` beside it. */
function deployedBundles(): { name: string; path: string }[] {
  return readdirSync(components, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ name: `c/${name}`, path: join(components, name, `${name}.js`) }));
}
