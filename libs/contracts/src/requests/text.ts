import { z } from 'zod';

const storable = (text: string): boolean => text.isWellFormed() && !text.includes('\u0000');

/** Text of at most `max` characters that every engine can store and give back as it was. */
export const textOrEmpty = (max: number) =>
  z.string().max(max).refine(storable, 'must not contain NUL or unpaired surrogates');

/** As `textOrEmpty`, of at least one character. */
export const text = (max: number) => textOrEmpty(max).min(1);

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);

const isWebUrl = (candidate: string): boolean => {
  if (!URL.canParse(candidate)) return false;
  const url = new URL(candidate);
  const secure = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  return secure && url.username === '' && url.password === '';
};

/** Where a payer may be sent: https, or http on loopback (`MODE=live` refuses that too); no user, no password. */
export const webUrl = text(2_000)
  .refine(isWebUrl, 'must be an absolute https URL (http only for loopback in the sandbox)')
  .meta({
    format: 'uri',
    description: 'Absolute, https (http for loopback in the sandbox), without user and password',
  });

const hasNoQuery = (candidate: string): boolean => !candidate.includes('?') && !candidate.includes('#');

/** A page of the merchant's own, to which `?token=` is appended. */
export const pageUrl = webUrl
  .refine(hasNoQuery, 'must not have a query or a fragment')
  .describe(
    'Your own checkout page, without query and fragment (default: the hosted page): the payer is sent to `${url}?token=${token}`',
  );
