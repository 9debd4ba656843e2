/** Which origins are Kempt's own. */
export interface OwnOrigin {
  /** Address under which people reach Kempt. */
  readonly publicUrl: string;
  /** `http` or `https`, as the request came. */
  readonly protocol: string;
  /** The Host header. */
  readonly host: string | undefined;
}

/**
 * Whether a page that makes a request is Kempt's own.
 *
 * @param origin - the Origin header
 * @param own - under which names Kempt is reached
 * @returns false for pages of all other sites
 */
export function isOwnOrigin(origin: string, { publicUrl, protocol, host }: OwnOrigin): boolean {
  return origin === publicUrl || origin === `${protocol}://${host ?? ''}`;
}
