/** A runnable block of a document. */
export interface ShellExample {
  /** Line of the document its first command stands on, from 1. */
  readonly line: number;
  /** The commands. */
  readonly script: string;
}

const FENCE = /^(?<fence>`{3,}|~{3,})(?<info>[^\n]*)\n(?<body>[^]*?)^\k<fence>[ \t]*$/gm;
/** A fence, or a comment that holds commands; in one pattern, so that a comment inside a fence is not seen. */
const BLOCK = new RegExp(`${FENCE.source}|${/^<!-- sh example\n(?<hidden>[^]*?)^-->$/.source}`, 'gm');
const LINK = /\]\((?<target>[^()\s]+)\)/g;

/**
 * The runnable blocks of a document in order: fences tagged `sh example`, and comments that begin with
 * `<!-- sh example`, which set the stage without being shown.
 *
 * @param markdown - text of the document
 * @returns the blocks
 */
export function findShellExamples(markdown: string): ShellExample[] {
  return [...markdown.matchAll(BLOCK)].flatMap(({ index, groups }) => {
    const script = groups?.['hidden'] ?? (groups?.['info'] === 'sh example' ? groups['body'] : undefined);
    return script === undefined ? [] : [{ line: markdown.slice(0, index).split('\n').length + 1, script }];
  });
}

/**
 * The links of a document that lead to another file or heading of the repository.
 *
 * @param markdown - text of the document
 * @returns their targets as written
 */
export function findLocalLinks(markdown: string): string[] {
  const prose = markdown.replace(FENCE, '').replaceAll(/`[^`\n]*`/g, '');
  const targets = [...prose.matchAll(LINK)].map(({ groups }) => groups?.['target'] ?? '');
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

/**
 * The headings of a document as links name them.
 *
 * @param markdown - text of the document
 * @returns lower case, words joined by hyphens, punctuation gone
 */
export function findAnchors(markdown: string): string[] {
  const headings = [...markdown.replace(FENCE, '').matchAll(/^#+ (?<text>.*)$/gm)];
  return headings.map(({ groups }) =>
    (groups?.['text'] ?? '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/g, '-'),
  );
}

/**
 * What a document names in code style and what looks like a path: it holds a slash and nothing that no path of the
 * house has.
 *
 * @param markdown - text of the document
 * @returns the paths as written; those in fences, where trees are drawn, too
 */
export function findPaths(markdown: string): string[] {
  const fenced = [...markdown.matchAll(FENCE)].flatMap(({ groups }) => (groups?.['body'] ?? '').split('\n'));
  const drawn = fenced.map((line) => line.trim().split(/\s/)[0] ?? '');
  const inline = [...markdown.replace(FENCE, '').matchAll(/`(?<code>[^`\n]+)`/g)].map(
    ({ groups }) => groups?.['code'] ?? '',
  );
  return [...inline, ...drawn].filter((text) => /^[\w.*-]+(?:\/[\w.*-]+)*\/?$/.test(text) && text.includes('/'));
}
