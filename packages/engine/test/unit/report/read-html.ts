/** A start tag, an end tag or text. */
export interface HtmlToken {
  readonly kind: 'start' | 'end' | 'text';
  /** Tag name, or the decoded text. */
  readonly value: string;
  /** Attribute names and their decoded values. */
  readonly attributes: ReadonlyMap<string, string>;
}

const VOID = new Set(['meta', 'br', '!doctype']);
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/**
 * Reads a page strictly: every tag is closed in order, every attribute is quoted, nothing is left over.
 *
 * @throws Error where the page is not well formed
 */
export function readHtml(html: string): HtmlToken[] {
  const tokens: HtmlToken[] = [];
  const open: string[] = [];
  let at = 0;
  while (at < html.length) {
    const tag = tagAt(html, at);
    if (tag === undefined) {
      const end = html.indexOf('<', at + (html[at] === '<' ? 1 : 0));
      const text = html.slice(at, end === -1 ? html.length : end);
      if (open.at(-1) !== 'style' && /[<>]/.test(text)) throw new Error(`stray angle bracket: ${text.slice(0, 60)}`);
      tokens.push({ kind: 'text', value: decode(text), attributes: new Map() });
      at += text.length;
      continue;
    }
    tokens.push(tag.token);
    if (tag.token.kind === 'end') {
      const expected = open.pop();
      if (expected !== tag.token.value) throw new Error(`</${tag.token.value}> closes <${String(expected)}>`);
    } else if (!tag.selfClosing && !VOID.has(tag.token.value)) open.push(tag.token.value);
    at += tag.length;
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join(' ')}`);
  return tokens;
}

function tagAt(html: string, at: number): { token: HtmlToken; selfClosing: boolean; length: number } | undefined {
  const rest = html.slice(at, at + 20_000);
  const match = /^<(\/?)(!?[a-z][a-z0-9]*)((?:\s+[a-zA-Z-]+(?:="[^"<>]*")?)*)\s*(\/?)>/.exec(rest);
  if (match === null) return undefined;
  const attributes = new Map<string, string>();
  for (const [, name = '', value = ''] of (match[3] ?? '').matchAll(/([a-zA-Z-]+)(?:="([^"]*)")?/g)) {
    if (attributes.has(name)) throw new Error(`attribute ${name} is there twice`);
    attributes.set(name, decode(value));
  }
  const kind = match[1] === '/' ? 'end' : 'start';
  return { token: { kind, value: match[2] ?? '', attributes }, selfClosing: match[4] === '/', length: match[0].length };
}

function decode(text: string): string {
  return text.replace(/&([^;\s]*);?/g, (whole, name: string) => {
    const char = ENTITIES[name];
    if (char === undefined || !whole.endsWith(';')) throw new Error(`not an entity: ${whole}`);
    return char;
  });
}
