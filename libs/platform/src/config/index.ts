export { describeSettings } from './describe-settings.ts';
export { PROCESSES } from './setting.ts';
export type { ProcessName } from './setting.ts';
export { SettingError } from './setting-error.ts';
export { settingsGuide } from './settings-guide.ts';
export type { SettingGuide } from './settings-guide.ts';
export { loadSettings } from './settings.ts';
export type { Settings } from './settings.ts';
