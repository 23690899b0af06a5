import { assertNode } from '../checks/node-version.ts';
import { buildSalesforce } from './salesforce.ts';
import { packageSalesforce } from './salesforce-package.ts';

/** `npm run package:salesforce`: writes the archive and says what is in it. */
assertNode();
await buildSalesforce();
const { path, members } = await packageSalesforce();
const counts = Object.entries(members).map(([type, names]) => `  ${type} ${names.length}`);
process.stdout.write(`${path}\n${counts.join('\n')}\n`);
