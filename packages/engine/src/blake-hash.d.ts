// The hash library takes any Uint8Array, yet its types ask for a Buffer.
import '@napi-rs/blake-hash';

declare module '@napi-rs/blake-hash' {
  interface Blake3Hasher {
    update(input: Uint8Array): this;
  }
  function blake3(input: Uint8Array): Buffer;
  function blake3UrlSafeBase64(input: Uint8Array): string;
}
