import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** An id in a provider's news: no control character and no half of a character, which no log could keep. */
export const newsId = z
  .string()
  .max(255)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u);

/** A callback older or newer than this is refused, so that a recorded one cannot be played again for ever. */
const TOLERANCE_MS = 300_000;

/** Whether a callback signed at that time, unix milliseconds, may be heard at `now`. */
export const isTimely = (signedAt: number, now: Date): boolean => Math.abs(now.getTime() - signedAt) <= TOLERANCE_MS;

/** Whether two texts are equal; the time it takes says nothing about where they differ. */
export const isSame = (given: string, expected: string): boolean => {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
};
