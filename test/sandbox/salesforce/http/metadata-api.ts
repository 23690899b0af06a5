import { Hono } from 'hono';
import type { Context } from 'hono';

import { unzip } from '../../../build/zip.ts';
import { loadMetadataFrom } from '../metadata/metadata.ts';
import { packageFiles } from '../metadata/package-files.ts';
import { childFlag, childrenNamed, childText, parseXml } from '../metadata/xml.ts';
import type { XmlElement } from '../metadata/xml.ts';
import { userAccess } from '../records/access.ts';
import { makeRecordId } from '../records/ids.ts';
import type { OrgState } from '../records/state.ts';
import type { Sessions } from './sessions.ts';

type Tools = { state: OrgState; sessions: Sessions };

/** What became of one deployment. */
type Deployment = {
  readonly id: string;
  readonly total: number;
  readonly failure?: { fileName: string; problem: string };
};

const mostDeployments = 100;

/**
 * The Metadata API over SOAP as far as a check-only deployment goes: the archive is unpacked and an org made from it, and
 * what fails is told with its file. The running org keeps the metadata that it was made from.
 *
 * Source: Metadata API Developer Guide, "deploy()", "checkDeployStatus()".
 */
export function metadataRoutes(tools: Tools): Hono {
  const deployments = new Map<string, Deployment>();
  const routes = new Hono();
  routes.post('/services/Soap/m/:version', async (context) => {
    const call = readCall(await context.req.text());
    if (call === undefined) return fault(context, 'soapenv:Client', 'The body is no SOAP envelope');
    const session = tools.sessions.ofToken(call.sessionId);
    const access = session && userAccess(tools.state, session.userId);
    if (!access) return fault(context, 'sf:INVALID_SESSION_ID', 'INVALID_SESSION_ID: Invalid Session ID found');
    if (!access.hasPermission('ModifyMetadata'))
      return fault(
        context,
        'sf:INSUFFICIENT_ACCESS',
        'INSUFFICIENT_ACCESS: use of the Metadata API requires Modify Metadata',
      );
    if (call.name === 'deploy') return deploy(context, tools, deployments, call.body);
    if (call.name === 'checkDeployStatus') return answerStatus(context, deployments, call.body);
    return fault(context, 'sf:INVALID_OPERATION', `INVALID_OPERATION: ${call.name} is not built in the sandbox`);
  });
  return routes;
}

type SoapCall = { readonly name: string; readonly body: XmlElement; readonly sessionId: string };

function readCall(text: string): SoapCall | undefined {
  try {
    const envelope = parseXml(text, 'envelope');
    const part = (name: string) => envelope.children.find((child) => child.name.endsWith(`:${name}`));
    const body = part('Body')?.children[0];
    const header = part('Header');
    const [session] = header ? childrenNamed(header, 'SessionHeader') : [];
    return body && { name: body.name, body, sessionId: (session && childText(session, 'sessionId')) ?? '' };
  } catch {
    // What is no XML is answered like any other text that is no envelope.
    return undefined;
  }
}

function deploy(context: Context, { state }: Tools, deployments: Map<string, Deployment>, body: XmlElement): Response {
  const [options] = childrenNamed(body, 'DeployOptions');
  if (!options || !childFlag(options, 'checkOnly'))
    return fault(
      context,
      'sf:INVALID_OPERATION',
      'INVALID_OPERATION: the sandbox takes deployments with checkOnly only',
    );
  const id = makeRecordId('0Af', state.epoch, state.store.nextNumber('DeployRequest'));
  if (deployments.size >= mostDeployments) deployments.clear();
  deployments.set(id, { id, ...check(Buffer.from(childText(body, 'ZipFile') ?? '', 'base64')) });
  return reply(context, 'deployResponse', `<id>${id}</id><done>false</done><state>Queued</state>`);
}

/** A failure names its file first, as the loader's errors do. */
function check(archive: Buffer): Omit<Deployment, 'id'> {
  try {
    const files = unzip(archive);
    const manifest = files.get('package.xml');
    if (manifest === undefined) return failed('package.xml', 'No package.xml found');
    const members = childrenNamed(parseXml(manifest.toString('utf8'), 'package.xml'), 'types').flatMap((types) =>
      childrenNamed(types, 'members'),
    );
    loadMetadataFrom(packageFiles(files));
    return { total: members.length };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const [fileName = '', ...rest] = text.split(': ');
    return rest.length === 0 ? failed('package.xml', text) : failed(fileName, rest.join(': '));
  }
}

function failed(fileName: string, problem: string): Omit<Deployment, 'id'> {
  return { total: 0, failure: { fileName, problem } };
}

function answerStatus(context: Context, deployments: ReadonlyMap<string, Deployment>, body: XmlElement): Response {
  const found = deployments.get(childText(body, 'asyncProcessId') ?? '');
  if (!found) return fault(context, 'sf:INVALID_ID_FIELD', 'INVALID_ID_FIELD: no such deployment');
  const { id, total, failure } = found;
  const failures = failure === undefined ? '' : failureXml(failure);
  const fields = {
    checkOnly: true,
    done: true,
    id,
    ignoreWarnings: false,
    numberComponentErrors: failure === undefined ? 0 : 1,
    numberComponentsDeployed: total,
    numberComponentsTotal: total,
    numberTestErrors: 0,
    numberTestsCompleted: 0,
    numberTestsTotal: 0,
    rollbackOnError: true,
    runTestsEnabled: false,
    status: failure === undefined ? 'Succeeded' : 'Failed',
    success: failure === undefined,
  };
  const lines = Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`);
  return reply(context, 'checkDeployStatusResponse', `${lines.join('')}<details>${failures}</details>`);
}

function failureXml({ fileName, problem }: { fileName: string; problem: string }): string {
  return (
    `<componentFailures><changed>false</changed><created>false</created><deleted>false</deleted>` +
    `<fileName>${escaped(fileName)}</fileName><fullName>${escaped(fileName)}</fullName>` +
    `<problem>${escaped(problem)}</problem><problemType>Error</problemType><success>false</success></componentFailures>`
  );
}

const xml = 'text/xml;charset=UTF-8';
const envelope = (body: string): string =>
  '<?xml version="1.0" encoding="UTF-8"?>' +
  '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="http://soap.sforce.com/2006/04/metadata">' +
  `<soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;

function reply(context: Context, name: string, result: string): Response {
  return context.body(envelope(`<${name}><result>${result}</result></${name}>`), 200, { 'content-type': xml });
}

function fault(context: Context, code: string, text: string): Response {
  const body = `<soapenv:Fault><faultcode>${code}</faultcode><faultstring>${escaped(text)}</faultstring></soapenv:Fault>`;
  return context.body(envelope(body), 500, { 'content-type': xml });
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[character] ?? character);
}
