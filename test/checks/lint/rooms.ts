/**
 * The walls of the house, as one table: which files are a room, and what they may import.
 *
 * An entry of `imports` is an exact specifier, or a beginning when it ends in `*`. `./` inside the room is always
 * allowed and `../` never. The lint configuration is generated from this table (`configuration.ts`).
 */
export type Room = {
  name: string;
  files: readonly string[];
  imports: readonly string[];
  /** What this room may take from the outside world although it is product code; nothing unless said. */
  world?: readonly WorldWord[];
};

/** What only `world.ts` may touch: every one of these makes a run that cannot be repeated from its seed. */
export type WorldWord = 'clock' | 'chance' | 'timers' | 'fetch' | 'process' | 'globals';

const model = ['shared-model/*'];
const bridge = [...model, '#world.ts', '#log.ts', '#trace.ts', 'zod'];
const connector = '#connectors/connector.ts';

export const rooms: readonly Room[] = [
  { name: 'shared-model', files: ['shared-model/**/*.ts'], imports: [...model, 'zod/mini', '@noble/hashes/*'] },
  { name: 'rules', files: ['shared-model/rules/**/*.ts'], imports: model },
  { name: 'workflows', files: ['bridge/workflows/**/*.ts'], imports: [...model, 'zod/mini'] },
  { name: 'engine', files: ['bridge/engine/**/*.ts'], imports: [...bridge, '#workflows/*', '#store/*'] },
  {
    name: 'store',
    files: ['bridge/store/**/*.ts'],
    imports: [...bridge, 'pg', 'kysely', 'node:fs*', 'node:path', 'node:url', 'node:crypto'],
  },
  {
    name: 'intake',
    files: ['bridge/intake/**/*.ts'],
    imports: [...bridge, '#store/*', 'hono*', 'jose', 'node:crypto'],
  },
  { name: 'feeds', files: ['bridge/feeds/**/*.ts'], imports: [...bridge, '#store/*', connector] },
  { name: 'dispatch', files: ['bridge/dispatch/**/*.ts'], imports: [...bridge, '#store/*', connector, 'cockatiel'] },
  { name: 'connectors', files: ['bridge/connectors/*.ts'], imports: bridge },
  {
    name: 'connectors/netsuite',
    files: ['bridge/connectors/netsuite/**/*.ts'],
    imports: [...bridge, connector, 'axios', 'jose', 'cockatiel', 'node:crypto', 'node:http*'],
  },
  {
    name: 'connectors/salesforce',
    files: ['bridge/connectors/salesforce/**/*.ts'],
    imports: [
      ...bridge,
      connector,
      '@jsforce/jsforce-node*',
      '@grpc/*',
      'avsc',
      'jose',
      'cockatiel',
      'node:stream',
      'node:url',
    ],
  },
  { name: 'projection', files: ['bridge/projection/**/*.ts'], imports: [...bridge, '#store/*', connector] },
  {
    name: 'api',
    files: ['bridge/api/**/*.ts'],
    imports: [...bridge, '#store/*', '#audit/*', '#intake/body.ts', '#intake/problem.ts', 'hono*', 'node:crypto'],
  },
  { name: 'audit', files: ['bridge/audit/**/*.ts'], imports: [...bridge, '#store/*'] },
  {
    name: 'postgres',
    files: ['bridge/postgres/**/*.ts'],
    imports: [...bridge, 'pg', 'node:*'],
    world: ['process'],
  },
  { name: 'console', files: ['bridge/console/**/*.ts'], imports: [...bridge, '#store/*', '#api/*', 'hono*'] },
  {
    name: 'bridge',
    files: ['bridge/*.ts'],
    imports: [...bridge, '#*', 'hono*', '@hono/node-server', 'pg', 'node:*', 'axios', '@jsforce/jsforce-node'],
    world: ['process'],
  },
  {
    name: 'world',
    files: ['bridge/world.ts', 'bridge/config.ts', 'bridge/log.ts', 'bridge/trace.ts'],
    imports: [...bridge, 'node:*'],
    world: ['clock', 'chance', 'timers', 'fetch', 'process', 'globals'],
  },
  {
    name: 'netsuite-suiteapp',
    files: ['netsuite-suiteapp/**/*.ts'],
    imports: [...model, 'N', 'N/*', 'zod/mini', '#lib/*'],
    world: ['clock'],
  },
  {
    name: 'salesforce-ext',
    files: ['salesforce-ext/**/*.ts'],
    imports: [...model, 'lwc', 'lightning/*', '@salesforce/*', 'c/*'],
    world: ['clock', 'timers'],
  },
];
