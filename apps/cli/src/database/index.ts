export type { Passwords } from './apply-grants.ts';
export type { Role } from './grants.ts';
export { migrateEverything } from './migrate-everything.ts';
export { rolePasswords, roleUrl } from './role-urls.ts';
