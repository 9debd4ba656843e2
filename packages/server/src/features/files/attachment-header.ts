/**
 * The `Content-Disposition` under which a file is saved and never shown (RFC 6266). Whatever the name holds, it ends
 * neither the header nor the quoted text in it.
 *
 * @param shown - a shown name
 * @returns the value of the header
 * @example
 * attachmentHeader('ü "x".txt') // `attachment; filename="_ _x_.txt"; filename*=UTF-8''%C3%BC%20%22x%22.txt`
 */
export function attachmentHeader(shown: string): string {
  const plain = shown.replace(/[^A-Za-z0-9 ._()-]/g, '_');
  const encoded = encodeURIComponent(shown).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
