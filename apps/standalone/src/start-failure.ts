/** Why the product cannot start: one line for stderr that names the variable and says what to do; no secret, no stack. */
export class StartFailure extends Error {}

/** The `code` of a system or database error, such as `EADDRINUSE`. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
