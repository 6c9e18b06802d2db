import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'counterfoil-secrets-'));
const file = join(folder, '.env');

const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, ['--import', './tools/typescript.mjs', 'apps/cli/src/secrets.ts', ...args], {
    cwd: root,
    encoding: 'utf8',
  });

afterAll(() => rmSync(folder, { recursive: true }));

describe('npm run secrets', () => {
  it('makes every secret of docker/.env.example, for nobody else to read, and tells none', () => {
    const { status, stdout } = run(file);
    expect(status).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const made = readFileSync(file, 'utf8').trimEnd().split('\n');
    const [example = ''] = readFileSync(`${root}docker/.env.example`, 'utf8').split('# What may be set');
    expect(made.map(line => line.replace(/=.*/, '='))).toEqual(example.match(/^\w+=$/gm));
    for (const line of made) expect(stdout).not.toContain(line.slice(line.indexOf('=') + 1));
  });

  it('never makes another vault key in the place of one that is there', () => {
    const before = readFileSync(file, 'utf8');
    const { status, stderr } = run(file);
    expect({ status, stderr }).toEqual({ status: 1, stderr: 'The file is there already: its secrets are kept\n' });
    expect(readFileSync(file, 'utf8')).toBe(before);
  });
});
