import { readFile } from 'node:fs/promises';
import type { Account } from './places.ts';

/** Users that exist for this, most fitting first; PostgreSQL refuses to run as root. */
const ordinaryUsers = ['postgres', 'throughline', 'nobody'];

/** The ordinary user a server of root's runs as, or nothing when this process is an ordinary user's already. */
export async function serverAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of ordinaryUsers) {
    const fields = lines.find((line) => line[0] === name);
    const [uid, gid] = [Number(fields?.[2]), Number(fields?.[3])];
    if (uid > 0 && gid > 0) return { uid, gid };
  }
  throw new Error(
    `PostgreSQL cannot run as root, and there is no user ${ordinaryUsers.join(', ')} to run it as. ` +
      'Add one, start Throughline as an ordinary user, or set DATABASE_URL.',
  );
}
