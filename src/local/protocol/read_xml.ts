/**
 * Reads the XML of requests, for every operation of S3 alike: by fast-xml-parser, with the references
 * resolved here, so that no entity but XML's own exists.
 *
 * @module
 */
import { XMLParser } from "fast-xml-parser";
import { ServiceError } from "../errors.ts";

/** An element of a document. */
export interface XmlElement {
  /** Name, without the prefix of its namespace. */
  readonly name: string;
  /** Text of the element itself, with references resolved and all spaces. */
  readonly text: string;
  /** The elements in it, in order. */
  readonly children: readonly XmlElement[];
}

/**
 * Reads an XML document.
 *
 * @param text Document
 * @param root Name of its element
 * @throws {ServiceError} If the document is not well-formed, has a document type or another root
 * (MalformedXML)
 */
export function readXml(text: string, root: string): XmlElement {
  const element = parse(text);
  if (element?.name !== root) throw malformedXml(`expected the element ${root}`);
  return element;
}

/** Returns the elements of a name in an element. */
export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/**
 * Returns the text of an element in an element, or undefined.
 *
 * @throws {ServiceError} If there are several (MalformedXML)
 */
export function textOf(element: XmlElement, name: string): string | undefined {
  const [found, another] = childrenOf(element, name);
  if (another) throw malformedXml(`${element.name} has more than one ${name}`);
  return found?.text;
}

/** Returns the error of a document that does not fit the operation. */
export function malformedXml(reason: string): ServiceError {
  return new ServiceError(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema: " +
      reason,
  );
}

/** A node as the parser returns it: one member, named after the element or `#text`. */
type Node = Readonly<Record<string, unknown>>;

const TEXT = "#text";
const CDATA = "#cdata";

function parse(text: string): XmlElement | undefined {
  requireNoDocumentType(text);
  let nodes: readonly Node[];
  try {
    const parser = new XMLParser({
      preserveOrder: true,
      processEntities: false,
      parseTagValue: false,
      // A key may begin or end with spaces.
      trimValues: false,
      ignoreDeclaration: true,
      ignorePiTags: true,
      removeNSPrefix: true,
      cdataPropName: CDATA,
    });
    // A line ends with a line feed, as XML has it; a carriage return that is meant is a reference.
    // The parser returns nodes with `preserveOrder`.
    nodes = parser.parse(text.replace(/\r\n?/g, "\n"), true) as readonly Node[];
  } catch (error) {
    throw malformedXml(error instanceof Error ? error.message : String(error));
  }
  const [root, another] = elementsOf(nodes);
  return another ? undefined : root;
}

function elementsOf(nodes: readonly Node[]): readonly XmlElement[] {
  return nodes.flatMap((node) => {
    const [name = ""] = Object.keys(node);
    return name === TEXT || name === CDATA ? [] : [elementOf(name, contentOf(node, name))];
  });
}

function elementOf(name: string, nodes: readonly Node[]): XmlElement {
  const text = nodes.map((node) => {
    if (TEXT in node) return resolve(String(node[TEXT]));
    return CDATA in node ? contentOf(node, CDATA).map((part) => String(part[TEXT])).join("") : "";
  }).join("");
  return { name, text, children: elementsOf(nodes) };
}

function contentOf(node: Node, name: string): readonly Node[] {
  // The content of an element is a list of nodes.
  return (node[name] ?? []) as readonly Node[];
}

const PREDEFINED: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
]);

/** Resolves references to XML's predefined entities, and to characters by their numbers. */
function resolve(text: string): string {
  return text.replace(/&([^;&]*);?/g, (reference, name: string) => {
    const [, hex, decimal] = /^#(?:x([0-9a-fA-F]{1,8})|([0-9]{1,8}))$/.exec(name) ?? [];
    const point = hex === undefined ? Number(decimal) : parseInt(hex, 16);
    // S3 accepts control characters too, unlike XML 1.0.
    const isCharacter = point > 0 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
    const found = isCharacter ? String.fromCodePoint(point) : PREDEFINED.get(name);
    if (found === undefined || !reference.endsWith(";")) {
      throw malformedXml(`unknown reference ${reference.slice(0, 40)}`);
    }
    return found;
  });
}

/** Sections in which a `<!DOCTYPE` is text. */
const SECTIONS = [["<!--", "-->"], ["<![CDATA[", "]]>"]] as const;

/** Rejects a document type, which could define entities. One pass, whatever the text is. */
function requireNoDocumentType(text: string): void {
  for (let at = text.indexOf("<!"); at !== -1; at = text.indexOf("<!", at)) {
    const section = SECTIONS.find(([start]) => text.startsWith(start, at));
    if (!section) throw malformedXml("document types are not supported");
    const [start, end] = section;
    const found = text.indexOf(end, at + start.length);
    if (found === -1) throw malformedXml(`a ${start} does not end`);
    at = found + end.length;
  }
}
