export type { ApiKeyEntry } from './api-key-list.ts';
export { SettingError } from './setting-error.ts';
export { loadSettings } from './settings.ts';
export type { Settings } from './settings.ts';
