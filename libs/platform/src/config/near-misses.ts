import { variableNames, type Environment } from './read-variables.ts';

/** Levenshtein: how many characters have to change to make one of the other. */
const distance = (one: string, other: string): number => {
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (const [index, letter] of Array.from(one).entries()) {
    const next = [index + 1];
    for (const [column, target] of Array.from(other).entries())
      next.push(
        Math.min((row[column] ?? 0) + (letter === target ? 0 : 1), (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1),
      );
    row = next;
  }
  return row.at(-1) ?? 0;
};

/** A unit is what is most easily forgotten. */
const withoutUnit = (name: string): string => name.replace(/_(MS|S|SECONDS)$/, '');

/** A short name has many neighbours that mean something else. */
const isNear = (name: string, ours: string): boolean =>
  distance(withoutUnit(name.toUpperCase()), withoutUnit(ours)) <= (ours.length < 8 ? 0 : 2);

/** Variables that are not ours, each with the one of ours that was probably meant. */
export const nearMisses = (env: Environment): readonly (readonly [name: string, meant: string])[] =>
  Object.keys(env)
    .filter(name => !variableNames.some(ours => ours === name))
    .flatMap(name => {
      const meant = variableNames.find(ours => isNear(name, ours));
      return meant === undefined ? [] : [[name, meant] as const];
    });
