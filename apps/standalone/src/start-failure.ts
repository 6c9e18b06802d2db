/** Why the product cannot start: one line for stderr that names the variable and says what to do; no secret, no stack. */
export class StartFailure extends Error {}

/** Nobody can listen on `port`, which `variable` names. */
export const portTaken = (variable: string, port: number): StartFailure =>
  new StartFailure(`${variable}: port ${port} is in use by another program; set ${variable} to a free port`);

/** The `code` of a system or database error, such as `EADDRINUSE`. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
