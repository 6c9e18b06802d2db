/** The part of the vault that keeps answers and compares bodies (`KeyRing` of @counterfoil/vault). */
export interface AnswerSeal {
  /**
   * Encrypts, and has `write` commit the result, once or more often; `aad` says where it belongs. Resolves with what
   * `write` returned last.
   */
  keep<T>(plaintext: Buffer, aad: string, write: (sealed: Buffer) => Promise<T>): Promise<T>;
  open(sealed: Buffer, aad: string): Promise<Buffer>;
  /** A keyed hash, with a key of its own for each purpose. */
  mac(purpose: string, data: string): Buffer;
}
