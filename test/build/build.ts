import { assertNode } from '../checks/node-version.ts';
import { buildSuiteApp } from './netsuite.ts';

/** Builds what the platforms run: the SuiteApp's AMD files. */
assertNode();
await buildSuiteApp();
