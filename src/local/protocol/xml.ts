/**
 * XML of S3 and STS, written by the AWS SDK's builder and read by fast-xml-parser with entities
 * off.
 *
 * @module
 */
import { XmlNode, XmlText } from "@aws-sdk/xml-builder";
import { XMLParser } from "fast-xml-parser";
import { ServiceError } from "../errors.ts";

/** Elements by name: text, nested elements, or a list of either. */
export interface Elements {
  /** Content of one element. */
  readonly [name: string]: string | number | Elements | readonly (string | Elements)[];
}

/** Returns an XML document, optionally with a namespace. */
export function writeXml(root: string, content: string | Elements, namespace?: string): string {
  const node = new XmlNode(root);
  if (namespace !== undefined) node.addAttribute("xmlns", namespace);
  if (typeof content === "string") node.addChildNode(new XmlText(content));
  else append(node, content);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${node}`;
}

/**
 * Reads an XML document. Elements that may repeat are always lists, and text is unchanged.
 *
 * @throws {ServiceError} If the document is not well-formed (MalformedXML)
 */
export function readXml(text: string): Record<string, unknown> {
  try {
    const parser = new XMLParser({
      processEntities: false,
      parseTagValue: false,
      // A key may begin or end with spaces.
      trimValues: false,
      ignoreDeclaration: true,
      isArray: (name) => name === "Part" || name === "Object",
    });
    const document: unknown = parser.parse(text, true);
    if (typeof document === "object" && document !== null) return { ...document };
  } catch {
    // Rejected below, whatever the cause.
  }
  throw new ServiceError("MalformedXML", "The XML you provided was not well-formed");
}

function append(parent: XmlNode, elements: Elements): void {
  for (const [name, content] of Object.entries(elements)) {
    for (const item of Array.isArray(content) ? content : [content]) {
      const child = new XmlNode(name);
      if (typeof item === "object") append(child, item as Elements);
      else child.addChildNode(new XmlText(String(item)));
      parent.addChildNode(child);
    }
  }
}
