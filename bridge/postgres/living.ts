import { readFileSync } from 'node:fs';

/** Whether a process runs, whoever owns it; one that has ended and was not collected by its parent does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EPERM')) return false;
  }
  return statusFields(pid)[0] !== 'Z';
}

/** Whether a process may be a PostgreSQL; `false` only where the machine says that it is something else. */
export function mayBePostgres(pid: number): boolean {
  const name = textOf(`/proc/${pid}/comm`).trim();
  return name === '' || name === 'postgres';
}

/** Clock ticks from the machine's start to the process's, so that a reused id is told apart; `unknown` but on Linux. */
export function startOf(pid: number): string {
  return statusFields(pid)[19] ?? 'unknown';
}

/** The fields of `/proc/<pid>/stat` behind the name, which may hold spaces and brackets itself. */
function statusFields(pid: number): string[] {
  const text = textOf(`/proc/${pid}/stat`);
  return text === '' ? [] : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
