import type { Fault } from './setting-error.ts';
import { variables, type Variables } from './variables.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the environment says. */
export interface ReadVariables {
  /** The text of each variable of ours that is set. */
  readonly set: Readonly<Partial<Record<keyof Variables, string>>>;
  /** A variable that is unset, or cannot be used, has the value of an unset one. */
  readonly found: Variables;
  readonly faults: readonly Fault[];
}

export const variableNames = Object.keys(variables.shape) as readonly (keyof Variables)[];

/** An empty variable counts as unset. */
const setOf = (env: Environment): ReadVariables['set'] =>
  Object.fromEntries(
    variableNames.flatMap(name => {
      const text = env[name]?.trim() ?? '';
      return text === '' ? [] : [[name, text] as const];
    }),
  );

/** Reads every variable of ours, each by itself. */
export const readVariables = (env: Environment): ReadVariables => {
  const set = setOf(env);
  const { error, data } = variables.safeParse(set);
  if (data) return { set, found: data, faults: [] };
  const faults = error.issues.map(issue => ({
    variable: String(issue.path[0]),
    expected: `${issue.message} (it comes from the environment)`,
  }));
  const wrong = new Set(faults.map(({ variable }) => variable));
  const sound = Object.fromEntries(Object.entries(set).filter(([name]) => !wrong.has(name)));
  return { set, found: variables.parse(sound), faults };
};
