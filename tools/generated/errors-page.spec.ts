import { readFileSync } from 'node:fs';
import { problemGuide } from '@counterfoil/platform/openapi';
import { declineGuide } from './declines.ts';
import { errorsPage } from './errors-page.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const names = (text: string, pattern: RegExp): readonly string[] =>
  Array.from(text.matchAll(pattern), ([, name = '']) => name);

describe('docs/errors.md', () => {
  const [failures = '', declines = ''] = errorsPage().split('## Declines');
  const codesOf = (text: string): readonly string[] => names(text, /^### `(\w+)`$/gm);

  it('has an entry for every code of a failure, and for no other', () => {
    const known = names(read('libs/platform/src/problem/problems.ts'), /^ {2}(\w+): \{ status:/gm);
    expect(known.length).toBeGreaterThan(20);
    expect([...codesOf(failures)].sort()).toEqual([...known].sort());
    expect(Object.keys(problemGuide).sort()).toEqual([...known].sort());
  });

  it('has an entry for every reason that a provider declines for', () => {
    const sandbox = names(read('apps/sandbox-psp/src/declines.ts'), /^ {2}(\w+): '(?:hard|soft)'/gm);
    const connectors = names(read('libs/providers/src/declines.ts'), /^ {2}(\w+): '/gm);
    expect(connectors.length).toBeGreaterThan(5);
    expect(codesOf(declines)).toEqual(Object.keys(declineGuide));
    expect(codesOf(declines)).toEqual(expect.arrayContaining([...sandbox, ...connectors]));
  });

  it('says for each what happened and what to do, with an example', () => {
    const entries = errorsPage().split(/^### /m).slice(1);
    for (const entry of entries)
      expect(entry).toMatch(/\*\*What happened\.\*\* \S.*\n\n\*\*What to do\.\*\* \S.*\n\n```json\n\{/);
  });
});
