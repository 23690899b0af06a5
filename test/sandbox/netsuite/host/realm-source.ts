import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

/** The files of `realm/` as one classic script that evaluates to `enterRealm`: a bare realm has no module loader. */
export async function realmSource(): Promise<string> {
  const built = await build({
    entryPoints: [fileURLToPath(new URL('./realm/loader.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'realm',
    target: 'es2023',
    platform: 'neutral',
  });
  return `(() => { ${built.outputFiles[0]?.text ?? ''}\nreturn realm.enterRealm; })()`;
}
