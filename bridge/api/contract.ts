import type { Handler, Hono } from 'hono';
import type { z } from 'zod';

/** Who may call; people and machines alike come with one role. */
export const roles = ['viewer', 'operator', 'admin', 'producer'] as const;
export type Role = (typeof roles)[number];

/** Roles that read everything. */
export const readers: readonly Role[] = ['viewer', 'operator', 'admin'];
/** Roles that act on runs and exceptions. */
export const actors: readonly Role[] = ['operator', 'admin'];

/**
 * Who is calling, once the guard has let them through.
 *
 * @property name what the audit shows, such as `operator by token`
 * @property secret of a session only: what its forms must prove to know
 */
export type Caller = {
  readonly role: Role;
  readonly via: 'token' | 'signature' | 'session';
  readonly name: string;
  readonly secret?: string;
};

/** What the guard and the trace leave for the handlers behind them. */
export type DoorEnv = { Variables: { caller: Caller | undefined; correlationId: string } };

type Answer = { readonly text: string; readonly schema?: z.ZodType; readonly mediaType?: string };

/**
 * What one route promises: who may call it, what it reads, and what it answers.
 *
 * The guard, the parser and the OpenAPI document all read this one value. A route without a contract is refused.
 */
export type Contract = {
  readonly method: 'GET' | 'POST';
  /** In Hono's words, `/v1/runs/:id`. */
  readonly path: string;
  readonly scope: readonly Role[] | 'everyone';
  /** How a caller proves who they are; a page takes the session's cookie and nothing else. */
  readonly by: 'token' | 'session';
  readonly group: 'Events' | 'Runs' | 'Exceptions' | 'Audit' | 'Operation' | 'Console';
  readonly summary: string;
  readonly query?: z.ZodObject;
  readonly body?: { readonly schema: z.ZodType; readonly mediaTypes: readonly string[] };
  readonly answers: Readonly<Record<number, Answer>>;
};

/** Mounts a handler where its contract says. */
export function serve(app: Hono<DoorEnv>, { method, path }: Contract, handler: Handler<DoorEnv>): void {
  app.on(method, [path], handler);
}

/** The addresses of a contract, as one expression over the path. */
export function addressOf({ path }: Contract): RegExp {
  const parts = path.split('/').map((part) => {
    const [, pattern] = /^:\w+(?:\{(.+)\})?$/.exec(part) ?? [];
    return part.startsWith(':') ? `(?:${pattern ?? '[^/]+'})` : part.replaceAll('.', '\\.');
  });
  return new RegExp(`^${parts.join('/')}$`);
}
