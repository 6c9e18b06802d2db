import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import type { AnswerSeal } from '../src/idempotency/answer-seal.ts';

/** Seals as the vault does; the vault itself stands on the platform. */
export const answerSeal = (secret: string): AnswerSeal => {
  const key = createHash('sha256').update(secret).digest();
  return {
    keep: (plaintext, aad, write) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(aad));
      const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
      return write(Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]));
    },
    open: async (sealed, aad) => {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12), { authTagLength: 16 });
      decipher.setAAD(Buffer.from(aad)).setAuthTag(sealed.subarray(12, 28));
      return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
    },
    mac: (purpose, data) => createHmac('sha256', key).update(`${purpose}\n${data}`).digest(),
  };
};
