import { XMLParser, XMLValidator } from 'fast-xml-parser';
import * as z from 'zod/mini';
import { remembered } from '../../control/remembered.ts';

/** One element of a metadata file; attributes are left out, since the metadata that we read has none that matter. */
export type XmlElement = { name: string; text: string; children: readonly XmlElement[] };

const Nodes = z.array(z.record(z.string(), z.unknown()));

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: true,
  ignoreDeclaration: true,
});

/** Reads a metadata file into its root element; a file that is not well-formed is refused with its name and line. */
export function parseXml(text: string, fileName: string): XmlElement {
  const { validity, elements } = elementsIn(text);
  if (validity !== true) throw new Error(`${fileName}: line ${validity.err.line}: ${validity.err.msg}`);
  const [root] = elements;
  if (!root) throw new Error(`${fileName}: the file has no element`);
  return root;
}

const elementsIn = remembered((text) => {
  const validity = XMLValidator.validate(text);
  return { validity, elements: validity === true ? elementsOf(parser.parse(text)) : [] };
});

function elementsOf(parsed: unknown): readonly XmlElement[] {
  return Nodes.parse(parsed).flatMap((node) =>
    Object.entries(node)
      .filter(([name]) => name !== '#text' && name !== ':@')
      .map(([name, content]) => ({ name, text: textOf(content), children: elementsOf(content) })),
  );
}

function textOf(content: unknown): string {
  return Nodes.parse(content)
    .map((node) => (typeof node['#text'] === 'string' ? node['#text'] : ''))
    .join('');
}

/** The text of the first child of this name. */
export function childText(element: XmlElement, name: string): string | undefined {
  return element.children.find((child) => child.name === name)?.text;
}

/** The text of a child that must be there. */
export function requiredText(element: XmlElement, name: string, fileName: string): string {
  const text = childText(element, name);
  if (text === undefined) throw new Error(`${fileName}: <${element.name}> has no <${name}>`);
  return text;
}

export function childFlag(element: XmlElement, name: string): boolean {
  return childText(element, name) === 'true';
}

export function childNumber(element: XmlElement, name: string): number | undefined {
  const text = childText(element, name);
  return text === undefined ? undefined : Number(text);
}

export function childrenNamed(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** Refuses an element that holds anything but the named children, so that nothing is silently left out. */
export function allowOnly(element: XmlElement, names: ReadonlySet<string>, fileName: string): void {
  const stranger = element.children.find((child) => !names.has(child.name));
  if (stranger) throw new Error(`${fileName}: <${stranger.name}> in <${element.name}> is not supported by this org`);
}
