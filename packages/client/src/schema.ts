/* Made by scripts/build-client.ts from the routes of the service; change those instead. */

export interface paths {
  '/api/v1/api-keys': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List keys */
    get: operations['list_api_keys'];
    put?: never;
    /** Make a key, shown this once */
    post: operations['create_api_key'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/api-keys/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Remove a key */
    delete: operations['remove_api_key'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/audit': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read the audit log, the newest entry first
     * @description For administrators.
     */
    get: operations['list_audit'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/audit/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Save the audit log, the oldest entry first
     * @description For administrators.
     */
    get: operations['get_audit_export'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/change-password': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Change the password, which ends all other sessions */
    post: operations['change_password'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/login': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Sign in */
    post: operations['login'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/logout': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Sign out */
    post: operations['logout'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/me': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Who is signed in */
    get: operations['get_me'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /** Change name or preferences */
    patch: operations['change_me'];
    trace?: never;
  };
  '/api/v1/auth/refresh': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Take a refresh token for new tokens */
    post: operations['refresh'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/register': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Make an account, with an invitation */
    post: operations['register'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/sessions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Where one is signed in */
    get: operations['list_sessions'];
    put?: never;
    post?: never;
    /** Sign out everywhere else, or of one session */
    delete: operations['remove_sessions'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/categories': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List categories: the built-in ones, then those of people’s own by name */
    get: operations['list_categories'];
    put?: never;
    /**
     * Make a category
     * @description For administrators.
     */
    post: operations['create_category'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/categories/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Remove a category; its files stay where they are
     * @description For administrators.
     */
    delete: operations['remove_category'];
    options?: never;
    head?: never;
    /**
     * Change a category
     * @description For administrators.
     */
    patch: operations['change_category'];
    trace?: never;
  };
  '/api/v1/explain': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** What Kempt sees in a file, where it would go and why */
    post: operations['create_explain'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/files': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List files of operations */
    get: operations['list_files'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/files/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What became of a file */
    get: operations['get_file'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/files/{id}/content': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Download a file where it lies now */
    get: operations['get_file_content'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/files/search': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Look for files by path, category or hash */
    get: operations['list_files_search'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/files/upload': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Upload files in a form, into the inbox or a root; folders in their names are kept */
    post: operations['upload_files'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/folders': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Look for a folder that could be a root
     * @description For administrators.
     */
    get: operations['list_folders'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/invitations': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Invite somebody
     * @description For administrators.
     */
    post: operations['create_invitation'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/operations': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List operations, the newest first */
    get: operations['list_operations'];
    put?: never;
    /** Ask for an operation; it is a preview unless dry_run is false */
    post: operations['create_operation'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/operations/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Look at an operation */
    get: operations['get_operation'];
    put?: never;
    post?: never;
    /** Forget an operation with its files; its journal stays, so that the command line can still undo it */
    delete: operations['remove_operation'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/operations/{id}/apply': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Carry out exactly the plan that was looked at */
    post: operations['apply_operation'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/operations/{id}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Stop an operation; what it did stays done until it is rolled back */
    post: operations['cancel_operation'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/operations/{id}/duplicates': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Files with the same bytes, the most space first */
    get: operations['list_operation_duplicates'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/operations/{id}/plan': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The steps of a frozen plan */
    get: operations['list_operation_plan'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/operations/{id}/plan/tree': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What a frozen plan brings into a folder, by name */
    get: operations['list_operation_plan_tree'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/operations/{id}/problems': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What was not dealt with, and why */
    get: operations['list_operation_problems'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/operations/{id}/resume': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Go on with an operation that was interrupted, cancelled or failed on its way */
    post: operations['resume_operation'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/operations/{id}/rollback': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Take an operation back, whole or in part */
    post: operations['rollback_operation'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/quarantine': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List files in quarantine, the oldest operation first */
    get: operations['list_quarantine'];
    put?: never;
    /** Bring files back from the quarantine, or remove them for good */
    post: operations['create_quarantine'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/reports/{operation_id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What an operation did */
    get: operations['get_report'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/reports/{operation_id}/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Save what an operation did: JSON and HTML sum it up, CSV has a line for each file */
    get: operations['get_report_export'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/roots': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List roots: the granted ones, all of them for administrators */
    get: operations['list_roots'];
    put?: never;
    /**
     * Register a folder
     * @description For administrators.
     */
    post: operations['create_root'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/roots/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Look at a root */
    get: operations['get_root'];
    put?: never;
    post?: never;
    /**
     * Give a root up; its files stay
     * @description For administrators.
     */
    delete: operations['remove_root'];
    options?: never;
    head?: never;
    /**
     * Rename a root, or accept the folder that lies at its path by now
     * @description For administrators.
     */
    patch: operations['change_root'];
    trace?: never;
  };
  '/api/v1/roots/{id}/browse': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Look into a folder of a root: folders first, then by name */
    get: operations['list_root_browse'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/roots/{id}/grants': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Who may do what on a root
     * @description For administrators.
     */
    get: operations['get_root_grants'];
    /**
     * Say who may do what on a root
     * @description For administrators.
     */
    put: operations['replace_root_grants'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/setup': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Make the owner account */
    post: operations['create_setup'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/status': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How everything is that Kempt needs */
    get: operations['get_status'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/uploads': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Announce a file that comes in pieces */
    post: operations['create_upload'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/uploads/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How far an upload is */
    get: operations['get_upload'];
    put?: never;
    post?: never;
    /** Give an upload up */
    delete: operations['remove_upload'];
    options?: never;
    head?: never;
    /** Send the next piece of an upload */
    patch: operations['change_upload'];
    trace?: never;
  };
  '/api/v1/users': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List accounts
     * @description For administrators.
     */
    get: operations['list_users'];
    put?: never;
    /**
     * Make an account
     * @description For administrators.
     */
    post: operations['create_user'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/users/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Look at an account
     * @description For administrators.
     */
    get: operations['get_user'];
    put?: never;
    post?: never;
    /**
     * Remove an account; its inbox stays
     * @description For administrators.
     */
    delete: operations['remove_user'];
    options?: never;
    head?: never;
    /**
     * Change, disable or enable an account
     * @description For administrators.
     */
    patch: operations['change_user'];
    trace?: never;
  };
  '/api/v1/ws': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Open a socket with live progress
     * @description The ticket stands in the address, or as `ticket.TICKET` among the protocols.
     */
    get: operations['get_ws'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/ws-tickets': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Get a ticket that opens one socket */
    post: operations['create_ws_ticket'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What works and what does not */
    get: operations['get_health'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/live': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Whether Kempt lives */
    get: operations['get_health_live'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/ready': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Whether Kempt can work */
    get: operations['get_health_ready'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    ApiKey: {
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      created_at: string;
      expires_at: string | null;
      /** @description A UUID in lower case. */
      id: string;
      last_used_at: string | null;
      name: string;
      prefix: string;
      scopes: ('read' | 'propose' | 'apply' | 'upload' | 'manage')[];
    };
    ApiKeyWithToken: {
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      created_at: string;
      expires_at: string | null;
      /** @description A UUID in lower case. */
      id: string;
      last_used_at: string | null;
      name: string;
      prefix: string;
      scopes: ('read' | 'propose' | 'apply' | 'upload' | 'manage')[];
      token: string;
    };
    ApplyRequest: {
      /** @description Of the plan that was looked at. */
      plan_digest: string;
    };
    AuditEvent: {
      action: string;
      /** @enum {string} */
      actor: 'user' | 'api_key' | 'system' | 'nobody';
      address: string | null;
      api_key_id: string | null;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      created_at: string;
      details: {
        [key: string]: unknown;
      };
      /** @description SHA-256, hexadecimal. */
      hash: string;
      /** @description Place in the chain: from 1, without gaps. */
      id: number;
      /** @enum {string} */
      outcome: 'allowed' | 'denied' | 'failed';
      /** @description SHA-256, hexadecimal. */
      previous_hash: string;
      request_id: string | null;
      target: string | null;
      target_kind: string | null;
      user_agent: string | null;
      user_id: string | null;
    };
    AuditExportQuery: {
      action?: string;
      /**
       * @description One JSON object a line, or CSV.
       * @default json
       * @enum {string}
       */
      format: 'json' | 'csv';
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      from?: string;
      /** @enum {string} */
      outcome?: 'allowed' | 'denied' | 'failed';
      target?: string;
      target_kind?: string;
      /**
       * Format: date-time
       * @description ISO 8601, UTC; not included.
       */
      to?: string;
      /** @description A UUID in lower case. */
      user_id?: string;
    };
    AuditQuery: {
      action?: string;
      cursor?: string;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      from?: string;
      /**
       * @description Items a page.
       * @default 100
       */
      limit: number;
      /** @enum {string} */
      outcome?: 'allowed' | 'denied' | 'failed';
      target?: string;
      target_kind?: string;
      /**
       * Format: date-time
       * @description ISO 8601, UTC; not included.
       */
      to?: string;
      /** @description A UUID in lower case. */
      user_id?: string;
    };
    BrowseEntry: {
      kind: 'folder' | 'file' | 'link' | 'other';
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      modified: string;
      /** @description Shown name: what is no UTF-8 is escaped. */
      name: string;
      /** @description The bytes of the name, where the shown one is escaped. */
      name_base64?: string;
      size_bytes: number;
    };
    Category: {
      built_in: boolean;
      color: string | null;
      created_at: string | null;
      extensions: string[];
      icon: string | null;
      /** @description Null for built-in categories, which cannot be changed. */
      id: string | null;
      keywords: string[];
      name: string;
      updated_at: string | null;
    };
    CategoryChange: {
      /** @description Such as #3366cc. */
      color?: string;
      extensions?: string[];
      /** @description Name of an icon. */
      icon?: string;
      keywords?: string[];
      name?: string;
    };
    ChangePasswordRequest: {
      current_password: string;
      new_password: string;
    };
    DuplicateGroup: {
      file_count: number;
      file_hash: string;
      /** @description The first of them. */
      files: components['schemas']['Report'][];
      position: number;
      size_bytes: number;
    };
    ExplainRequest: {
      /** @description A preset, such as category or year. */
      by?: string;
      keep_folders?: boolean;
      path: string;
      /** @description A UUID in lower case. */
      root_id: string;
      template?: string;
    };
    ExportQuery: {
      /**
       * @default json
       * @enum {string}
       */
      format: 'json' | 'csv' | 'html';
    };
    FileQuery: {
      category?: string;
      cursor?: string;
      /**
       * @description Items a page.
       * @default 100
       */
      limit: number;
      max_size_bytes?: number;
      min_size_bytes?: number;
      /** @description The moment in UTC and four characters of chance, such as 20260131-142530-417-9f3a. */
      operation_id?: string;
      /**
       * @description By path, the first 250 characters count.
       * @default created_at
       * @enum {string}
       */
      sort_by: 'created_at' | 'size_bytes' | 'path';
      /**
       * @default desc
       * @enum {string}
       */
      sort_order: 'asc' | 'desc';
      /** @enum {string} */
      status?: 'planned' | 'completed' | 'skipped' | 'failed' | 'rolled_back';
    };
    FileRecord: {
      category: string;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      created_at: string;
      error_code: string | null;
      error_message: string | null;
      /** @description BLAKE3, where it was computed. */
      file_hash: string | null;
      id: string;
      mimetype: string;
      new_path: string;
      new_path_base64?: string;
      /** @description The moment in UTC and four characters of chance, such as 20260131-142530-417-9f3a. */
      operation_id: string;
      original_path: string;
      original_path_base64?: string;
      size_bytes: number;
      /** @enum {string} */
      status: 'planned' | 'completed' | 'skipped' | 'failed' | 'rolled_back';
    };
    FileSearchQuery: {
      cursor?: string;
      /**
       * @description Items a page.
       * @default 100
       */
      limit: number;
      /** @description The moment in UTC and four characters of chance, such as 20260131-142530-417-9f3a. */
      operation_id?: string;
      /** @description A part of a path, with three letters or digits in a row; or a whole category; or at least six digits a hash begins with. */
      q: string;
    };
    FolderEntry: {
      name: string;
      /** @description Absolute. */
      path: string;
    };
    Grant: {
      role: 'viewer' | 'proposer' | 'approver';
      /** @description A UUID in lower case. */
      user_id: string;
    };
    Grants: {
      grants: components['schemas']['Grant'][];
    };
    HeldFile: {
      /** @description The moment in UTC and four characters of chance, such as 20260131-142530-417-9f3a. */
      operation_id: string;
      original_path: string;
      original_path_base64?: string;
      quarantine_path: string;
      quarantine_path_base64?: string;
      /** Format: date-time */
      quarantined_at: string;
      /** @description False while its disk is away. */
      reachable: boolean;
      size_bytes: number;
    };
    Invitation: {
      email: string | null;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      expires_at: string;
      /** @description A UUID in lower case. */
      id: string;
      role: 'administrator' | 'member';
      token: string;
      /** @description The link to hand on. */
      url: string;
    };
    LiveMessage:
      | {
          operations: components['schemas']['Operation'][];
          /** @description One more than that of the message before, a topic at a time. */
          seq: number;
          /** @description `operations`, or `operation:` and an id. */
          topic: string;
          /** @constant */
          type: 'snapshot';
        }
      | {
          operation: components['schemas']['Operation'];
          /** @description One more than that of the message before, a topic at a time. */
          seq: number;
          /** @description `operations`, or `operation:` and an id. */
          topic: string;
          /** @constant */
          type: 'operation';
        }
      | components['schemas']['LiveProgress']
      | {
          /** @description The moment in UTC and four characters of chance, such as 20260131-142530-417-9f3a. */
          operation_id: string;
          /** @description One more than that of the message before, a topic at a time. */
          seq: number;
          /** @description `operations`, or `operation:` and an id. */
          topic: string;
          /** @constant */
          type: 'gone';
        }
      | {
          code: 'asked' | 'not_found' | 'too_many_requests';
          /** @description `operations`, or `operation:` and an id. */
          topic: string;
          /** @constant */
          type: 'unsubscribed';
        };
    LiveProgress: {
      bytes_processed?: number;
      files_processed?: number;
      files_scanned?: number;
      /** @description The moment in UTC and four characters of chance, such as 20260131-142530-417-9f3a. */
      operation_id: string;
      progress: components['schemas']['OperationProgress'];
      /** @description One more than that of the message before, a topic at a time. */
      seq: number;
      /** @description `operations`, or `operation:` and an id. */
      topic: string;
      /** @constant */
      type: 'progress';
    };
    LiveRequest:
      | {
          /** @description The last `seq` of the topic that was seen. */
          since?: number;
          /** @description `operations`, or `operation:` and an id. */
          topic: string;
          /** @constant */
          type: 'subscribe';
        }
      | {
          /** @description `operations`, or `operation:` and an id. */
          topic: string;
          /** @constant */
          type: 'unsubscribe';
        };
    LiveTicket: {
      /** @description Seconds. */
      expires_in: number;
      /** @description Opens one socket. */
      ticket: string;
    };
    LoginRequest: {
      email: string;
      password: string;
      session?: 'cookie' | 'token';
    };
    NewApiKey: {
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      expires_at?: string;
      name: string;
      scopes: ('read' | 'propose' | 'apply' | 'upload' | 'manage')[];
    };
    NewCategory: {
      /** @description Such as #3366cc. */
      color: string;
      extensions?: string[];
      /** @description Name of an icon. */
      icon: string;
      keywords?: string[];
      name: string;
    };
    NewInvitation: {
      email?: string;
      expires_in_hours?: number;
      role?: 'administrator' | 'member';
    };
    NewOperation: {
      /** @enum {string} */
      action?: 'quarantine' | 'hardlink' | 'reflink' | 'symlink';
      /** @description A preset, such as category or year. */
      by?: string;
      /** @description Where files go: a folder below the root, or an absolute path in another root of the caller. */
      destination_path?: string;
      /** @description Plans and waits for apply. True when absent. */
      dry_run?: boolean;
      hidden?: boolean;
      /** @description For deduplicate. */
      keep?: ('first_seen' | 'oldest' | 'newest' | 'shortest_path' | 'deepest' | 'reference_root' | 'in_place')[];
      /** @enum {string} */
      mode?: 'move' | 'copy';
      /** @enum {string} */
      on_conflict?: 'skip' | 'rename_new' | 'rename_existing' | 'deduplicate' | 'overwrite';
      /** @description A folder below the root; the root when absent. */
      path?: string;
      /** @description A UUID in lower case. */
      root_id: string;
      template?: string;
      /** @enum {string} */
      type: 'scan' | 'organize' | 'deduplicate';
    };
    NewRoot: {
      name: string;
      path: string;
    };
    NewUpload: {
      path: string;
      /** @description A UUID in lower case. */
      root_id?: string;
      size_bytes: number;
    };
    NewUser: {
      email: string;
      name: string;
      password: string;
      role: 'administrator' | 'member';
    };
    Operation: {
      bytes_processed: number;
      completed_at: string | null;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      created_at: string;
      destination_path: string | null;
      dry_run: boolean;
      duplicates_found: number;
      error: {
        code: string;
        hint?: string;
        message: string;
      } | null;
      files_completed: number;
      files_failed: number;
      files_planned: number;
      files_processed: number;
      files_scanned: number;
      files_skipped: number;
      /** @description The moment in UTC and four characters of chance, such as 20260131-142530-417-9f3a. */
      id: string;
      plan_digest: string | null;
      progress: components['schemas']['OperationProgress'] | null;
      root_id: string | null;
      root_path: string;
      space_saved_bytes: number;
      started_at: string | null;
      /** @enum {string} */
      status:
        | 'pending'
        | 'running'
        | 'planned'
        | 'completed'
        | 'completed_with_errors'
        | 'failed'
        | 'cancelled'
        | 'interrupted'
        | 'rolled_back';
      /** @enum {string} */
      type: 'scan' | 'organize' | 'deduplicate' | 'rollback' | 'purge';
      /** @description The operation a rollback takes back. */
      undoes: string | null;
      /** @description Null for what the command line did. */
      user_id: string | null;
      /** @description The operation on an overlapping folder that goes first. */
      waiting_for: string | null;
    };
    OperationProblem: {
      code: string;
      message: string;
      path: string;
      position: number;
    };
    OperationProgress: {
      eta_seconds: number | null;
      files_done: number;
      files_per_second: number | null;
      files_total: number | null;
      last_path: string | null;
      percent: number | null;
      /** @description scanning, identifying, hashing, planning, applying and so on. */
      phase: string;
    };
    OperationQuery: {
      cursor?: string;
      /**
       * @description Items a page.
       * @default 100
       */
      limit: number;
      /** @description A UUID in lower case. */
      root_id?: string;
      /** @enum {string} */
      status?:
        | 'pending'
        | 'running'
        | 'planned'
        | 'completed'
        | 'completed_with_errors'
        | 'failed'
        | 'cancelled'
        | 'interrupted'
        | 'rolled_back';
      /** @enum {string} */
      type?: 'scan' | 'organize' | 'deduplicate' | 'rollback' | 'purge';
    };
    PlanQuery: {
      action?: string;
      cursor?: string;
      /**
       * @description Items a page.
       * @default 100
       */
      limit: number;
      /** @description Only what goes below this absolute folder. */
      path?: string;
      /** @description Only paths that hold this text. */
      q?: string;
      /** @enum {string} */
      status?: 'planned' | 'completed' | 'skipped' | 'failed';
    };
    PlanStep: {
      action: string;
      category: string;
      kept_by?: string;
      kept_path?: string;
      kept_path_base64?: string;
      new_path: string;
      new_path_base64?: string;
      original_path: string;
      original_path_base64?: string;
      size_bytes: number;
      step: number;
    };
    PlanTreeEntry: {
      files: number;
      /** @enum {string} */
      kind: 'file' | 'folder';
      name: string;
      size_bytes: number;
    };
    PlanTreeQuery: {
      cursor?: string;
      /**
       * @description Items a page.
       * @default 100
       */
      limit: number;
      /** @description The absolute folder; the one that files go into when not given. */
      path?: string;
    };
    Preferences: {
      language?: string;
      page_size?: number;
      theme?: 'light' | 'dark' | 'system';
      time_zone?: string;
    };
    ProblemDetails: {
      /** @description See docs/ERRORS.md. */
      code: string;
      /** @description What is wrong, in a sentence. Never there for faults of the server. */
      detail?: string;
      /** @description What can be done next. */
      hint?: string;
      request_id: string;
      status: number;
      /** @description What kind of error this is. */
      title: string;
      /** @description Address of the description of the code. */
      type: string;
    };
    ProfileChange: {
      name?: string;
      preferences?: components['schemas']['Preferences'];
    };
    QuarantineAnswer: {
      results: components['schemas']['Report'][];
    };
    QuarantineQuery: {
      cursor?: string;
      /**
       * @description Items a page.
       * @default 100
       */
      limit: number;
      /** @description The moment in UTC and four characters of chance, such as 20260131-142530-417-9f3a. */
      operation_id?: string;
    };
    QuarantineRequest: {
      /** @enum {string} */
      action: 'restore' | 'purge';
      /** @description The moment in UTC and four characters of chance, such as 20260131-142530-417-9f3a. */
      operation_id: string;
      /** @description Brings back what came from this absolute path alone. */
      path?: string;
    };
    RefreshRequest: {
      refresh_token?: string;
    };
    RegisterRequest: {
      email: string;
      invitation_token?: string;
      name: string;
      password: string;
      session?: 'cookie' | 'token';
    };
    Report: {
      [key: string]: unknown;
    };
    RollbackRequest: {
      /** @description Absolute original paths of files, or of folders with all that came from them. */
      paths?: string[];
    };
    Root: {
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      created_at: string;
      /** @description A UUID in lower case. */
      id: string;
      kind: 'folder' | 'inbox';
      name: string;
      path: string;
      quota_bytes: number | null;
      /** @description What the caller may do there; null for an administrator without a grant. */
      role: ('viewer' | 'proposer' | 'approver') | null;
    };
    RootChange: {
      /**
       * @description Takes the folder that lies at the path by now, where it is not the one that was registered.
       * @constant
       */
      accept_folder?: true;
      name?: string;
    };
    Session: {
      address: string;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      created_at: string;
      current: boolean;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      expires_at: string;
      /** @description A UUID in lower case. */
      id: string;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      last_used_at: string;
      user_agent: string;
    };
    SetupRequest: {
      email: string;
      name: string;
      password: string;
      token: string;
    };
    TokenAnswer: {
      access_token: string;
      /** @description Seconds. */
      expires_in: number;
      /** @description There for `"session": "token"`. */
      refresh_token?: string;
      /** @constant */
      token_type: 'Bearer';
      user: components['schemas']['User'];
    };
    Upload: {
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      created_at: string;
      /**
       * Format: date-time
       * @description When it is given up, unless another piece comes.
       */
      expires_at: string;
      /** @description A UUID in lower case. */
      id: string;
      /** @description Where the next piece begins. */
      offset_bytes: number;
      /** @description Below the root, as it was asked for. */
      path: string;
      /** @description A UUID in lower case. */
      root_id: string;
      size_bytes: number;
      /** @description Below the root, once it is whole. */
      stored_path: string | null;
    };
    UploadedFiles: {
      items: {
        /** @description Below the root; with a counter where the name was taken. */
        path: string;
        /** @description A UUID in lower case. */
        root_id: string;
        size_bytes: number;
      }[];
    };
    User: {
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      created_at: string;
      disabled: boolean;
      email: string;
      /** @description A UUID in lower case. */
      id: string;
      name: string;
      preferences: components['schemas']['Preferences'];
      role: 'administrator' | 'member';
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      updated_at: string;
    };
    UserChange: {
      disabled?: boolean;
      name?: string;
      password?: string;
      role?: 'administrator' | 'member';
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  list_api_keys: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: {
              /**
               * Format: date-time
               * @description ISO 8601, UTC.
               */
              created_at: string;
              expires_at: string | null;
              /** @description A UUID in lower case. */
              id: string;
              last_used_at: string | null;
              name: string;
              prefix: string;
              scopes: ('read' | 'propose' | 'apply' | 'upload' | 'manage')[];
            }[];
            next_cursor: null;
          };
        };
      };
      /** @description It is as it was. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  create_api_key: {
    parameters: {
      query?: never;
      header?: {
        /** @description Makes the request safe to repeat: for 24 hours its repetition is answered as the first one was. */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /**
           * Format: date-time
           * @description ISO 8601, UTC.
           */
          expires_at?: string;
          name: string;
          scopes: ('read' | 'propose' | 'apply' | 'upload' | 'manage')[];
        };
      };
    };
    responses: {
      /** @description It is made. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            created_at: string;
            expires_at: string | null;
            /** @description A UUID in lower case. */
            id: string;
            last_used_at: string | null;
            name: string;
            prefix: string;
            scopes: ('read' | 'propose' | 'apply' | 'upload' | 'manage')[];
            token: string;
          };
        };
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  remove_api_key: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description A UUID in lower case. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description No content. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  list_audit: {
    parameters: {
      query?: {
        action?: string;
        cursor?: string;
        /** @description ISO 8601, UTC. */
        from?: string;
        /** @description Items a page. */
        limit?: number;
        outcome?: 'allowed' | 'denied' | 'failed';
        target?: string;
        target_kind?: string;
        /** @description ISO 8601, UTC; not included. */
        to?: string;
        /** @description A UUID in lower case. */
        user_id?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: {
              action: string;
              /** @enum {string} */
              actor: 'user' | 'api_key' | 'system' | 'nobody';
              address: string | null;
              api_key_id: string | null;
              /**
               * Format: date-time
               * @description ISO 8601, UTC.
               */
              created_at: string;
              details: {
                [key: string]: unknown;
              };
              /** @description SHA-256, hexadecimal. */
              hash: string;
              /** @description Place in the chain: from 1, without gaps. */
              id: number;
              /** @enum {string} */
              outcome: 'allowed' | 'denied' | 'failed';
              /** @description SHA-256, hexadecimal. */
              previous_hash: string;
              request_id: string | null;
              target: string | null;
              target_kind: string | null;
              user_agent: string | null;
              user_id: string | null;
            }[];
            /** @description Null at the end of the list. */
            next_cursor: string | null;
          };
        };
      };
      /** @description It is as it was. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  get_audit_export: {
    parameters: {
      query?: {
        action?: string;
        /** @description One JSON object a line, or CSV. */
        format?: 'json' | 'csv';
        /** @description ISO 8601, UTC. */
        from?: string;
        outcome?: 'allowed' | 'denied' | 'failed';
        target?: string;
        target_kind?: string;
        /** @description ISO 8601, UTC; not included. */
        to?: string;
        /** @description A UUID in lower case. */
        user_id?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The entries, to be saved. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/x-ndjson': string;
          'text/csv; charset=utf-8': string;
        };
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  change_password: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ChangePasswordRequest'];
      };
    };
    responses: {
      /** @description No content. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  login: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          email: string;
          password: string;
          session?: 'cookie' | 'token';
        };
      };
    };
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            access_token: string;
            /** @description Seconds. */
            expires_in: number;
            /** @description There for `"session": "token"`. */
            refresh_token?: string;
            /** @enum {string} */
            token_type: 'Bearer';
            user: {
              /**
               * Format: date-time
               * @description ISO 8601, UTC.
               */
              created_at: string;
              disabled: boolean;
              email: string;
              /** @description A UUID in lower case. */
              id: string;
              name: string;
              preferences: {
                language?: string;
                page_size?: number;
                theme?: 'light' | 'dark' | 'system';
                time_zone?: string;
              };
              role: 'administrator' | 'member';
              /**
               * Format: date-time
               * @description ISO 8601, UTC.
               */
              updated_at: string;
            };
          };
        };
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  logout: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['RefreshRequest'] | null;
      };
    };
    responses: {
      /** @description No content. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  get_me: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            created_at: string;
            disabled: boolean;
            email: string;
            /** @description A UUID in lower case. */
            id: string;
            name: string;
            preferences: {
              language?: string;
              page_size?: number;
              theme?: 'light' | 'dark' | 'system';
              time_zone?: string;
            };
            role: 'administrator' | 'member';
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            updated_at: string;
          };
        };
      };
      /** @description It is as it was. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  change_me: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          name?: string;
          preferences?: {
            language?: string;
            page_size?: number;
            theme?: 'light' | 'dark' | 'system';
            time_zone?: string;
          };
        };
      };
    };
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            created_at: string;
            disabled: boolean;
            email: string;
            /** @description A UUID in lower case. */
            id: string;
            name: string;
            preferences: {
              language?: string;
              page_size?: number;
              theme?: 'light' | 'dark' | 'system';
              time_zone?: string;
            };
            role: 'administrator' | 'member';
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            updated_at: string;
          };
        };
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  refresh: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['RefreshRequest'] | null;
      };
    };
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            access_token: string;
            /** @description Seconds. */
            expires_in: number;
            /** @description There for `"session": "token"`. */
            refresh_token?: string;
            /** @enum {string} */
            token_type: 'Bearer';
            user: {
              /**
               * Format: date-time
               * @description ISO 8601, UTC.
               */
              created_at: string;
              disabled: boolean;
              email: string;
              /** @description A UUID in lower case. */
              id: string;
              name: string;
              preferences: {
                language?: string;
                page_size?: number;
                theme?: 'light' | 'dark' | 'system';
                time_zone?: string;
              };
              role: 'administrator' | 'member';
              /**
               * Format: date-time
               * @description ISO 8601, UTC.
               */
              updated_at: string;
            };
          };
        };
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  register: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          email: string;
          invitation_token?: string;
          name: string;
          password: string;
          session?: 'cookie' | 'token';
        };
      };
    };
    responses: {
      /** @description It is made. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            access_token: string;
            /** @description Seconds. */
            expires_in: number;
            /** @description There for `"session": "token"`. */
            refresh_token?: string;
            /** @enum {string} */
            token_type: 'Bearer';
            user: {
              /**
               * Format: date-time
               * @description ISO 8601, UTC.
               */
              created_at: string;
              disabled: boolean;
              email: string;
              /** @description A UUID in lower case. */
              id: string;
              name: string;
              preferences: {
                language?: string;
                page_size?: number;
                theme?: 'light' | 'dark' | 'system';
                time_zone?: string;
              };
              role: 'administrator' | 'member';
              /**
               * Format: date-time
               * @description ISO 8601, UTC.
               */
              updated_at: string;
            };
          };
        };
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  list_sessions: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Session'][];
            next_cursor: null;
          };
        };
      };
      /** @description It is as it was. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  remove_sessions: {
    parameters: {
      query?: {
        /** @description A UUID in lower case. */
        id?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description No content. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  list_categories: {
    parameters: {
      query?: {
        cursor?: string;
        /** @description Items a page. */
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Category'][];
            /** @description Null at the end of the list. */
            next_cursor: string | null;
          };
        };
      };
      /** @description It is as it was. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  create_category: {
    parameters: {
      query?: never;
      header?: {
        /** @description Makes the request safe to repeat: for 24 hours its repetition is answered as the first one was. */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NewCategory'];
      };
    };
    responses: {
      /** @description It is made. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Category'];
        };
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  remove_category: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description A UUID in lower case. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description No content. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  change_category: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description A UUID in lower case. */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CategoryChange'];
      };
    };
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Category'];
        };
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  create_explain: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ExplainRequest'];
      };
    };
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Report'];
        };
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  list_files: {
    parameters: {
      query?: {
        category?: string;
        cursor?: string;
        /** @description Items a page. */
        limit?: number;
        max_size_bytes?: number;
        min_size_bytes?: number;
        /** @description The moment in UTC and four characters of chance, such as 20260131-142530-417-9f3a. */
        operation_id?: string;
        /** @description By path, the first 250 characters count. */
        sort_by?: 'created_at' | 'size_bytes' | 'path';
        sort_order?: 'asc' | 'desc';
        status?: 'planned' | 'completed' | 'skipped' | 'failed' | 'rolled_back';
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['FileRecord'][];
            /** @description Null at the end of the list. */
            next_cursor: string | null;
          };
        };
      };
      /** @description It is as it was. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  get_file: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['FileRecord'];
        };
      };
      /** @description It is as it was. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  get_file_content: {
    parameters: {
      query?: never;
      header?: {
        'if-none-match'?: string;
        'if-range'?: string;
        range?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/octet-stream': string;
        };
      };
      /** @description The answer. */
      206: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/octet-stream': string;
        };
      };
      /** @description The answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  list_files_search: {
    parameters: {
      query: {
        cursor?: string;
        /** @description Items a page. */
        limit?: number;
        /** @description The moment in UTC and four characters of chance, such as 20260131-142530-417-9f3a. */
        operation_id?: string;
        /** @description A part of a path, with three letters or digits in a row; or a whole category; or at least six digits a hash begins with. */
        q: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['FileRecord'][];
            /** @description Null at the end of the list. */
            next_cursor: string | null;
          };
        };
      };
      /** @description It is as it was. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  upload_files: {
    parameters: {
      query?: {
        /** @description A UUID in lower case. */
        root_id?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It is made. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['UploadedFiles'];
        };
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  list_folders: {
    parameters: {
      query?: {
        cursor?: string;
        /** @description Items a page. */
        limit?: number;
        path?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['FolderEntry'][];
            /** @description Null at the end of the list. */
            next_cursor: string | null;
          };
        };
      };
      /** @description It is as it was. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  create_invitation: {
    parameters: {
      query?: never;
      header?: {
        /** @description Makes the request safe to repeat: for 24 hours its repetition is answered as the first one was. */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          email?: string;
          expires_in_hours?: number;
          role?: 'administrator' | 'member';
        };
      };
    };
    responses: {
      /** @description It is made. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            email: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            expires_at: string;
            /** @description A UUID in lower case. */
            id: string;
            role: 'administrator' | 'member';
            token: string;
            /** @description The link to hand on. */
            url: string;
          };
        };
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  list_operations: {
    parameters: {
      query?: {
        cursor?: string;
        /** @description Items a page. */
        limit?: number;
        /** @description A UUID in lower case. */
        root_id?: string;
        status?:
          | 'pending'
          | 'running'
          | 'planned'
          | 'completed'
          | 'completed_with_errors'
          | 'failed'
          | 'cancelled'
          | 'interrupted'
          | 'rolled_back';
        type?: 'scan' | 'organize' | 'deduplicate' | 'rollback' | 'purge';
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Operation'][];
            /** @description Null at the end of the list. */
            next_cursor: string | null;
          };
        };
      };
      /** @description It is as it was. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  create_operation: {
    parameters: {
      query?: never;
      header?: {
        /** @description Makes the request safe to repeat: for 24 hours its repetition is answered as the first one was. */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NewOperation'];
      };
    };
    responses: {
      /** @description It is asked for. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Operation'];
        };
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  get_operation: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The moment in UTC and four characters of chance, such as 20260131-142530-417-9f3a. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Operation'];
        };
      };
      /** @description It is as it was. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  remove_operation: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The moment in UTC and four characters of chance, such as 20260131-142530-417-9f3a. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description No content. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  apply_operation: {
    parameters: {
      query?: never;
      header?: {
        /** @description Makes the request safe to repeat: for 24 hours its repetition is answered as the first one was. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description The moment in UTC and four characters of chance, such as 20260131-142530-417-9f3a. */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ApplyRequest'];
      };
    };
    responses: {
      /** @description It is asked for. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Operation'];
        };
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  cancel_operation: {
    parameters: {
      query?: never;
      header?: {
        /** @description Makes the request safe to repeat: for 24 hours its repetition is answered as the first one was. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description The moment in UTC and four characters of chance, such as 20260131-142530-417-9f3a. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It is asked for. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Operation'];
        };
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  list_operation_duplicates: {
    parameters: {
      query?: {
        cursor?: string;
        /** @description Items a page. */
        limit?: number;
      };
      header?: never;
      path: {
        /** @description The moment in UTC and four characters of chance, such as 20260131-142530-417-9f3a. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['DuplicateGroup'][];
            /** @description Null at the end of the list. */
            next_cursor: string | null;
          };
        };
      };
      /** @description It is as it was. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  list_operation_plan: {
    parameters: {
      query?: {
        action?: string;
        cursor?: string;
        /** @description Items a page. */
        limit?: number;
        /** @description Only what goes below this absolute folder. */
        path?: string;
        /** @description Only paths that hold this text. */
        q?: string;
        status?: 'planned' | 'completed' | 'skipped' | 'failed';
      };
      header?: never;
      path: {
        /** @description The moment in UTC and four characters of chance, such as 20260131-142530-417-9f3a. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['PlanStep'][];
            /** @description Null at the end of the list. */
            next_cursor: string | null;
          };
        };
      };
      /** @description It is as it was. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  list_operation_plan_tree: {
    parameters: {
      query?: {
        cursor?: string;
        /** @description Items a page. */
        limit?: number;
        /** @description The absolute folder; the one that files go into when not given. */
        path?: string;
      };
      header?: never;
      path: {
        /** @description The moment in UTC and four characters of chance, such as 20260131-142530-417-9f3a. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['PlanTreeEntry'][];
            /** @description Null at the end of the list. */
            next_cursor: string | null;
          };
        };
      };
      /** @description It is as it was. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  list_operation_problems: {
    parameters: {
      query?: {
        cursor?: string;
        /** @description Items a page. */
        limit?: number;
      };
      header?: never;
      path: {
        /** @description The moment in UTC and four characters of chance, such as 20260131-142530-417-9f3a. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['OperationProblem'][];
            /** @description Null at the end of the list. */
            next_cursor: string | null;
          };
        };
      };
      /** @description It is as it was. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  resume_operation: {
    parameters: {
      query?: never;
      header?: {
        /** @description Makes the request safe to repeat: for 24 hours its repetition is answered as the first one was. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description The moment in UTC and four characters of chance, such as 20260131-142530-417-9f3a. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It is asked for. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Operation'];
        };
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  rollback_operation: {
    parameters: {
      query?: never;
      header?: {
        /** @description Makes the request safe to repeat: for 24 hours its repetition is answered as the first one was. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description The moment in UTC and four characters of chance, such as 20260131-142530-417-9f3a. */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['RollbackRequest'] | null;
      };
    };
    responses: {
      /** @description It is asked for. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Operation'];
        };
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  list_quarantine: {
    parameters: {
      query?: {
        cursor?: string;
        /** @description Items a page. */
        limit?: number;
        /** @description The moment in UTC and four characters of chance, such as 20260131-142530-417-9f3a. */
        operation_id?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['HeldFile'][];
            /** @description Null at the end of the list. */
            next_cursor: string | null;
          };
        };
      };
      /** @description It is as it was. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  create_quarantine: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['QuarantineRequest'];
      };
    };
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['QuarantineAnswer'];
        };
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  get_report: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The moment in UTC and four characters of chance, such as 20260131-142530-417-9f3a. */
        operation_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Report'];
        };
      };
      /** @description It is as it was. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  get_report_export: {
    parameters: {
      query?: {
        format?: 'json' | 'csv' | 'html';
      };
      header?: never;
      path: {
        /** @description The moment in UTC and four characters of chance, such as 20260131-142530-417-9f3a. */
        operation_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The report, to be saved. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Report'];
          'text/csv; charset=utf-8': string;
          'text/html; charset=utf-8': string;
        };
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  list_roots: {
    parameters: {
      query?: {
        cursor?: string;
        /** @description Items a page. */
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: {
              /**
               * Format: date-time
               * @description ISO 8601, UTC.
               */
              created_at: string;
              /** @description A UUID in lower case. */
              id: string;
              kind: 'folder' | 'inbox';
              name: string;
              path: string;
              quota_bytes: number | null;
              /** @description What the caller may do there; null for an administrator without a grant. */
              role: ('viewer' | 'proposer' | 'approver') | null;
            }[];
            /** @description Null at the end of the list. */
            next_cursor: string | null;
          };
        };
      };
      /** @description It is as it was. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  create_root: {
    parameters: {
      query?: never;
      header?: {
        /** @description Makes the request safe to repeat: for 24 hours its repetition is answered as the first one was. */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NewRoot'];
      };
    };
    responses: {
      /** @description It is made. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            created_at: string;
            /** @description A UUID in lower case. */
            id: string;
            kind: 'folder' | 'inbox';
            name: string;
            path: string;
            quota_bytes: number | null;
            /** @description What the caller may do there; null for an administrator without a grant. */
            role: ('viewer' | 'proposer' | 'approver') | null;
          };
        };
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  get_root: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description A UUID in lower case. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            created_at: string;
            /** @description A UUID in lower case. */
            id: string;
            kind: 'folder' | 'inbox';
            name: string;
            path: string;
            quota_bytes: number | null;
            /** @description What the caller may do there; null for an administrator without a grant. */
            role: ('viewer' | 'proposer' | 'approver') | null;
          };
        };
      };
      /** @description It is as it was. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  remove_root: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description A UUID in lower case. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description No content. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  change_root: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description A UUID in lower case. */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /**
           * @description Takes the folder that lies at the path by now, where it is not the one that was registered.
           * @enum {boolean}
           */
          accept_folder?: true;
          name?: string;
        };
      };
    };
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            created_at: string;
            /** @description A UUID in lower case. */
            id: string;
            kind: 'folder' | 'inbox';
            name: string;
            path: string;
            quota_bytes: number | null;
            /** @description What the caller may do there; null for an administrator without a grant. */
            role: ('viewer' | 'proposer' | 'approver') | null;
          };
        };
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  list_root_browse: {
    parameters: {
      query?: {
        cursor?: string;
        /** @description Items a page. */
        limit?: number;
        path?: string;
      };
      header?: never;
      path: {
        /** @description A UUID in lower case. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: {
              kind: 'folder' | 'file' | 'link' | 'other';
              /**
               * Format: date-time
               * @description ISO 8601, UTC.
               */
              modified: string;
              /** @description Shown name: what is no UTF-8 is escaped. */
              name: string;
              /** @description The bytes of the name, where the shown one is escaped. */
              name_base64?: string;
              size_bytes: number;
            }[];
            /** @description Null at the end of the list. */
            next_cursor: string | null;
          };
        };
      };
      /** @description It is as it was. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  get_root_grants: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description A UUID in lower case. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            grants: {
              role: 'viewer' | 'proposer' | 'approver';
              /** @description A UUID in lower case. */
              user_id: string;
            }[];
          };
        };
      };
      /** @description It is as it was. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  replace_root_grants: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description A UUID in lower case. */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          grants: {
            role: 'viewer' | 'proposer' | 'approver';
            /** @description A UUID in lower case. */
            user_id: string;
          }[];
        };
      };
    };
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            grants: {
              role: 'viewer' | 'proposer' | 'approver';
              /** @description A UUID in lower case. */
              user_id: string;
            }[];
          };
        };
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  create_setup: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SetupRequest'];
      };
    };
    responses: {
      /** @description It is made. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            access_token: string;
            /** @description Seconds. */
            expires_in: number;
            /** @description There for `"session": "token"`. */
            refresh_token?: string;
            /** @enum {string} */
            token_type: 'Bearer';
            user: {
              /**
               * Format: date-time
               * @description ISO 8601, UTC.
               */
              created_at: string;
              disabled: boolean;
              email: string;
              /** @description A UUID in lower case. */
              id: string;
              name: string;
              preferences: {
                language?: string;
                page_size?: number;
                theme?: 'light' | 'dark' | 'system';
                time_zone?: string;
              };
              role: 'administrator' | 'member';
              /**
               * Format: date-time
               * @description ISO 8601, UTC.
               */
              updated_at: string;
            };
          };
        };
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  get_status: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description By kind, since this process started. */
            cache: {
              [key: string]: {
                /** @description Asked past a cache that could not be trusted. */
                bypasses: number;
                hit_ratio: number | null;
                hits: number;
                /** @description Waited for somebody else who asked the same. */
                joined: number;
                misses: number;
              };
            };
            checks: {
              [key: string]: {
                details: {
                  [key: string]: string | number | boolean;
                };
                status: 'ok' | 'unavailable';
              };
            };
            status: 'ok' | 'degraded' | 'unavailable';
            version: string;
          };
        };
      };
      /** @description It is as it was. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  create_upload: {
    parameters: {
      query?: never;
      header?: {
        /** @description Makes the request safe to repeat: for 24 hours its repetition is answered as the first one was. */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NewUpload'];
      };
    };
    responses: {
      /** @description It is made. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Upload'];
        };
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  get_upload: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description A UUID in lower case. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Upload'];
        };
      };
      /** @description It is as it was. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  remove_upload: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description A UUID in lower case. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description No content. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  change_upload: {
    parameters: {
      query?: never;
      header: {
        'upload-offset': number;
      };
      path: {
        /** @description A UUID in lower case. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Upload'];
        };
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  list_users: {
    parameters: {
      query?: {
        cursor?: string;
        /** @description Items a page. */
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: {
              /**
               * Format: date-time
               * @description ISO 8601, UTC.
               */
              created_at: string;
              disabled: boolean;
              email: string;
              /** @description A UUID in lower case. */
              id: string;
              name: string;
              preferences: {
                language?: string;
                page_size?: number;
                theme?: 'light' | 'dark' | 'system';
                time_zone?: string;
              };
              role: 'administrator' | 'member';
              /**
               * Format: date-time
               * @description ISO 8601, UTC.
               */
              updated_at: string;
            }[];
            /** @description Null at the end of the list. */
            next_cursor: string | null;
          };
        };
      };
      /** @description It is as it was. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  create_user: {
    parameters: {
      query?: never;
      header?: {
        /** @description Makes the request safe to repeat: for 24 hours its repetition is answered as the first one was. */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          email: string;
          name: string;
          password: string;
          role: 'administrator' | 'member';
        };
      };
    };
    responses: {
      /** @description It is made. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            created_at: string;
            disabled: boolean;
            email: string;
            /** @description A UUID in lower case. */
            id: string;
            name: string;
            preferences: {
              language?: string;
              page_size?: number;
              theme?: 'light' | 'dark' | 'system';
              time_zone?: string;
            };
            role: 'administrator' | 'member';
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            updated_at: string;
          };
        };
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  get_user: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description A UUID in lower case. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            created_at: string;
            disabled: boolean;
            email: string;
            /** @description A UUID in lower case. */
            id: string;
            name: string;
            preferences: {
              language?: string;
              page_size?: number;
              theme?: 'light' | 'dark' | 'system';
              time_zone?: string;
            };
            role: 'administrator' | 'member';
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            updated_at: string;
          };
        };
      };
      /** @description It is as it was. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  remove_user: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description A UUID in lower case. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description No content. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  change_user: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description A UUID in lower case. */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          disabled?: boolean;
          name?: string;
          password?: string;
          role?: 'administrator' | 'member';
        };
      };
    };
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            created_at: string;
            disabled: boolean;
            email: string;
            /** @description A UUID in lower case. */
            id: string;
            name: string;
            preferences: {
              language?: string;
              page_size?: number;
              theme?: 'light' | 'dark' | 'system';
              time_zone?: string;
            };
            role: 'administrator' | 'member';
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            updated_at: string;
          };
        };
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  get_ws: {
    parameters: {
      query?: {
        ticket?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The socket is open; see LiveRequest and LiveMessage. */
      101: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  create_ws_ticket: {
    parameters: {
      query?: never;
      header?: {
        /** @description Makes the request safe to repeat: for 24 hours its repetition is answered as the first one was. */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It is made. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['LiveTicket'];
        };
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  get_health: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            checks: {
              [key: string]: 'ok' | 'unavailable';
            };
            status: 'ok' | 'degraded' | 'unavailable';
          };
        };
      };
      /** @description It is as it was. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Not now. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            checks: {
              [key: string]: 'ok' | 'unavailable';
            };
            status: 'ok' | 'degraded' | 'unavailable';
          };
        };
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  get_health_live: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            status: 'ok' | 'degraded' | 'unavailable';
          };
        };
      };
      /** @description It is as it was. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Not now. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            status: 'ok' | 'degraded' | 'unavailable';
          };
        };
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
  get_health_ready: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            status: 'ok' | 'degraded' | 'unavailable';
          };
        };
      };
      /** @description It is as it was. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Not now. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            status: 'ok' | 'degraded' | 'unavailable';
          };
        };
      };
      /** @description What is wrong. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDetails'];
        };
      };
    };
  };
}
