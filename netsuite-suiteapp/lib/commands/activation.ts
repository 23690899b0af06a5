import type { ProjectActivate } from 'shared-model/commands.ts';
import { type Ask, type Batch, parentMissing, type Plan, postedDocument, type Refused } from '#lib/batch.ts';
import { faultOf, isChanged, replyTo } from '#lib/refusals.ts';
import { textOf } from '#lib/values.ts';

/** Units that opening the project itself still needs. */
const unitsForProject = 200;

/**
 * Takes the project's rules off Hold and then allows time on it; repeating either changes nothing.
 *
 * The rules come first: a project that is open for time has no rule of ours left on Hold.
 */
export function planActivation(batch: Batch, { payload }: Ask<ProjectActivate>): Plan {
  const project = postedDocument(batch, payload.projectKey);
  if (project === undefined) return parentMissing();
  const { engagementId } = payload;
  const link = { parent: 'project', engagementId, step: 'activation', state: 'open for time' } as const;
  const before = (): Refused | undefined => releaseRules(batch, payload.projectKey, project.id);
  return { kind: 'change', document: project, changes: { allowtime: true }, before, link };
}

/** Only rules that carry a key of this project are ours; the ones of others keep their stage. */
function releaseRules(batch: Batch, projectKey: string, projectId: string): Refused | undefined {
  const { erp } = batch;
  const sql =
    "select id from chargerule where project = ? and stage = 'HOLD' and externalid like ? order by ruleorder, id";
  for (const row of erp.rows(sql, [projectId, ruleKeysOf(projectKey)])) {
    if (erp.unitsLeft() < unitsForProject) return { kind: 'refused', answer: 'deferred', fault: faultOf('erp.busy') };
    const refused = release(batch, textOf(row['id']) ?? '');
    if (refused !== undefined) return refused;
  }
  return undefined;
}

/** `…:project:g1` has the rules `…:rule:…:g1`; the underscore of our pairing ids stands for any character, which does no harm. */
function ruleKeysOf(projectKey: string): string {
  const [, source = '', generation = ''] = /^(.*):project(:g\d+)$/.exec(projectKey) ?? [];
  return `${source}:rule:%${generation}`;
}

function release({ erp }: Batch, id: string): Refused | undefined {
  const opened = erp.open('chargerule', id);
  const saved = opened.kind === 'open' ? opened.save({ stage: 'READY' }) : opened;
  if (saved.kind === 'saved') return undefined;
  return isChanged(saved)
    ? { kind: 'refused', answer: 'busy', fault: faultOf('erp.record-changed') }
    : { kind: 'refused', ...replyTo(saved) };
}
