/** A metric of an expression, and the labels that are asked of it. */
export interface Selector {
  readonly metric: string;
  readonly labels: readonly string[];
}

/** What stands where a metric could, and is none. */
const WORDS: ReadonlySet<string> = new Set(['and', 'or', 'unless', 'bool', 'offset']);
const TEXT = /"(?:[^"\\]|\\.)*"/g;
const GROUPING = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)/g;
/** A name that no bracket follows, and its matchers. */
const SELECTOR = /(?<![\w.$])([a-zA-Z_:][\w:]*)(?!\w)(?!\s*\()(?:\{([^}]*)\})?/g;

/**
 * Finds the metrics that a PromQL expression names.
 *
 * @param expression - the expression
 * @returns metrics, with the labels that are matched
 * @example
 * findSelectors('sum by (code) (rate(api_errors_total{code=~"a|b"}[5m])) > 2e9') // [{ metric: 'api_errors_total', labels: ['code'] }]
 */
export function findSelectors(expression: string): readonly Selector[] {
  const rest = expression
    .replaceAll(TEXT, '""')
    .replaceAll(GROUPING, ' ')
    .replaceAll(/\[[^\]]*\]/g, '');
  return [...rest.matchAll(SELECTOR)]
    .filter(([, metric = '']) => !WORDS.has(metric))
    .map(([, metric = '', matchers = '']) => ({ metric, labels: namesIn(matchers) }));
}

/**
 * Finds the labels that a PromQL expression groups or joins by.
 *
 * @param expression - the expression
 * @returns the labels
 * @example
 * findGroupings('sum by (le, code) (a) / ignoring (kind) b{x="by (y)"}') // ['le', 'code', 'kind']
 */
export function findGroupings(expression: string): readonly string[] {
  return [...expression.replaceAll(TEXT, '""').matchAll(GROUPING)].flatMap(([, labels = '']) => namesIn(labels));
}

function namesIn(text: string): string[] {
  return [...text.matchAll(/[a-zA-Z_]\w*/g)].map(([name]) => name);
}
