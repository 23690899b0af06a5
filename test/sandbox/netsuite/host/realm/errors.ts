/** Raises an error as SuiteScript does: an Error of the script's own realm with name, message, type, id and cause. */
export function raiseError(name: string, message: string): never {
  throw scriptError({ name, message });
}

type ErrorOptions = { name?: string | undefined; message?: string | undefined; cause?: unknown };

/** Source: documented (N/error) and public captures of `{type, name, message, id, stack, cause}`. */
export function scriptError({ name = 'UNEXPECTED_ERROR', message = '', cause }: ErrorOptions): Error {
  const error = new Error(message);
  const properties = { type: 'error.SuiteScriptError', name, message, id: '', cause };
  for (const [key, value] of Object.entries(properties)) {
    Object.defineProperty(error, key, { value, enumerable: true, writable: true, configurable: true });
  }
  const toJson = () => ({ ...properties, stack: String(error.stack).split('\n').slice(1) });
  Object.defineProperty(error, 'toJSON', { value: toJson });
  Object.defineProperty(error, 'toString', { value: () => JSON.stringify(toJson()) });
  return error;
}

/** What leaves the realm when a script throws: its code and text, or the text of a plain JavaScript error. */
export function thrownOf(thrown: unknown): { code: string; message: string } {
  if (typeof thrown !== 'object' || thrown === null) return { code: 'UNEXPECTED_ERROR', message: String(thrown) };
  const name = 'name' in thrown ? String(thrown.name) : '';
  const message = 'message' in thrown ? String(thrown.message) : '';
  if ('type' in thrown && thrown.type === 'error.SuiteScriptError') return { code: name, message };
  if (thrown instanceof Error) return { code: 'UNEXPECTED_ERROR', message: `${name}: ${message}` };
  return { code: name || 'UNEXPECTED_ERROR', message: message || JSON.stringify(thrown) };
}
