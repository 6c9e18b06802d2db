import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));

/** A shop that has installed the package, in a project that knows nothing of this repository. */
const shop = `
import { WebhookReceiver, webhookVerifier } from '@counterfoil/webhook-receiver';
const key = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const receiver = new WebhookReceiver({ keys: [key], handle: () => {} });
const { status } = await receiver.receive('{}', {});
console.log(status, typeof webhookVerifier({ keys: [key] }));
`;

const typed = `
import { WebhookReceiver, type Place, type WebhookEvent } from '@counterfoil/webhook-receiver';
export const receiver = new WebhookReceiver({
  keys: [],
  handle: (event: WebhookEvent, place: Place) => console.log(event.id, place.isLate),
});
// @ts-expect-error a handler is needed
new WebhookReceiver({ keys: [] });
`;

describe('the receiver as a package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'receiver-'));
  const installed = join(folder, 'node_modules/@counterfoil/webhook-receiver');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('runs and is typed in a project that has nothing else installed but the types of Node', () => {
    const loader = `--import=${new URL('./typescript.mjs', import.meta.url).href}`;
    execFileSync(process.execPath, [loader, `${root}tools/pack-receiver.ts`, installed], { cwd: root });
    expect(readdirSync(installed)).toEqual(
      expect.arrayContaining(['LICENSE', 'README.md', 'examples', 'index.d.ts', 'index.js', 'package.json']),
    );
    expect(readdirSync(installed, { recursive: true }).filter(name => String(name).includes('.spec.'))).toEqual([]);
    writeFileSync(join(folder, 'shop.mjs'), shop);
    const plain = { cwd: folder, env: { ...process.env, NODE_OPTIONS: '' }, encoding: 'utf8' } as const;
    expect(execFileSync(process.execPath, ['shop.mjs'], plain)).toBe('400 function\n');
    writeFileSync(join(folder, 'shop.mts'), typed);
    cpSync(`${root}node_modules/@types/node`, join(folder, 'node_modules/@types/node'), { recursive: true });
    cpSync(`${root}node_modules/undici-types`, join(folder, 'node_modules/undici-types'), { recursive: true });
    const check = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--types', 'node', 'shop.mts'];
    execFileSync(process.execPath, [`${root}node_modules/typescript/bin/tsc`, ...check], { cwd: folder });
  });
});
