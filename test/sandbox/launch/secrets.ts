import { randomBytes } from 'node:crypto';

import type { LocalFile } from './local-file.ts';

/** Fresh tokens and the webhook secret of one start; they are worth nothing outside this sandbox. */
export function newSecrets(): Pick<LocalFile, 'tokens' | 'webhookSecret'> {
  const token = (role: string) => `tl_${role}_${randomBytes(24).toString('base64url')}`;
  return {
    tokens: {
      viewer: token('viewer'),
      operator: token('operator'),
      admin: token('admin'),
      producer: token('producer'),
    },
    webhookSecret: `whsec_${randomBytes(32).toString('base64')}`,
  };
}
