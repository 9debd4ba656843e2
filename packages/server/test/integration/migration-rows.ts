/**
 * A row for each table, in an order in which references hold. It is put in as soon as a migration has made the table, and
 * has to be there after all later ones; a table without one fails the test.
 */
export const MIGRATION_ROWS: Readonly<Record<string, string>> = {
  app_user: `(id, email, name, password_hash, role, preferences, disabled_at)
    values ('00000000-0000-4000-8000-000000000001', 'ann@example.org', 'Ann', 'hash', 'administrator', '{"theme":"dark"}', now())`,
  session: `(id, user_id, expires_at, revoked_at, address, user_agent)
    select '00000000-0000-4000-8000-000000000002', id, now(), now(), '::1', 'agent' from app_user`,
  refresh_token: `(token_hash, session_id, parent_hash, used_at) select '\\x01', id, '\\x02', now() from session`,
  api_key: `(user_id, name, prefix, token_hash, scopes, expires_at, last_used_at)
    select id, 'key', 'kempt_abc', '\\x03', '{read,apply}', now(), now() from app_user`,
  invitation: `(token_hash, email, role, created_by, expires_at, used_at)
    select '\\x04', 'ben@example.org', 'member', id, now(), now() from app_user`,
  signing_key: `(id, secret) values ('key', '\\x05')`,
  installation: `(name, value) values ('fact', '"value"')`,
  audit_event: `(user_id, action, target, outcome, address, request_id, details)
    select id, 'sign_in', 'target', 'allowed', '::1', 'request', '{"n":1}' from app_user`,
  idempotency_key: `(user_id, key, request_hash, status, headers, body)
    select id, 'key', '\\x06', 201, '{"location":"/x"}', '{"text":"x"}' from app_user`,
  root: `(id, name, path, kind, owner_id, quota_bytes)
    select '00000000-0000-4000-8000-000000000003', 'Root', '/data', 'inbox', id, 10 from app_user`,
  root_grant: `(root_id, user_id, role) select root.id, app_user.id, 'approver' from root, app_user`,
  category: `(name, extensions, keywords, color, icon) values ('Tables', '{csv}', '{table}', '#336699', 'table')`,
  operation: `(id, engine_id, type, status, dry_run, user_id, root_id, destination_root_id, root_path, destination_path,
      options, plan_digest, files_planned, progress, result, error, worker_id, completed_at)
    select '20260101-000000-000-0001', 'engine', 'organize', 'completed_with_errors', true, owner_id, id, id, '/data',
      '/data/x', '{"hidden":true}', 'digest', 3, '{"phase":"applying"}', '{"n":1}', '{"code":"x","message":"y"}', 'w', now()
    from root`,
  file_record: `(id, operation_id, original_path, original_path_bytes, new_path, new_path_bytes, category, mimetype, status,
      size_bytes, file_hash, error_code)
    select number << 32, id, '/data/a', '\\x07', '/data/x/a', '\\x08', 'documents', 'text/plain', 'failed', 7, '\\x09',
      'permission_denied' from operation`,
  duplicate_group: `(operation_id, position, file_hash, size_bytes, file_count, files)
    select id, 0, '\\x0a', 1, 2, '[{"path":"/data/a"}]' from operation`,
  operation_problem: `(operation_id, position, path, code, message)
    select id, 0, '/data/a', 'permission_denied', 'No.' from operation`,
  category_extension: `(extension, category_id) select 'csv', id from category`,
  forgotten_operation: `(engine_id) values ('forgotten')`,
  data_change: `(tag, transaction_id) values ('roots', pg_current_xact_id())`,
  root_usage: `(root_id, used_bytes, measured_at) select id, 5, now() from root`,
  upload: `(user_id, root_id, path, size_bytes, reserved_bytes, offset_bytes, device, inode, mtime, expires_at)
    select owner_id, id, 'up.txt', 9, 9, 4, '1', '2', '3', now() from root`,
};

/** Tables that have their one row from the migration that makes them. */
export const FILLED_TABLES: ReadonlySet<string> = new Set(['audit_head']);

/** Rules behind a trigger that refuses first. */
export const GUARDED_RULES: readonly string[] = ['audit_head_only_check'];

/** Rules for what comes: what was there before them may be otherwise. */
export const RULES_FROM_NOW_ON: ReadonlySet<string> = new Set(['audit_event_details_check']);

/** What no row may become, by the constraint that says so. */
export const BROKEN_RULES: Readonly<Record<string, string>> = {
  app_user_role_check: "update app_user set role = 'king'",
  app_user_email_check: "update app_user set email = 'a'",
  invitation_role_check: "update invitation set role = 'king'",
  root_kind_check: "update root set kind = 'cellar'",
  root_path_check: "update root set path = 'relative'",
  root_grant_role_check: "update root_grant set role = 'owner'",
  operation_type_check: "update operation set type = 'shred'",
  operation_status_check: "update operation set status = 'lost'",
  file_record_status_check: "update file_record set status = 'lost'",
  audit_event_actor_check:
    "insert into audit_event (actor, action, outcome, details) values ('king', 'a', 'allowed', '{}')",
  audit_event_outcome_check:
    "insert into audit_event (actor, action, outcome, details) values ('user', 'a', 'maybe', '{}')",
  audit_event_details_check: `insert into audit_event (actor, action, outcome, details)
    values ('user', 'a', 'allowed', jsonb_build_object('text', repeat('x', 9000)))`,
  upload_size_bytes_check: 'update upload set size_bytes = -1',
  upload_offset_bytes_check: 'update upload set offset_bytes = 10',
};
