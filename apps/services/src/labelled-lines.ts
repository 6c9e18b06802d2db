import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

const labelled = (name: string, line: string): string =>
  line.startsWith('{"') ? `{"process":"${name}",${line.slice(1)}` : `${name}: ${line}`;

/** Passes lines on, each with the name of the process that says it: as a field of a JSON line, before any other. `told` sees each as it came. */
export const passOnLines = (name: string, from: Readable, to: Writable, told: (line: string) => void): void => {
  createInterface(from).on('line', line => {
    told(line);
    if (!/^ready http/.test(line)) to.write(`${labelled(name, line)}\n`);
  });
};
