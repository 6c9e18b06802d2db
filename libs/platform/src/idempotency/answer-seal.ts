/** The part of the vault that keeps answers and compares bodies (`Sealer` of @counterfoil/vault). */
export interface AnswerSeal {
  /** Encrypts; `aad` says where the result belongs. */
  seal(plaintext: Buffer, aad: string): Buffer;
  open(sealed: Buffer, aad: string): Buffer;
  /** A keyed hash, with a key of its own for each purpose. */
  mac(purpose: string, data: string): Buffer;
}
