import assert from 'node:assert/strict';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { ERRORS } from '@kempt/contracts';
import type { ProblemDetails } from '@kempt/contracts/api';
import type { DescribedRoute } from './fuzz-requests.ts';
import type { WireAnswer } from './wire-client.ts';

/** What a fault of the server, or its inside, looks like in an answer. */
const INSIDE = /\bat .+\.[jt]s:\d|node_modules|\b(?:select|insert into|update|delete from) .*"|violates|syntax error/i;

/** Compares answers with the document of the API. */
export interface AnswerChecker {
  /**
   * Throws where an answer is not as the document says.
   *
   * @param route - what was asked
   * @param answer - what came back
   */
  check(route: DescribedRoute, answer: WireAnswer): void;
}

/**
 * Reads the document of an API.
 *
 * @param document - the document
 * @returns what compares answers with it
 */
export function createAnswerChecker(document: object): AnswerChecker {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, 'api');
  const validators = new Map<string, ValidateFunction>();
  const validatorAt = (pointer: string): ValidateFunction => {
    const known = validators.get(pointer) ?? ajv.compile({ $ref: `api#${pointer}` });
    validators.set(pointer, known);
    return known;
  };
  return {
    check: (route, { status, headers, text }) => {
      assert.ok(status < 500, `a fault of the server: ${status} ${text}`);
      if (status >= 400) checkProblem({ status, headers, text });
      const { responses } = route.described;
      const code = String(status) in responses ? String(status) : 'default';
      assert.ok(code !== 'default' || status >= 400, `${status} is not documented`);
      const kind = headers['content-type'];
      const { content = {} } = responses[code] ?? {};
      if (Object.keys(content).length === 0) {
        assert.equal(text, '', `${status} has no body`);
        return;
      }
      const media = Object.keys(content).find((one) => one === kind || `${one}; charset=utf-8` === kind);
      assert.ok(media !== undefined, `${String(kind)} is not documented for ${status}`);
      const body: unknown = /[/+]json$/.test(media) ? JSON.parse(text) : text;
      const path = ['paths', route.path, route.method, 'responses', code, 'content', media, 'schema'];
      const validate = validatorAt(path.map((part) => `/${escaped(part)}`).join(''));
      assert.ok(validate(body), `${status} is not as documented: ${ajv.errorsText(validate.errors)}: ${text}`);
    },
  };
}

const escaped = (part: string): string => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

/**
 * Throws where an answer is no problem detail, or tells more than a caller should know.
 *
 * @param answer - an answer that says that something is wrong
 */
export function checkProblem({ status, headers, text }: WireAnswer): void {
  assert.match(headers['content-type'] ?? '', /^application\/problem\+json(; charset=utf-8)?$/, text);
  const problem = JSON.parse(text) as ProblemDetails;
  const known = Object.entries(ERRORS).find(([code]) => code === problem.code);
  assert.equal(known?.[1].status, status, `the code of a ${status}: ${text}`);
  assert.equal(problem.status, status, text);
  assert.match(problem.request_id, /^[0-9a-f-]{36}$/);
  assert.equal(headers['x-request-id'], problem.request_id);
  assert.doesNotMatch(`${problem.detail ?? ''}${problem.hint ?? ''}`, INSIDE);
}
