import type { Flow } from './flow.ts';
import { checkFlow } from './flow-check.ts';
import { parseFlow } from './flow-parse.ts';
import type { ObjectType } from './object-type.ts';
import { loadObjects } from './objects.ts';
import { loadPermissionSet } from './permission-sets.ts';
import type { PermissionSet } from './permission-sets.ts';
import { readSourceFiles } from './source-files.ts';
import type { SourceFile } from './source-files.ts';

/** Everything that makes this org the one that the package's metadata describes. */
export type Metadata = {
  objects: ReadonlyMap<string, ObjectType>;
  /** Active ones, in the order in which they run. */
  flows: readonly Flow[];
  permissionSets: ReadonlyMap<string, PermissionSet>;
};

/** Loads a package's `main/default` folder; whatever would fail as a deployment fails here, with the file and element named. */
export async function loadMetadata(folder: string): Promise<Metadata> {
  return loadMetadataFrom(await readSourceFiles(folder));
}

/** Loads metadata from files that were read already, wherever they come from. */
export function loadMetadataFrom(files: readonly SourceFile[]): Metadata {
  const objects = loadObjects(files);
  const flows = files.filter((file) => file.kind === 'flow').flatMap((file) => parseFlow(file) ?? []);
  for (const flow of flows) checkFlow(flow, objects);
  const sets = files.filter((file) => file.kind === 'permissionset').map((file) => loadPermissionSet(file, objects));
  return { objects, flows, permissionSets: new Map(sets.map((set) => [set.name, set])) };
}
