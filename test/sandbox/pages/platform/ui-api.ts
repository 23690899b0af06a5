const base = '/services/data/v66.0/ui-api';

/**
 * One call of the org's UI API with the session of the signed-in user; the page knows no other door.
 *
 * A refusal is thrown as Lightning Data Service gives it to components: status and body of the answer.
 */
export async function callUiApi(path: string, request: { method?: string; body?: unknown } = {}): Promise<unknown> {
  const response = await fetch(base + path, {
    method: request.method ?? 'GET',
    credentials: 'same-origin',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
  });
  const text = await response.text();
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  if (response.ok) return body;
  throw Object.assign(new Error(`UI API answered ${response.status}`), { status: response.status, body });
}

/** The query of a read: lists joined by commas, absent values left out. */
export function queryOf(values: Readonly<Record<string, readonly string[] | number | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    query.set(name, typeof value === 'number' ? String(value) : value.join(','));
  }
  return query.size === 0 ? '' : `?${query}`;
}
