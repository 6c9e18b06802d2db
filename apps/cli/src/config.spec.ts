import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

const config = (env: Readonly<Record<string, string>>, ...args: readonly string[]) => {
  const script = ['--import', './tools/typescript.mjs', 'apps/cli/src/config.ts', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, script, {
    cwd: root,
    env: { PATH: process.env['PATH'], ...env },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
};

describe('npm run config', () => {
  it('prints every setting with its source, and is content', () => {
    const { status, stdout, stderr } = config({ PORT: '4000', DATABASE_URL: 'postgres://me:hunter2@host/db' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^PORT +4000 +environment +the API$/m);
    expect(stdout).toMatch(/^SANDBOX_PSP_PORT +4001 +derived +\S/m);
    expect(stdout).toMatch(/^DATABASE_URL +postgres:\/\/me:\*\*\*@host\/db +environment +\S/m);
    expect(stdout).toMatch(/^LOG_LEVEL +info +default +\S/m);
    expect(stdout).not.toContain('hunter2');
  });

  it('names everything that is wrong, warns of slips, and fails', () => {
    const { status, stderr } = config({ PORT: 'http', VAULT_KEY: 'hunter2', PROVIDER_TIMEOUT: '9' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^PROVIDER_TIMEOUT is none of ours[^\n]+\nPORT must be [^\n]+\nVAULT_KEY must be [^\n]+\n$/);
    expect(stderr).not.toContain('hunter2');
  });

  it('tells what a service lacks', () => {
    const { status, stderr } = config({}, 'payment');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^DATABASE_URL must be set for payment: /m);
    expect(config({}, 'ledgers')).toMatchObject({ status: 1, stderr: expect.stringMatching(/^Usage: /) as string });
  });
});
