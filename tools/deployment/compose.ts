import { parse } from 'yaml';
import { read } from './root.ts';

interface ComposeService {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly networks?: readonly string[];
  readonly network_mode?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

export interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** docker/compose.yaml, with its anchors where they are named. */
export const compose = parse(read('docker/compose.yaml'), { merge: true }) as Compose;

/** The services that are ours, by their names. */
export const ownServices = Object.entries(compose.services).filter(([, { image }]) => image.startsWith('counterfoil:'));

/** `${NAME}`, `${NAME:-default}` and `${NAME:?}`, as Compose replaces them. @throws for one that has to be there */
export const interpolated = (text: string, variables: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, kind?: string, otherwise?: string) => {
    const value = variables[name] ?? '';
    if (value === '' && kind === '?') throw new Error(`${name} must be set`);
    return value === '' && kind === '-' ? (otherwise ?? '') : value;
  });

/** The lines of a file of variables. */
export const variablesIn = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text
      .split('\n')
      .filter(line => /^\w+=/.test(line))
      .map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
