import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Bytes to serve. */
export interface ServedFile {
  readonly type: string;
  readonly bytes: Buffer;
  readonly etag: string;
}

export const servedFile = (type: string, bytes: Buffer): ServedFile => ({
  type,
  bytes,
  etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
});

const ours = fileURLToPath(new URL('./docs/', import.meta.url));
const require = createRequire(import.meta.url);
const swaggerUi = dirname(require.resolve('swagger-ui-dist/package.json'));

const files = {
  'page.html': [ours, 'text/html; charset=utf-8'],
  'initializer.js': [ours, 'text/javascript; charset=utf-8'],
  'style.css': [ours, 'text/css; charset=utf-8'],
  'swagger-ui-bundle.js': [swaggerUi, 'text/javascript; charset=utf-8'],
  'swagger-ui.css': [swaggerUi, 'text/css; charset=utf-8'],
} as const;

const kept = new Map<string, ServedFile>();

const isFile = (name: string): name is keyof typeof files => Object.hasOwn(files, name);

/** A file of the page at `/docs`, read once; null for any other name. */
export const docsFile = (name: string): ServedFile | null => {
  if (!isFile(name)) return null;
  const [folder, type] = files[name];
  const file = kept.get(name) ?? servedFile(type, readFileSync(join(folder, name)));
  kept.set(name, file);
  return file;
};
