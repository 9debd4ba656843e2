const VERBS: Readonly<Record<string, string>> = {
  get: 'get',
  post: 'create',
  put: 'replace',
  patch: 'change',
  delete: 'remove',
};

/**
 * The name of an operation, made of its method and path.
 *
 * @param method - in lower case
 * @param path - with its parameters in braces
 * @param isList - whether it answers a list
 * @returns a name in snake_case
 *
 * @example
 * operationIdOf('get', '/api/v1/users/{id}', false) // 'get_user'
 * @example
 * operationIdOf('post', '/api/v1/operations/{id}/apply', false) // 'apply_operation'
 */
export function operationIdOf(method: string, path: string, isList: boolean): string {
  const parts = path
    .replace(/^\/api\/v1/, '')
    .split('/')
    .filter((part) => part !== '');
  const isParameter = (part: string | undefined): boolean => part?.startsWith('{') === true;
  const words = parts.flatMap((part, i) => {
    if (isParameter(part) || part === 'auth') return [];
    const word = part.replaceAll('-', '_');
    const isOne = isParameter(parts[i + 1]) || (method === 'post' && i === parts.length - 1 && word.endsWith('s'));
    return [isOne ? singular(word) : word];
  });
  const last = words.at(-1) ?? '';
  const acts = method === 'post' && parts.length > 1 && !parts.at(-1)?.endsWith('s');
  if (acts && !isParameter(parts.at(-1))) return [last, ...words.slice(0, -1)].join('_');
  return [isList ? 'list' : (VERBS[method] ?? method), ...words].join('_');
}

function singular(word: string): string {
  return word.replace(/ies$/, 'y').replace(/(?<!s|u)s$/, '');
}
