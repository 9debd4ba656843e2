import openapiTypescript, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';
import { apiDocument } from '../packages/server/src/app/api-document.ts';

const INTRODUCTION = '/* Made by scripts/build-client.ts from the routes of the service; change those instead. */\n\n';

/**
 * The types of the API, for the client.
 *
 * @returns a TypeScript module, formatted like every other file of the house
 */
export async function clientSchema(): Promise<string> {
  // Without the version, so that a release changes nothing here.
  const document = (await apiDocument('0.0.0')) as OpenAPI3;
  const text = INTRODUCTION + astToString(await openapiTypescript(document, { alphabetize: true }));
  return format(text, { ...(await resolveConfig(import.meta.filename)), parser: 'typescript' });
}
