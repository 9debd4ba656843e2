import data from './data/signatures.json' with { type: 'json' };
import { kindOfInterpreter, knownKind } from './kinds.ts';
import type { Kind } from './kinds.ts';
import { readKindList } from './signatures.ts';
import type { ContentMatch } from './signatures.ts';

interface TextHeader extends ContentMatch {
  readonly start: string;
}

let headers: readonly TextHeader[] | undefined;
const ROOTS: Readonly<Record<string, string>> = data.roots;
const XML = only('xml');
const JSON_TEXT = only('json');
const STL = only('stl');
const MAIL = only('eml');
const MAILBOX = only('mbox');

/** What may stand before the root of an XML file. */
const PROLOG = /^(?:\s+|<\?[^>]*\?>|<!--[\s\S]*?-->|<!doctype[^>[]*(?:\[[\s\S]*?\])?\s*>)*/i;
const ROOT = /^<([a-z_][\w:.-]*)/i;
const JSON_START = /^(?:\{\s*(?:"|\}\s*$)|\[\s*(?:[{["]|\]\s*$|-?\d[\d.eE+-]*\s*,))/;
const MAIL_FIELD =
  /^(?:return-path|received|delivered-to|message-id|mime-version|from|to|subject|date|dkim-signature|x-[\w-]+): \S/gim;
const STL_START = /^solid\b[^\n]*\n\s*facet normal/;
const MAILBOX_START = /^From \S+ .*\b\d\d:\d\d.*\b\d{4}\b/;

/**
 * The kind of a text by what it begins with: a shebang, the header of a format, the root of an XML file, JSON or the
 * fields of a mail.
 *
 * @param text - beginning of the text, without byte order mark
 * @returns undefined for text of no particular kind
 */
export function matchText(text: string): ContentMatch | undefined {
  if (text.startsWith('#!')) return matchShebang(text);
  const start = text.trimStart();
  const header = matchHeader(start);
  if (header !== undefined) return header.kind === XML.kind ? (matchRoot(start) ?? XML) : header;
  if (JSON_START.test(start)) return JSON_TEXT;
  if (STL_START.test(start)) return STL;
  if (MAILBOX_START.test(text.slice(0, 256))) return MAILBOX;
  if (isMail(text)) return MAIL;
  return start.startsWith('<') ? matchRoot(start) : undefined;
}

function matchHeader(start: string): TextHeader | undefined {
  const lower = start.slice(0, 64).toLowerCase();
  headers ??= data.text.map(([kinds = '', begin = '']) => ({ ...readKindList(kinds), start: begin.toLowerCase() }));
  return headers.find((header) => lower.startsWith(header.start));
}

function matchRoot(start: string): ContentMatch | undefined {
  const root = ROOT.exec(start.slice(PROLOG.exec(start)?.[0].length ?? 0))?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(ROOTS, root) ? readKindList(ROOTS[root] ?? '') : undefined;
}

/** `#!/usr/bin/env -S NAME=value python3 -u` names the program `python3`. */
function matchShebang(text: string): ContentMatch | undefined {
  const end = text.search(/[\r\n]/);
  const [path = '', ...rest] = text
    .slice(2, end < 0 ? 256 : end)
    .trim()
    .split(/\s+/);
  const program = baseName(path);
  const named = program === 'env' ? rest.find((word) => !word.startsWith('-') && !word.includes('=')) : program;
  const kind = kindOfInterpreter(baseName(named ?? ''));
  return kind === undefined ? only('sh') : matchOf(kind);
}

function isMail(text: string): boolean {
  const head = text.slice(0, endOfParagraph(text));
  return /^[\w-]+: /.test(head) && (head.match(MAIL_FIELD)?.length ?? 0) >= 3;
}

function endOfParagraph(text: string): number {
  const end = text.search(/\r?\n\r?\n/);
  return end < 0 ? text.length : end;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function only(extension: string): ContentMatch {
  return matchOf(knownKind(extension));
}

function matchOf(kind: Kind): ContentMatch {
  return { kind, accepts: new Map([[kind.extension, kind]]) };
}
