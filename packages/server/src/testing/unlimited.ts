/** Settings for tests: they ask more in a minute than people do. */
export const UNLIMITED: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'API_USER',
    'API_GLOBAL',
    'UPLOAD_USER',
    'UPLOAD_GLOBAL',
    'EXPORT_USER',
    'EXPORT_GLOBAL',
    'SIGN_IN_ADDRESS',
    'SIGN_IN_ACCOUNT',
  ].map((name) => [`KEMPT_LIMIT_${name}`, '0']),
);
