import { html } from 'hono/html';
import { z } from 'zod';

/** The parts of our own OpenAPI document that the page shows. */
const Operation = z.object({
  summary: z.string(),
  tags: z.array(z.string()),
  parameters: z
    .array(z.object({ name: z.string(), in: z.string(), required: z.boolean(), schema: z.looseObject({}) }))
    .default([]),
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema: z.looseObject({}) })) }).optional(),
  responses: z.record(
    z.string(),
    z.object({ description: z.string(), content: z.record(z.string(), z.object({ schema: z.looseObject({}) })) }),
  ),
  'x-roles': z.union([z.literal('everyone'), z.array(z.string())]),
});
type Operation = z.infer<typeof Operation>;

const Document = z.object({
  info: z.object({ title: z.string(), version: z.string() }),
  tags: z.array(z.object({ name: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
});

type Listed = Operation & { readonly path: string; readonly method: string };

/** The OpenAPI document as a page to read: no script, no asset but the one style sheet, every text escaped. */
export function docsPage(document: unknown) {
  const { info, tags, paths } = Document.parse(document);
  const listed = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Listed => ({
      ...operation,
      path,
      method: method.toUpperCase(),
    })),
  );
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${info.title} API</title>
        <link rel="stylesheet" href="/assets/tokens.css" />
        <link rel="stylesheet" href="/assets/docs.css" />
      </head>
      <body>
        <header>
          <h1>${info.title} API</h1>
          <p>
            Version ${info.version}. Errors are <code>application/problem+json</code> (RFC 9457). The same as a
            document: <a href="/openapi.json">openapi.json</a>.
          </p>
          <nav aria-label="Groups">
            <ul>
              ${tags.map(({ name }) => html`<li><a href="#${idOf(name)}">${name}</a></li>`)}
            </ul>
          </nav>
        </header>
        <main>${tags.map(({ name }) => groupSection(name, listed))}</main>
      </body>
    </html>`;
}

function groupSection(name: string, listed: readonly Listed[]) {
  return html`<section aria-labelledby="${idOf(name)}">
    <h2 id="${idOf(name)}">${name}</h2>
    ${listed.filter(({ tags }) => tags.includes(name)).map(operationArticle)}
  </section>`;
}

function operationArticle(operation: Listed) {
  const { path, method, summary, parameters, requestBody, responses } = operation;
  const bodies = Object.entries(requestBody?.content ?? {});
  return html`<article>
    <h3><span class="method">${method}</span> <code>${path}</code></h3>
    <p>${summary}.</p>
    <p class="roles">${rolesText(operation['x-roles'])}</p>
    ${parameters.length === 0 ? '' : parameterTable(parameters)}
    ${bodies.slice(0, 1).map(([, { schema }]) => schemaDetails(`Body: ${bodies.map(([type]) => type).join(', ')}`, schema))}
    ${Object.entries(responses).map(([status, { description, content }]) => responseLine(status, description, content))}
    ${refusalLine(responses)}
  </article>`;
}

function rolesText(roles: Operation['x-roles']): string {
  return roles === 'everyone' ? 'For everyone' : `For ${roles.join(', ')}`;
}

function parameterTable(parameters: Operation['parameters']) {
  return html`<table>
    <caption>
      Parameters
    </caption>
    <thead>
      <tr>
        <th scope="col">Name</th>
        <th scope="col">In</th>
        <th scope="col">Must be</th>
      </tr>
    </thead>
    <tbody>
      ${parameters.map(
        (parameter) =>
          html`<tr>
            <th scope="row"><code>${parameter.name}</code></th>
            <td>${parameter.in}${parameter.required ? '' : ', optional'}</td>
            <td>${constraintText(parameter.schema)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** What a schema of one value may say. */
const Constraint = z.object({
  type: z.string().default('any'),
  enum: z.array(z.string()).optional(),
  const: z.string().optional(),
  pattern: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  maxLength: z.number().optional(),
  description: z.string().optional(),
});

/** A schema of one value in words: `one of open, resolved`, `integer; 1 to 100`. */
function constraintText(schema: Readonly<Record<string, unknown>>): string {
  const {
    type,
    enum: values,
    const: only,
    pattern,
    minimum,
    maximum,
    maxLength,
    description,
  } = Constraint.parse(schema);
  const parts = [
    values === undefined ? (only ?? type) : `one of ${values.join(', ')}`,
    ...(minimum === undefined || maximum === undefined ? [] : [`${minimum} to ${maximum}`]),
    ...(maxLength === undefined ? [] : [`at most ${maxLength} characters`]),
    ...(pattern === undefined ? [] : [`like ${pattern}`]),
    ...(description === undefined ? [] : [description]),
  ];
  return parts.join('; ');
}

function responseLine(status: string, description: string, content: Operation['responses'][string]['content']) {
  const [[type, { schema }] = ['', { schema: {} }]] = Object.entries(content);
  if (type === refusalType) return '';
  const label = `${status}: ${description}`;
  const hasShape = type.includes('json') && Object.keys(schema).length > 0;
  return hasShape ? schemaDetails(label, schema) : html`<p class="answer">${label} <small>${type}</small></p>`;
}

const refusalType = 'application/problem+json';

function refusalLine(responses: Operation['responses']) {
  const refusals = Object.entries(responses).filter(([, { content }]) => refusalType in content);
  const parts = refusals.map(([status, { description }]) => `${status} ${description.toLowerCase()}`);
  return parts.length === 0 ? '' : html`<p class="answer">Refused with ${parts.join(' · ')}</p>`;
}

function schemaDetails(label: string, schema: Readonly<Record<string, unknown>>) {
  return html`<details>
    <summary>${label}</summary>
    <pre tabindex="0"><code>${JSON.stringify(schema, undefined, 2)}</code></pre>
  </details>`;
}

function idOf(name: string): string {
  return name.toLowerCase();
}
