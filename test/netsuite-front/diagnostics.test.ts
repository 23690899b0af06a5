import { JSDOM } from 'jsdom';
import { afterAll, describe, expect, test } from 'vitest';

import { permissions } from '../../netsuite-suiteapp/lib/checks.ts';
import { createSandboxClock } from '../sandbox/control/clock.ts';
import { createGroundTruth } from '../sandbox/control/ground-truth.ts';
import { createHost } from '../sandbox/netsuite/host/host.ts';
import { readProject } from '../suiteapp/sdf-lint.ts';
import { fileURLToPath } from 'node:url';

const projectFolder = fileURLToPath(new URL('../../netsuite-suiteapp/src', import.meta.url));
const clock = createSandboxClock();
const host = await createHost({ clock, groundTruth: createGroundTruth(clock), random: () => 0.5, projectFolder });
afterAll(() => host.close());

/** The page as lines of its rows, one text each. */
async function rows(user = 'admin'): Promise<readonly string[]> {
  const names = { script: 'customscript_tl_diagnostics', deploy: 'customdeploy_tl_diagnostics' };
  const answer = await host.runSuitelet({ ...names, method: 'GET', parameters: {}, user });
  if (answer.kind !== 'page') return [answer.kind];
  const field: unknown = Reflect.get(Object(Reflect.get(Object(answer.page), 'fields')), 0);
  const { document } = new JSDOM(String(Reflect.get(Object(field), 'value'))).window;
  const cells = [...document.querySelectorAll('tr, .tl-banner b')];
  return cells.map((cell) =>
    [...(cell.children.length > 0 ? cell.children : [cell])].map((one) => one.textContent.trim()).join(' | '),
  );
}

describe('the diagnostics page', () => {
  test('asks for exactly what the role of the integration is given', async () => {
    const role = (await readProject(projectFolder)).find(({ path }) => path.endsWith('customrole_tl_integration.xml'));
    const granted = [...(role?.text ?? '').matchAll(/<permkey>(?:\[scriptid=)?([a-zA-Z0-9_]+)/g)].map(
      (match) => match[1],
    );
    expect(new Set(permissions.map(([id]) => id))).toEqual(new Set(granted));
    expect((await rows()).filter((row) => row.includes('Give the role'))).toEqual([]);
  });

  test('says what is missing, first, and what to do about it', async () => {
    host.setFeature('CHARGEBASEDBILLING', false);
    const shown = await rows();
    host.setFeature('CHARGEBASEDBILLING', true);
    expect(shown[0]).toMatch(/checks need an administrator/);
    expect(shown).toContain(
      'Billing profile | Missing | Sales orders | Throughline bills by charge rules; switch on charge-based project billing',
    );
    expect(shown.some((row) => row.startsWith('Charge-based project billing | To know | Off'))).toBe(true);
  });

  test('finds that an empty account has no legal entity with a code', async () => {
    expect(await rows()).toContain(
      'Legal entities with a code | Missing | No legal entities | Write the code of each legal entity into its external id',
    );
  });

  test('is for administrators', async () => {
    expect(await rows('finance')).toEqual(['refused']);
  });
});
