import { createHmac, randomBytes } from 'node:crypto';
import type { Passwords } from './apply-grants.ts';
import { type Role, ROLES } from './grants.ts';

/**
 * Passwords for the roles of the server at `ownerUrl`. They follow from its owner's, so that every start on one server
 * makes the same ones, and nothing has to be kept.
 */
export const rolePasswords = (ownerUrl: string): Passwords => {
  const { password } = new URL(ownerUrl);
  const secret = password === '' ? randomBytes(32) : decodeURIComponent(password);
  const passwordOf = (role: Role): string => createHmac('sha256', secret).update(`role ${role}`).digest('base64url');
  return Object.fromEntries(ROLES.map(role => [role, passwordOf(role)]));
};

/** `ownerUrl`, as `role` connects. */
export const roleUrl = (ownerUrl: string, role: Role, passwords: Passwords): string => {
  const url = new URL(ownerUrl);
  url.username = role;
  url.password = passwords[role] ?? '';
  return url.href;
};
