import type { Engine, ExplainRequest, PlanSource } from '@kempt/engine';
import { renderReport, type ReportFormat } from '@kempt/engine/render-report';
import { planPage, type PlanPageQuery } from './plan-page.ts';
import { planTree, type PlanTreeQuery } from './plan-tree.ts';

/** A report to be saved. */
interface WantedReport {
  readonly operationId: string;
  /** The id under which people know the operation; the engine gave it another one. */
  readonly shownAs: string;
  readonly format: ReportFormat;
}

/**
 * What the API asks the engine, each by one name.
 *
 * @param engine - the engine of the thread
 * @returns the methods
 */
export function engineMethods(engine: Engine) {
  return {
    explain: ({ path, ...request }: { readonly path: string } & ExplainRequest) => engine.explain(path, request),
    reportData: (operationId: string) => engine.reportData(operationId),
    report: (wanted: WantedReport) => written(engine, wanted),
    quarantined: () => engine.quarantined(),
    holdingOperations: () => engine.holdingOperations(),
    restore: ({ operationId, path }: { readonly operationId: string; readonly path: string | undefined }) =>
      path === undefined
        ? engine.restore({ what: operationId, path: operationId })
        : engine.undo({ operationId, paths: [path] }).then((result) => [result]),
    purge: (operationId: string) => engine.purge({ operationIds: [operationId] }),
    fileRecords: (operationId: string) => engine.fileRecords(operationId),
    history: () => engine.history(),
    operationIds: () => engine.operationIds(),
    isBusy: (operationId: string) => engine.isBusy(operationId),
    planSteps: (plan: PlanSource) => engine.planSteps(plan),
    show: (operationId: string) => engine.show(operationId),
    planPage: (query: PlanPageQuery) => planPage(engine, query),
    planTree: (query: PlanTreeQuery) => planTree(engine, query),
  };
}

/** Here and not where it is sent, since a report may have a million lines. */
async function* written(engine: Engine, { operationId, shownAs, format }: WantedReport): AsyncGenerator<string> {
  const data = await engine.reportData(operationId);
  // A page for people names commands of the command line, which knows the engine's ids.
  const named = format === 'json' ? { ...data, operation_id: shownAs } : data;
  yield* renderReport(named, format, engine.reportRows(operationId));
}

/** See {@link engineMethods}. */
export type EngineMethods = ReturnType<typeof engineMethods>;
