/** Whose doing an entry of the audit log is: `system` is Kempt itself or its command line, `nobody` has not signed in. */
export const AUDIT_ACTORS = ['user', 'api_key', 'system', 'nobody'] as const;

/** See {@link AUDIT_ACTORS}. */
export type AuditActor = (typeof AUDIT_ACTORS)[number];

/** What came of it: done, refused, or tried and gone wrong. */
export const AUDIT_OUTCOMES = ['allowed', 'denied', 'failed'] as const;

/** See {@link AUDIT_OUTCOMES}. */
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

/** What kinds of things are acted on. */
export const AUDIT_TARGETS = [
  'api_key',
  'audit_event',
  'category',
  'invitation',
  'limit',
  'operation',
  'root',
  'route',
  'session',
  'signing_key',
  'upload',
  'user',
] as const;

/** See {@link AUDIT_TARGETS}. */
export type AuditTarget = (typeof AUDIT_TARGETS)[number];

/** Everything the audit log tells of, as verb phrases. */
export const AUDIT_ACTIONS = [
  'set_up',
  'register',
  'sign_in',
  'sign_out',
  'end_sessions',
  'reuse_refresh_token',
  'change_password',
  'change_profile',
  'make_user',
  'change_user',
  'remove_user',
  'invite',
  'make_api_key',
  'remove_api_key',
  'make_root',
  'rename_root',
  'accept_root_folder',
  'remove_root',
  'grant_root',
  'make_category',
  'change_category',
  'remove_category',
  'ask_for_operation',
  'apply_operation',
  'cancel_operation',
  'resume_operation',
  'roll_back_operation',
  'forget_operation',
  'restore_quarantine',
  'purge_quarantine',
  'upload_files',
  'begin_upload',
  'store_upload',
  'drop_upload',
  'export_report',
  'read_audit',
  'export_audit',
  'verify_audit',
  'make_setup_link',
  'reset_password',
  'rotate_keys',
  'clear_cache',
  'refuse_request',
  'reach_limit',
] as const;

/** See {@link AUDIT_ACTIONS}. */
export type AuditAction = (typeof AUDIT_ACTIONS)[number];
