import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { createLogger } from '@counterfoil/platform/logging';
import { tellEngines } from './tell-engines.ts';

const databaseUrl = 'postgres://postgres:hunter2@127.0.0.1:31500/postgres';
const messagingUrl = 'kafka://127.0.0.1:31501';
const engines = { databaseUrl, eventStoreUrl: databaseUrl, messagingUrl };

let dataDir: string;
let file: string;
let said: string;
let stack: AsyncDisposableStack;

const tell = (given: { readonly databaseUrl?: string; readonly messagingUrl?: string } = {}) => {
  const log = createLogger('info', { write: line => void (said += line) });
  return tellEngines(engines, { dataDir, databaseUrl: null, messagingUrl: null, ...given }, log, stack);
};

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'counterfoil-engines-'));
  file = join(dataDir, 'services.env');
  said = '';
  stack = new AsyncDisposableStack();
});

afterEach(() => rmSync(dataDir, { recursive: true }));

describe('where the engines are', () => {
  it('is told in a file of their owner alone, as a shell reads it, until they stop', async () => {
    // A start that was killed has left one, which others may read.
    writeFileSync(file, 'DATABASE_URL=old\n', { mode: 0o644 });
    await tell();
    expect(parseEnv(readFileSync(file, 'utf8'))).toEqual({ DATABASE_URL: databaseUrl, MESSAGING_URL: messagingUrl });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await stack.disposeAsync();
    expect(existsSync(file)).toBe(false);
  });

  it('is told in one line of the log, without the password', async () => {
    await tell();
    expect(JSON.parse(said)).toMatchObject({
      level: 'info',
      DATABASE_URL: expect.stringMatching(/^postgres:.*@127\.0\.0\.1:31500\/postgres$/),
      MESSAGING_URL: messagingUrl,
      env_file: file,
    });
    expect(said).not.toContain('hunter2');
  });

  it('is in the file only as far as nobody else started them', async () => {
    await tell({ databaseUrl });
    expect(parseEnv(readFileSync(file, 'utf8'))).toEqual({ MESSAGING_URL: messagingUrl });
  });
});
