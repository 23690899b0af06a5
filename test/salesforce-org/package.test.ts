import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import fc from 'fast-check';
import { Connection } from 'jsforce';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { SalesforcePackage } from '../build/salesforce-package.ts';
import { packageSalesforce } from '../build/salesforce-package.ts';
import { unzip, zipOf } from '../build/zip.ts';
import type { ServedSandbox } from '../sandbox/control/serve.ts';
import { serveSandbox } from '../sandbox/control/serve.ts';
import { loadMetadata, loadMetadataFrom } from '../sandbox/salesforce/metadata/metadata.ts';
import { packageFiles } from '../sandbox/salesforce/metadata/package-files.ts';
import type { OpenOrg } from './open-org.ts';
import { openOrg } from './open-org.ts';

const source = fileURLToPath(new URL('../../salesforce-ext/force-app/main/default', import.meta.url));

describe('the archive that an administrator deploys', () => {
  let made: SalesforcePackage;
  let archive: Buffer;
  beforeAll(async () => {
    made = await packageSalesforce();
    archive = await readFile(made.path);
  });

  it('makes the very org that the sources make', async () => {
    const fromArchive = loadMetadataFrom(packageFiles(unzip(archive)));
    const fromSource = await loadMetadata(source);
    expect(fromArchive.objects).toEqual(fromSource.objects);
    expect(fromArchive.permissionSets).toEqual(fromSource.permissionSets);
    expect(fromArchive.flows).toEqual(fromSource.flows);
  });

  it('names in its manifest what it holds, and standard objects by their parts', () => {
    const manifest = unzip(archive).get('package.xml')?.toString('utf8') ?? '';
    const members = [...manifest.matchAll(/<members>([^<]+)<\/members>/g)].map(([, name]) => name);
    const named = Object.values(made.members).flat();
    expect(new Set(members)).toEqual(new Set(named));
    expect(members).toHaveLength(named.length);
    expect(members).toContain('Account.Tax_Id__c');
    expect(members).not.toContain('Account');
    expect(members).toContain('Provision_Request__c');
    expect(manifest).toContain('<version>66.0</version>');
  });

  it('holds compiled components only', () => {
    const names = [...unzip(archive).keys()];
    expect(names.filter((name) => name.endsWith('.ts'))).toEqual([]);
    expect(names).toContain('lwc/projectHandoff/projectHandoff.js');
    expect(names).toContain('lwc/projectHandoff/projectHandoff.js-meta.xml');
  });

  it('is the same archive when it is made again', async () => {
    expect(await readFile((await packageSalesforce()).path)).toEqual(archive);
  });
});

describe('a foreign client that has it checked by the org', () => {
  let open: OpenOrg;
  let served: ServedSandbox;
  beforeAll(async () => {
    open = await openOrg();
    served = await serveSandbox(open.org.app, { host: '127.0.0.1', port: 0 });
  });
  afterAll(() => served.close());

  async function deploy(files: ReadonlyMap<string, Buffer>, client = 'sandbox-admin', checkOnly = true) {
    const oauth2 = { loginUrl: served.url, clientId: client, clientSecret: client };
    const connection = new Connection({ instanceUrl: served.url, oauth2, version: '66.0' });
    await connection.authorize({ grant_type: 'client_credentials' });
    connection.metadata.pollInterval = 10;
    return connection.metadata.deploy(zipOf(files), { checkOnly }).complete(true);
  }
  const packed = async () => unzip(await readFile((await packageSalesforce()).path));

  it('is told that it can be deployed', async () => {
    expect(await deploy(await packed())).toMatchObject({
      success: true,
      status: 'Succeeded',
      numberComponentErrors: 0,
    });
  });

  it('is told which file stands in the way', async () => {
    const files = new Map(await packed());
    const name = 'objects/Provision_Request__c.object';
    const without = String(files.get(name)).replace(
      /<fields>(?:(?!<fields>)[^])*<fullName>Request_Key__c<[^]*?<\/fields>/,
      '',
    );
    files.set(name, Buffer.from(without));
    const result = await deploy(files);
    expect(result).toMatchObject({ success: false, status: 'Failed', numberComponentErrors: 1 });
    expect(JSON.stringify(result.details)).toContain('Request_Key__c');
  });

  it('needs the right to change metadata, and can only have it checked', async () => {
    const files = await packed();
    await expect(deploy(files, 'sandbox')).rejects.toThrow('requires Modify Metadata');
    await expect(deploy(files, 'sandbox-admin', false)).rejects.toThrow('checkOnly only');
  });
});

describe('a zip archive', () => {
  it('gives back every file that was put in', () => {
    const name = fc.stringMatching(/^[a-zA-Z0-9äß_.-]{1,12}(\/[a-z]{1,8}){0,2}$/);
    const content = fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes));
    const files = fc.array(fc.tuple(name, content), { maxLength: 20 }).map((entries) => new Map(entries));
    fc.assert(
      fc.property(files, (given) => {
        expect(unzip(zipOf(given))).toEqual(given);
      }),
    );
  });

  it.each([
    ['is none', Buffer.from('hello')],
    ['was cut', zipOf(new Map([['a.txt', Buffer.from('a')]])).subarray(0, 20)],
  ])('that %s is refused', (_, archive) => {
    expect(() => unzip(archive)).toThrow('no zip archive');
  });

  it('with a changed byte is refused', () => {
    const archive = zipOf(new Map([['a.txt', Buffer.from('a'.repeat(50))]]));
    const at = 30 + 'a.txt'.length;
    archive[at] = (archive[at] ?? 0) ^ 0xff;
    expect(() => unzip(archive)).toThrow(/checksum|block|invalid|code/);
  });
});
