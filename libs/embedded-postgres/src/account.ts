import { readFile, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { ifThere } from './if-there.ts';

/** The operating system's account that PostgreSQL runs as. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Who runs the server: undefined for the user who starts it; PostgreSQL refuses root, so root hands it to the owner of
 * the data that are there, else to `nobody`.
 */
export const serverAccount = async (data: string): Promise<Account | undefined> => {
  if (process.getuid?.() !== 0) return assertNamed();
  const owner = await ifThere(stat(data));
  return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : nobody();
};

/** PostgreSQL asks the system for the name of who runs it. @throws EmbeddedPostgresError when there is none */
const assertNamed = (): undefined => {
  try {
    userInfo();
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'PostgreSQL does not run as a user without a name (a bare number, as containers allow): start as another user, or set DATABASE_URL',
      { cause },
    );
  }
};

const nobody = async (): Promise<Account> => {
  const [, uid, gid] = /^nobody:[^:]*:(\d+):(\d+):/m.exec(await readFile('/etc/passwd', 'utf8')) ?? [];
  if (uid === undefined || gid === undefined)
    throw new EmbeddedPostgresError(
      'PostgreSQL does not run as root and there is no user "nobody": start as a normal user, or set DATABASE_URL',
    );
  return { uid: Number(uid), gid: Number(gid) };
};
