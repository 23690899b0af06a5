/** A name that only our package has: a custom object, field, event or relationship. */
const ownName = /\b([A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*__(?:c|e|r))\b/g;

/** Puts the namespace of the installed package before each of our names in a query or path; none without a namespace. */
export function withNamespace(text: string, namespace: string): string {
  return namespace === '' ? text : text.replace(ownName, `${namespace}__$1`);
}

/** Takes the namespace off the member names of an answer, so that the rest of the connector never sees it. */
export function withoutNamespace(value: unknown, namespace: string): unknown {
  if (namespace === '' || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((entry) => withoutNamespace(entry, namespace));
  const prefix = `${namespace}__`;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name.startsWith(prefix) ? name.slice(prefix.length) : name,
      withoutNamespace(member, namespace),
    ]),
  );
}
