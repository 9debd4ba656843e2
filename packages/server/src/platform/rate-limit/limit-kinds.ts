/** What is limited. */
export const LIMIT_KINDS = ['api', 'upload', 'export', 'sign_in'] as const;

/** One of {@link LIMIT_KINDS}. */
export type LimitKind = (typeof LIMIT_KINDS)[number];

/** Requests a minute; 0 does not limit them. */
export interface KindLimits {
  /** Of one user; of one address for sign-ins and for whoever is not signed in. */
  readonly user: number;
  /** Of all users together; of one account for sign-ins. */
  readonly global: number;
}

/** The limits of each kind. */
export type Limits = Readonly<Record<LimitKind, KindLimits>>;

/** All windows are this long. */
export const WINDOW_SECONDS = 60;
