import { z } from 'zod';
import type { SandboxPspOptions } from './server.ts';
import { StartFailure } from './start-failure.ts';

const settings = z.object({
  SANDBOX_PSP_HOST: z.union([z.ipv4(), z.ipv6()]).default('127.0.0.1'),
  SANDBOX_PSP_PORT: z.coerce.number().int().min(0).max(65_535),
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//),
  SANDBOX_PSP_SECRET_KEY: z.string().min(16),
  SANDBOX_PSP_WEBHOOK_SECRET: z.string().min(16),
  SANDBOX_PSP_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
});

const expected: Readonly<Record<keyof z.infer<typeof settings>, string>> = {
  SANDBOX_PSP_HOST: 'an IP address to listen on',
  SANDBOX_PSP_PORT: 'a port number from 0 to 65535',
  DATABASE_URL: 'a postgres:// URL',
  SANDBOX_PSP_SECRET_KEY: 'at least 16 characters',
  SANDBOX_PSP_WEBHOOK_SECRET: 'at least 16 characters',
  SANDBOX_PSP_PUBLIC_URL: 'an http:// or https:// URL',
};

/** The process's settings. Throws `StartFailure` that names the first variable at fault, without its value. */
export const readSettings = (env: NodeJS.ProcessEnv): SandboxPspOptions => {
  const parsed = settings.safeParse(env);
  if (!parsed.success) {
    const name = parsed.error.issues[0]?.path[0] as keyof typeof expected;
    throw new StartFailure('bad_setting', `${name}: must be ${expected[name]}.`);
  }
  const publicUrl = parsed.data.SANDBOX_PSP_PUBLIC_URL?.replace(/\/$/, '');
  return {
    host: parsed.data.SANDBOX_PSP_HOST,
    port: parsed.data.SANDBOX_PSP_PORT,
    databaseUrl: parsed.data.DATABASE_URL,
    secretKey: parsed.data.SANDBOX_PSP_SECRET_KEY,
    webhookSecret: parsed.data.SANDBOX_PSP_WEBHOOK_SECRET,
    ...(publicUrl !== undefined && { publicUrl }),
  };
};
