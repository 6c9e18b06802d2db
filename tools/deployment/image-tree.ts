import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, globSync, lstatSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { image } from './dockerfile.ts';
import { read, root } from './root.ts';

interface Locked {
  readonly dev?: true;
  readonly link?: true;
  readonly resolved?: string;
}

/** A pattern of .dockerignore: it is of a file, or of a folder above it. */
const matcher = (pattern: string): RegExp => {
  const source = pattern
    .split(/(\*\*\/|\/\*\*|\*)/)
    .map(part => ({ '**/': '(?:.*/)?', '/**': '/.*', '*': '[^/]*' })[part] ?? part.replaceAll(/[.+]/g, '\\$&'))
    .join('');
  return new RegExp(`^${source}(?:/|$)`);
};

const ignoreRules = read('.dockerignore')
  .split('\n')
  .filter(line => line !== '' && !line.startsWith('#'))
  .map(line => ({ isIgnored: !line.startsWith('!'), pattern: matcher(line.replace(/^!/, '')) }));

/** Whether the file is sent to the builder: the last rule that is of it says so. */
const isInContext = (path: string): boolean =>
  !(ignoreRules.findLast(({ pattern }) => pattern.test(path))?.isIgnored ?? false);

/** What the builder is sent, in a folder of its own. */
const makeContext = (context: string): void => {
  for (const path of globSync('{*,.*,{apps,libs,tools}/**/*}', { cwd: root, exclude: ['**/node_modules'] }))
    if (isInContext(path) && lstatSync(`${root}${path}`).isFile()) cpSync(`${root}${path}`, join(context, path));
};

/** What the image's `RUN` takes away again. */
const removed = /RUN[\s\S]*?rm -rf ([^\n]+)/.exec(image.text)?.[1]?.split(' ').map(matcher) ?? [];

/** What `npm ci --omit=dev` brings to this machine, by the lock file: packages, and links to our own. */
const installPackages = (tree: string): void => {
  const { packages } = JSON.parse(read('package-lock.json')) as { readonly packages: Record<string, Locked> };
  for (const [path, { dev, link, resolved = '' }] of Object.entries(packages)) {
    if (!path.startsWith('node_modules/') || path.includes('/node_modules/')) continue;
    if (dev || !existsSync(`${root}${path}`) || removed.some(pattern => pattern.test(path))) continue;
    const place = join(tree, path);
    mkdirSync(dirname(place), { recursive: true });
    if (link) symlinkSync(posix.relative(posix.dirname(path), resolved), place);
    else execFileSync('cp', ['-R', `${root}${path}`, place]);
  }
};

/** What each stage leaves behind, made in `target`. */
const stages: Readonly<Record<string, (context: string, target: string) => void>> = {
  dependencies: (_context, target) => installPackages(target),
  compiled: (context, target) => {
    symlinkSync(`${root}node_modules`, join(context, 'node_modules'));
    execFileSync(process.execPath, ['tools/compile.mjs', target], { cwd: context });
  },
};

/** Makes in `folder` what docker/Dockerfile has in its WORKDIR, and answers where; nobody may write there. */
export const makeImageTree = (folder: string): string => {
  const [context, tree] = [join(folder, 'context'), join(folder, 'app')];
  makeContext(context);
  for (const { from, sources, target } of image.copied)
    if (from === null) for (const source of sources) cpSync(join(context, source), join(tree, target, source));
    else stages[from]?.(context, tree);
  execFileSync('chmod', ['-R', 'a-w,a+rX', tree]);
  return tree;
};
