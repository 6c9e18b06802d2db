export { SettingError } from './setting-error.ts';
export { loadSettings } from './settings.ts';
export type { Settings } from './settings.ts';
