import { faultsOf } from './faults.ts';
import { masked } from './masked.ts';
import { nearMisses } from './near-misses.ts';
import { readVariables, type Environment, type ReadVariables } from './read-variables.ts';
import type { ProcessName } from './setting.ts';
import { faultLine } from './setting-error.ts';
import { settingsGuide, type SettingGuide } from './settings-guide.ts';
import { settingsOf, type Settings } from './settings.ts';
import type { Variables } from './variables.ts';

type Name = keyof Variables;

/** A variable as it stands. */
interface DescribedSetting {
  readonly name: Name;
  /** Secrets masked. */
  readonly value: string;
  readonly source: 'environment' | 'default' | 'derived';
  /** One line, plain text. */
  readonly meaning: string;
}

interface DescribedSettings {
  readonly settings: readonly DescribedSetting[];
  /** One line for each variable that cannot be used. */
  readonly faults: readonly string[];
  /** One line for each variable that is not ours, and looks like a slip. */
  readonly warnings: readonly string[];
}

/** What follows from other variables while it is unset. */
const derived: Readonly<Partial<Record<Name, (settings: Settings) => string>>> = {
  PUBLIC_URL: ({ publicUrl }) => publicUrl,
  SANDBOX_PSP_PORT: ({ sandboxPspPort }) => String(sandboxPspPort),
  SANDBOX_PSP_URL: ({ sandboxPspUrl }) => sandboxPspUrl,
  EVENT_STORE_URL: ({ databaseUrl }) => (databaseUrl === null ? 'as DATABASE_URL' : masked(databaseUrl, false)),
  RATE_LIMIT_PER_S: ({ rateLimitPerS }) => String(rateLimitPerS),
};

const plain = (markdown: string): string => markdown.replaceAll('`', '');

/** What should be a URL and is none may be the password alone. */
const shownText = (guide: SettingGuide, text: string, isWrong: boolean): string =>
  masked(text, guide.isSecret || (isWrong && guide.expected.includes('://')));

const describeOne = (guide: SettingGuide, { set, found, faults }: ReadVariables, as: ProcessName): DescribedSetting => {
  const { name, unset } = guide;
  const shown = { name, meaning: plain(guide.meaning) };
  const text = set[name];
  if (text !== undefined) {
    const isWrong = faults.some(({ variable }) => variable === name);
    return { ...shown, value: shownText(guide, text, isWrong), source: 'environment' };
  }
  const derivation = derived[name];
  if (derivation) return { ...shown, value: derivation(settingsOf(found)), source: 'derived' };
  return { ...shown, value: guide.neededBy.includes(as) ? 'not set' : plain(unset), source: 'default' };
};

/** All settings of the process `as`: what they are, where that comes from, and all that is wrong with them at once. */
export const describeSettings = (env: Environment, as: ProcessName = 'standalone'): DescribedSettings => {
  const read = readVariables(env);
  return {
    settings: settingsGuide.filter(({ usedBy }) => usedBy.includes(as)).map(guide => describeOne(guide, read, as)),
    faults: faultsOf(read, as).map(faultLine),
    warnings: nearMisses(env).map(([name, meant]) => `${name} is none of ours and has no effect: is ${meant} meant?`),
  };
};
