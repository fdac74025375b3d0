import { assertEquals, assertThrows } from "@std/assert";
import { ServiceError } from "../../../src/local/errors.ts";
import { childrenOf, readXml, textOf } from "../../../src/local/protocol/read_xml.ts";
import fc from "../../support/fast_check.ts";

const PREDEFINED: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

type Form = "plain" | "decimal" | "hex" | "cdata";

/** Writes a character as a writer of XML may. */
function write(character: string, form: Form): string {
  const point = character.codePointAt(0) ?? 0;
  if (form === "decimal") return `&#${point};`;
  if (form === "hex") return `&#x${point.toString(16).toUpperCase()};`;
  if (form === "cdata" && point >= 0x20) return `<![CDATA[${character}]]>`;
  if (point < 0x20) return `&#${point};`;
  return PREDEFINED[character] ?? character;
}

Deno.test("Text is read as any reader of XML reads it, however each character is written", () => {
  const character = fc.oneof(
    fc.constantFrom(..."&<>\"' \n\t\r;#x&", "\u0001", "ü", "日", "🎉", "\uffff"),
    fc.string({ minLength: 1, maxLength: 1, unit: "grapheme" }),
  ).filter((text) => text.isWellFormed() && [...text].length === 1 && text !== "\0");
  const form = fc.constantFrom<Form>("plain", "decimal", "hex", "cdata");
  fc.assert(
    fc.property(fc.array(fc.tuple(character, form), { maxLength: 12 }), (characters) => {
      const written = characters.map(([text, form]) => write(text, form)).join("<!-- & -->");
      const root = readXml(`<?xml version="1.0"?>\n<A><B>${written}</B></A>`, "A");
      assertEquals(textOf(root, "B"), characters.map(([text]) => text).join(""));
    }),
    { numRuns: 300 },
  );
});

Deno.test("Elements are found by name, whatever their namespace, order and spaces", () => {
  const root = readXml(
    '<s:Delete xmlns:s="urn:x"><!-- no --><s:Quiet>true</s:Quiet>\r\n <s:Object a="&lt;"> x </s:Object><?pi?>' +
      "<s:Object/></s:Delete>",
    "Delete",
  );
  assertEquals(textOf(root, "Quiet"), "true");
  assertEquals(childrenOf(root, "Object").map(({ text }) => text), [" x ", ""]);
  assertEquals(textOf(root, "absent"), undefined);
  assertEquals(readXml("<A>a\r\nb\rc</A>", "A").text, "a\nb\nc");
});

Deno.test("What is not the document of the operation is refused as MalformedXML", () => {
  const documents = [
    "",
    "text",
    "<A>",
    "<A></B>",
    "<A/><A/>",
    "<B/>",
    "<A>x & y</A>",
    "<A>&unknown;</A>",
    "<A>&constructor;</A>",
    "<A>&#0;</A>",
    "<A>&#xD800;</A>",
    "<A>&#x110000;</A>",
    "<A>&#;</A>",
    '<!DOCTYPE A [<!ENTITY unknown "y">]><A>&unknown;</A>',
    "<!doctype A><A/>",
    '<!DOCTYPE A SYSTEM "file:///etc/passwd"><A/>',
    "<!-- <A/>",
    "<A><![CDATA[</A>",
    "<__proto__/>",
    "<A>".repeat(10_000) + "</A>".repeat(10_000),
    `<A>${"<!--".repeat(100_000)}</A>`,
    `<A>${"<![CDATA[".repeat(100_000)}</A>`,
  ];
  for (const text of documents) {
    const error = assertThrows(() => readXml(text, "A"), ServiceError, "", text.slice(0, 60));
    assertEquals(error.code, "MalformedXML", text.slice(0, 60));
  }
  assertThrows(() => textOf(readXml("<A><B/><B/></A>", "A"), "B"), ServiceError, "more than one B");
});

Deno.test("The text of a document type is no document type", () => {
  const text = "<A><!-- <!DOCTYPE A> --><![CDATA[<!DOCTYPE A>]]>&lt;!DOCTYPE A&gt;</A>";
  assertEquals(readXml(text, "A").text, "<!DOCTYPE A><!DOCTYPE A>");
});
