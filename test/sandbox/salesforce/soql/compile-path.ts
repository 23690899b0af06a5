import type { ObjectType } from '../metadata/object-type.ts';
import type { Access } from '../records/access.ts';
import { resolvePath } from '../records/paths.ts';
import type { FieldPath } from '../records/paths.ts';
import { done, refused } from '../records/record.ts';
import type { Outcome } from '../records/record.ts';
import type { OrgState } from '../records/state.ts';

/** Who asks, and of which org. */
export type Compiler = { state: OrgState; access: Access };

/** Parents a path may climb. Source: SOQL and SOSL Reference allows five; three are enough here. */
const maxParents = 3;

/** Finds a field that this user may read; what is hidden does not exist for him. */
export function findPath({ state, access }: Compiler, type: ObjectType, names: readonly string[]): Outcome<FieldPath> {
  if (names.length - 1 > maxParents) return refused('MALFORMED_QUERY', `this org climbs at most ${maxParents} parents`);
  const path = resolvePath(state.metadata.objects, type, names);
  if (path && isVisible(access, path)) return done(path);
  const parents = names.slice(0, -1);
  if (parents.length > 0 && !resolvePath(state.metadata.objects, type, [...parents, 'Id']))
    return refused('INVALID_FIELD', `Didn't understand relationship '${parents.join('.')}' in field path.`);
  const advice =
    "If you are attempting to use a custom field, be sure to append the '__c' after the custom field name.";
  return refused('INVALID_FIELD', `No such column '${names.at(-1) ?? ''}' on entity '${type.name}'. ${advice}`);
}

function isVisible(access: Access, path: FieldPath): boolean {
  const climbs = path.steps.every((step, index) => {
    const from = path.types[index];
    const to = path.types[index + 1];
    return !!from && !!to && access.mayRead(from, step) && access.may('read', to);
  });
  return climbs && access.mayRead(path.type, path.field);
}
