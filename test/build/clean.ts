import { glob, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { assertNode } from '../checks/node-version.ts';

/** Everything that the build and the tests write, and nothing that a person wrote. */
const built = [
  '.artifacts',
  'node_modules/.cache/throughline',
  '{shared-model,bridge,bridge/workflows,netsuite-suiteapp,salesforce-ext,test}/.types',
  'netsuite-suiteapp/src/FileCabinet/SuiteApps/com.throughline.bridge/*.js',
  'salesforce-ext/force-app/main/default/lwc/*/*.js',
  'salesforce-ext/force-app/main/default/lwc/throughlineRules',
];

assertNode();
const root = resolve(import.meta.dirname, '../..');
for await (const path of glob(built, { cwd: root })) await rm(resolve(root, path), { recursive: true, force: true });
