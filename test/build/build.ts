import { assertNode } from '../checks/node-version.ts';
import { buildSuiteApp } from './netsuite.ts';
import { buildSalesforce } from './salesforce.ts';

/** Builds what the two platforms run: the SuiteApp's AMD files and the Lightning components. */
assertNode();
await buildSuiteApp();
await buildSalesforce();
