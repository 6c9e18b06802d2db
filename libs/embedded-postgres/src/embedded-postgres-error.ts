/** Why the server cannot run: one line that names the folder and says what to do. Carries no secret. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
  readonly code = 'embedded_postgres';
}

/** Gives what the operating system refused the data folder's name and a way out; a typed error stays as it is. */
export const explained = (dataDir: string, error: unknown): EmbeddedPostgresError => {
  if (error instanceof EmbeddedPostgresError) return error;
  const { message: reason } = error as Error;
  return new EmbeddedPostgresError(
    `DATA_DIR ${dataDir} cannot be used (${reason}); name a folder you may write to, or set DATABASE_URL`,
    { cause: error },
  );
};
