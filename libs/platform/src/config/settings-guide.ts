import { variableNames } from './read-variables.ts';
import { aboutOf, type ProcessName } from './setting.ts';
import { variables, type Variables } from './variables.ts';

/** A variable, for its readers; texts in Markdown. */
export interface SettingGuide {
  readonly name: keyof Variables;
  readonly expected: string;
  /** What holds while it is unset. */
  readonly unset: string;
  readonly usedBy: readonly ProcessName[];
  readonly neededBy: readonly ProcessName[];
  readonly meaning: string;
  readonly isSecret: boolean;
}

const unsetText = (unset: unknown): string =>
  typeof unset === 'boolean' ? (unset ? 'on' : 'off') : `\`${String(unset)}\``;

/** Every variable, as it is documented. */
export const settingsGuide: readonly SettingGuide[] = variableNames.map(name => {
  const { expected, unset, otherwise, usedBy, neededBy, meaning, isSecret } = aboutOf(variables.shape[name]);
  return {
    name,
    expected,
    unset: otherwise ?? unsetText(unset),
    usedBy,
    neededBy: neededBy ?? [],
    meaning,
    isSecret: isSecret ?? false,
  };
});
