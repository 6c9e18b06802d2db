import { scrubText } from '@counterfoil/platform/logging';

/** What is read and kept of an answer, bytes. */
export const EXCERPT_BYTES = 16_384;

/** PostgreSQL keeps no NUL in a text. */
const NUL = /\0/g;

/** All but tab and line ends; and what turns the direction of a text around, or hides in it. */
const HARMFUL = /[^\P{Cc}\t\n\r]|[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]|\p{Cs}/gu;

const within = (text: string): string =>
  text.slice(0, new TextEncoder().encodeInto(text, new Uint8Array(EXCERPT_BYTES)).read);

/**
 * The beginning of an answer as harmless text of at most 16 KiB in UTF-8: no control characters, no card number or key that the
 * receiver may have echoed. Compressed bytes are not looked into: a few of them can hold gigabytes.
 */
export const excerptOf = (bytes: Buffer, contentEncoding: string | undefined): string => {
  if (bytes.length === 0) return '';
  if (contentEncoding !== undefined && contentEncoding.toLowerCase() !== 'identity') return '[compressed]';
  // `stream`: a character that was cut in two at the end is left out.
  const text = new TextDecoder().decode(bytes.subarray(0, EXCERPT_BYTES), { stream: true });
  return within(scrubText(text.replace(NUL, '').replace(HARMFUL, '\ufffd')));
};
