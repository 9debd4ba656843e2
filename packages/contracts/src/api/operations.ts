import Type, { type Static } from 'typebox';
import { CONFLICT_POLICIES } from '../conflict-policies.ts';
import { KEEP_RULES } from '../keep-rules.ts';
import { RECLAIM_ACTIONS } from '../reclaim-actions.ts';
import { closed, Count, Moment, MomentOrNull, OperationId, PageQuery, Path, Uuid } from './shared.ts';

const choice = <const T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values] });

/** What an operation does. */
export const OPERATION_TYPES = ['scan', 'organize', 'deduplicate', 'rollback', 'purge'] as const;

/** Where an operation stands. */
export const OPERATION_STATES = [
  'pending',
  'running',
  'planned',
  'completed',
  'completed_with_errors',
  'failed',
  'cancelled',
  'interrupted',
  'rolled_back',
] as const;

/** How far an operation is. */
export const OperationProgress = closed({
  phase: Type.String({ description: 'scanning, identifying, hashing, planning, applying and so on.' }),
  percent: Type.Union([Type.Number({ minimum: 0, maximum: 100 }), Type.Null()]),
  files_done: Count,
  files_total: Type.Union([Count, Type.Null()]),
  files_per_second: Type.Union([Type.Number({ minimum: 0 }), Type.Null()]),
  eta_seconds: Type.Union([Type.Number({ minimum: 0 }), Type.Null()]),
  last_path: Type.Union([Type.String(), Type.Null()]),
});

/** See {@link OperationProgress}. */
export type OperationProgress = Static<typeof OperationProgress>;

const textOrNull = Type.Union([Type.String(), Type.Null()]);

/** An operation. */
export const Operation = closed({
  id: OperationId,
  type: choice(OPERATION_TYPES),
  status: choice(OPERATION_STATES),
  dry_run: Type.Boolean(),
  root_id: Type.Union([Uuid, Type.Null()]),
  root_path: Type.String(),
  destination_path: textOrNull,
  plan_digest: textOrNull,
  undoes: Type.Union([OperationId, Type.Null()], { description: 'The operation a rollback takes back.' }),
  waiting_for: Type.Union([OperationId, Type.Null()], {
    description: 'The operation on an overlapping folder that goes first.',
  }),
  files_scanned: Count,
  files_planned: Count,
  files_processed: Count,
  files_completed: Count,
  files_skipped: Count,
  files_failed: Count,
  duplicates_found: Count,
  space_saved_bytes: Count,
  bytes_processed: Count,
  progress: Type.Union([OperationProgress, Type.Null()]),
  user_id: Type.Union([Uuid, Type.Null()], { description: 'Null for what the command line did.' }),
  created_at: Moment,
  started_at: MomentOrNull,
  completed_at: MomentOrNull,
  error: Type.Union([
    closed({ code: Type.String(), message: Type.String(), hint: Type.Optional(Type.String()) }),
    Type.Null(),
  ]),
});

/** See {@link Operation}. */
export type Operation = Static<typeof Operation>;

/** What `POST /api/v1/operations` takes. */
export const NewOperation = closed({
  type: choice(['scan', 'organize', 'deduplicate']),
  root_id: Uuid,
  path: Type.Optional(Type.String({ maxLength: 4096, description: 'A folder below the root; the root when absent.' })),
  destination_path: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 4096,
      description: 'Where files go: a folder below the root, or an absolute path in another root of the caller.',
    }),
  ),
  by: Type.Optional(Type.String({ pattern: '^[a-z_]{1,40}$', description: 'A preset, such as category or year.' })),
  template: Type.Optional(Type.String({ minLength: 1, maxLength: 2000 })),
  mode: Type.Optional(choice(['move', 'copy'])),
  on_conflict: Type.Optional(choice(CONFLICT_POLICIES)),
  hidden: Type.Optional(Type.Boolean()),
  keep: Type.Optional(
    Type.Array(choice(KEEP_RULES), { minItems: 1, maxItems: KEEP_RULES.length, description: 'For deduplicate.' }),
  ),
  action: Type.Optional(choice(RECLAIM_ACTIONS)),
  dry_run: Type.Optional(Type.Boolean({ description: 'Plans and waits for apply. True when absent.' })),
});

/** See {@link NewOperation}. */
export type NewOperation = Static<typeof NewOperation>;

/** What `POST …/apply` takes. */
export const ApplyRequest = closed({
  plan_digest: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'Of the plan that was looked at.' }),
});

/** What `POST …/rollback` takes: all files when no paths are named. */
export const RollbackRequest = closed({
  paths: Type.Optional(
    Type.Array(Path, {
      minItems: 1,
      maxItems: 10_000,
      description: 'Absolute original paths of files, or of folders with all that came from them.',
    }),
  ),
});

/** How `GET /api/v1/operations` is narrowed. */
export const OperationQuery = closed({
  ...PageQuery,
  status: Type.Optional(choice(OPERATION_STATES)),
  type: Type.Optional(choice(OPERATION_TYPES)),
  root_id: Type.Optional(Uuid),
});

/** One step of a frozen plan. */
export const PlanStep = closed({
  step: Count,
  original_path: Type.String(),
  original_path_base64: Type.Optional(Type.String()),
  new_path: Type.String(),
  new_path_base64: Type.Optional(Type.String()),
  category: Type.String(),
  size_bytes: Count,
  action: Type.String(),
  kept_path: Type.Optional(Type.String()),
  kept_path_base64: Type.Optional(Type.String()),
  kept_by: Type.Optional(Type.String()),
});

/** See {@link PlanStep}. */
export type PlanStep = Static<typeof PlanStep>;

/** How `GET …/plan` is narrowed. */
export const PlanQuery = closed({
  ...PageQuery,
  path: Type.Optional(Type.String({ maxLength: 4096, description: 'Only what goes below this absolute folder.' })),
  q: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Only paths that hold this text.' })),
  action: Type.Optional(Type.String({ pattern: '^[a-z_]{1,20}$' })),
  /** Only steps of which this became. */
  status: Type.Optional(choice(['planned', 'completed', 'skipped', 'failed'])),
});

/** How `GET …/plan/tree` is narrowed. */
export const PlanTreeQuery = closed({
  ...PageQuery,
  path: Type.Optional(
    Type.String({ maxLength: 4096, description: 'The absolute folder; the one that files go into when not given.' }),
  ),
});

/** What a plan brings into a folder. */
export const PlanTreeEntry = closed({
  name: Type.String(),
  kind: choice(['file', 'folder']),
  files: Count,
  size_bytes: Count,
});

/** See {@link PlanTreeEntry}. */
export type PlanTreeEntry = Static<typeof PlanTreeEntry>;
