import type { Engine } from '@kempt/engine';
import { planPage, type PlanPageQuery } from './plan-page.ts';

/**
 * What the API asks the engine, each by one name.
 *
 * @param engine - the engine of the thread
 * @returns the methods
 */
export function engineMethods(engine: Engine) {
  return {
    explain: ({ path, ...request }: { readonly path: string } & Parameters<Engine['explain']>[1]) =>
      engine.explain(path, request),
    fileRecords: (operationId: string) => engine.fileRecords(operationId),
    history: () => engine.history(),
    historyMark: () => engine.historyMark(),
    planPage: (query: PlanPageQuery) => planPage(engine, query),
  };
}

/** See {@link engineMethods}. */
export type EngineMethods = ReturnType<typeof engineMethods>;
