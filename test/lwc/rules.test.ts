// @vitest-environment node
import { fileURLToPath } from 'node:url';
import type { checkDeal } from 'shared-model/rules/provisioning-pack.ts';
import { expect, test } from 'vitest';
import golden from '../golden/findings/deals.json' with { type: 'json' };
import { dealTable } from '../shared-model/deal-table.ts';
import { reference } from '../shared-model/golden.ts';

const folder = '../../salesforce-ext/force-app/main/default/lwc/throughlineRules';
const deployed = fileURLToPath(new URL(`${folder}/throughlineRules.js`, import.meta.url));

test('the rules as they are deployed into the CRM say word for word what the golden findings say', async () => {
  const rules: { checkDeal: typeof checkDeal } = await import(deployed);
  const found = dealTable.map(([name, deal]) => ({ name, findings: rules.checkDeal(deal, reference) }));
  expect(found).toEqual(golden);
});
