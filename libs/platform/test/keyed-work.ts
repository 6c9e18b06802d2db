// A process of its own, for tests that kill it: runs one keyed request, says when its work begins, and never ends it.
import { Pool } from 'pg';
import { Idempotency } from '../src/idempotency/idempotency.ts';
import { answerSeal } from './answer-seal.ts';

const [url, secret, request] = process.argv.slice(2) as [string, string, string];
const { now, ...rest } = JSON.parse(request);
const idempotency = new Idempotency(new Pool({ connectionString: url }), answerSeal(secret));

await idempotency.run({ ...rest, now: new Date(now) }, identity => {
  process.stdout.write(`${JSON.stringify(identity)}\n`);
  return new Promise(() => {});
});
