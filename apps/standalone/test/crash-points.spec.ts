import { readFileSync } from 'node:fs';
import { crashMatrix } from './crash/crash-matrix.ts';

const points = [...Object.keys(crashMatrix), 'webhook-answered'].sort();

// The matrix has every name of the union (its type says so), and each of its rows ends in a death at that very point.
describe('the crash points', () => {
  it('are each killed at in at least one flow', () => {
    const idle = Object.entries(crashMatrix).filter(([, flows]) => Object.values(flows).flat().length === 0);
    expect(idle).toEqual([]);
  });

  it('are those that the documentation explains', () => {
    const text = readFileSync(new URL('../../../docs/crash-points.md', import.meta.url), 'utf8');
    expect(Array.from(text.matchAll(/^\| `([\w-]+)`/gm), ([, point]) => point).sort()).toEqual(points);
  });
});
