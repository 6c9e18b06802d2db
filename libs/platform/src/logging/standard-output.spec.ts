import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { text } from 'node:stream/consumers';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** A process that logs so many lines, then says so on stderr and ends. */
const logging = (lines: number) =>
  spawn(
    process.execPath,
    [
      '--import',
      './tools/typescript.mjs',
      '--input-type=module',
      '--eval',
      `import { createLogger } from './libs/platform/src/logging/logger.ts';
       const logger = createLogger('info');
       for (let at = 0; at < ${lines}; at += 1) logger.info({ at, filling: 'x'.repeat(200) }, 'line');
       process.stderr.write('done');
       process.exit(0);`,
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  );

describe('the log on standard output', () => {
  it('holds nothing up when its reader reads no more', async () => {
    const child = logging(20_000);
    const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect([said, code]).toEqual(['done', 0]);
    child.stdout.destroy();
  });

  it('holds nothing up when its reader is gone', async () => {
    const child = logging(2_000);
    child.stdout.destroy();
    const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect([said, code]).toEqual(['done', 0]);
  });

  it('is on its way before the call returns: an end of the process loses nothing that a reader takes', async () => {
    const child = logging(100);
    const [said] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    expect(
      said
        .trimEnd()
        .split('\n')
        .map(line => (JSON.parse(line) as { at: number }).at),
    ).toEqual(Array.from({ length: 100 }, (_, at) => at));
  });
});
