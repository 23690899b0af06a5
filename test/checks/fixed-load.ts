/** The work by which a machine is measured: starting programs, hashing, and building and reading of objects. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';

const starts = 5;
const hashes = 200_000;
const objects = 100_000;

for (let count = 0; count < starts; count += 1) spawnSync(process.execPath, ['-e', '0']);
let text = '';
for (let count = 0; count < hashes; count += 1) text = createHash('sha256').update(text).digest('hex');
for (let count = 0; count < objects; count += 1)
  text = JSON.stringify(JSON.parse(`{"text":"${count}","list":[1,2,3]}`));
