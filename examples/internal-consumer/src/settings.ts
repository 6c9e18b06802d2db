import { z } from 'zod';

const KAFKA = 'kafka://';

const environment = z.object({
  MESSAGING_URL: z
    .string('must be kafka://host:port, as npm run start:services prints it')
    .startsWith(KAFKA, 'must be kafka://host:port, as npm run start:services prints it')
    .transform(url => url.slice(KAFKA.length).split(',')),
  KAFKA_PARTITIONS: z.coerce.number().int().min(1).default(6),
  KAFKA_REPLICATION: z.coerce.number().int().min(1).default(1),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be postgres://user:password@host:port/database' }),
});

/** @throws Error that says what is wrong, without a value */
export const readSettings = (env: NodeJS.ProcessEnv) => {
  const { data, error } = environment.safeParse(env);
  if (error) throw new Error(error.issues.map(({ path, message }) => `${path.join()} ${message}`).join('; '));
  const { MESSAGING_URL: brokers, KAFKA_PARTITIONS: partitions, KAFKA_REPLICATION: replication } = data;
  return { kafka: { brokers, partitions, replication }, databaseUrl: data.DATABASE_URL };
};
