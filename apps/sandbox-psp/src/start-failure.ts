/** Why the process could not start. The message is one line for an operator and holds no secret. */
export class StartFailure extends Error {
  constructor(
    /** Of a port that cannot be listened on it is the system's own, such as `EADDRINUSE`. */
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** An error's code, such as `ECONNREFUSED` or a SQLSTATE: never its message, which may repeat a connection string. */
export const errorCode = (error: unknown): string => {
  if (error instanceof AggregateError && error.errors.length > 0) return errorCode(error.errors[0]);
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error';
};
