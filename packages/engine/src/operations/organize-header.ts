import { FORMAT_VERSION, type PlanHeader, type PlanRoot } from '../journal/plan-header.ts';
import type { RootFacts } from '../ports/file-system.ts';
import type { Template } from '../rules/template.ts';
import type { OrganizeRequest } from './engine.ts';
import { organizeRules } from './organize-duplicates.ts';

/**
 * The header of an organize's plan: which folders it is about, and what it was asked to do.
 *
 * @param request - what was asked for
 * @param made - id, time, open roots and template of the plan
 * @returns the header
 */
export function organizeHeader(
  request: OrganizeRequest,
  made: { operationId: string; now: number; roots: readonly RootFacts[]; template: Template },
): PlanHeader {
  return {
    version: FORMAT_VERSION,
    plan_id: made.operationId,
    type: 'organize',
    created_at: made.now,
    roots: made.roots.map((root): PlanRoot => ({
      path: root.path,
      device: root.device,
      inode: root.inode,
      file_system_id: root.fileSystemId,
    })),
    destination: made.roots.length - 1,
    match: 'inode',
    options: {
      template: made.template.text,
      mode: request.mode ?? 'move',
      on_conflict: request.onConflict ?? 'rename_new',
      ...(request.duplicates === undefined ? {} : { duplicates: request.duplicates, keep: organizeRules(request) }),
      hidden: request.hidden ?? false,
      cross_mounts: request.crossMounts ?? false,
      into_projects: request.intoProjects ?? false,
      keep_empty_dirs: request.keepEmptyDirs ?? false,
      settle: request.settleSeconds ?? 2,
      hash: request.hash ?? false,
    },
    undoes: null,
    restore_times: [],
  };
}
