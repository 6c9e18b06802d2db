/** Why the product cannot start: one line for stderr that names the variable and says what to do; no secret, no stack. */
export class StartFailure extends Error {}

/** A setting that `loadSettings` has seen to be there. */
export const needed = <T>(variable: string, value: T | null): T => {
  if (value === null) throw new StartFailure(`${variable} must be set`);
  return value;
};

/** Nobody can listen on `port`, which `variable` names. */
export const portTaken = (variable: string, port: number): StartFailure =>
  new StartFailure(`${variable}: port ${port} is in use by another program; set ${variable} to a free port`);

/** The `code` of a system or database error, such as `EADDRINUSE`. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
