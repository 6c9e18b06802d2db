const PRINTABLE = /^[\x20-\x7e]{1,255}$/;
const QUOTED = /^"((?:[^"\\]|\\["\\])*)"$/;

/** A key as it stands in a body: 1..255 printable ASCII characters; undefined for anything else. */
export const keyOfBody = (value: unknown): string | undefined =>
  typeof value === 'string' && PRINTABLE.test(value) ? value : undefined;

/** The key of an `Idempotency-Key` header: bare, or a string of RFC 8941 §3.3.3. */
export const keyOfHeader = (value: string): string | undefined => {
  if (!value.startsWith('"')) return keyOfBody(value);
  return keyOfBody(QUOTED.exec(value)?.[1]?.replaceAll(/\\(["\\])/g, '$1'));
};
