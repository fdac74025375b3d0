/**
 * Writes the XML of S3 and STS, by the AWS SDK's builder.
 *
 * @module
 */
import { XmlNode, XmlText } from "@aws-sdk/xml-builder";

/** Elements by name: text, nested elements, or a list of either. A name with `@` is an attribute's. */
export interface Elements {
  /** Content of one element, or value of an attribute. */
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

function append(parent: XmlNode, elements: Elements): void {
  for (const [name, content] of Object.entries(elements)) {
    if (name.startsWith("@")) {
      parent.addAttribute(name.slice(1), String(content));
      continue;
    }
    for (const item of Array.isArray(content) ? content : [content]) {
      const child = new XmlNode(name);
      if (typeof item === "object") append(child, item as Elements);
      else child.addChildNode(new XmlText(String(item)));
      parent.addChildNode(child);
    }
  }
}
