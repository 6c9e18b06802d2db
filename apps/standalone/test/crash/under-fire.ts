import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@counterfoil/testing';
import { flows, type FlowName, type Told } from './flows.ts';
import { insistAfter, type Insist } from './insist.ts';
import type { MortalProduct } from './mortal-product.ts';

// Without `fallback`: killed twice in its last provider's call it is declined, which is right, and not what is counted here.
const MIX: readonly FlowName[] = ['apiOnly', 'session', 'oneCall', 'challenge'];
const CLIENTS = 10;

/**
 * Ten clients pay one payment after the other while the product is killed from outside and started again, `kills` times
 * at moments that `random` draws. Every client repeats what was not answered. Resolves with what they were told.
 */
export const payUnderFire = async (
  product: MortalProduct,
  kills: number,
  random: (below: number) => number,
): Promise<readonly Told[]> => {
  // Another run at the same product has other orders.
  const run = random(2 ** 31);
  const told: Told[] = [];
  let answers = 0;
  let isOver = false;
  let serving = Promise.resolve();
  const insist = insistAfter(() => serving);
  const counted: Insist = async request => {
    const answer = await insist(request);
    answers += 1;
    return answer;
  };
  const pay = async (client: number): Promise<void> => {
    for (let n = 0; !isOver; n += 1) {
      const flow = flows[MIX[(client + n) % MIX.length]!];
      told.push(await flow.play(product, counted, `order-${run}-${client}-${n}`));
    }
  };
  const fire = async (): Promise<void> => {
    for (let shot = 0; shot < kills; shot += 1) {
      const target = answers + random(40);
      await eventually(() => answers >= target, { timeoutMs: 30_000, describe: `${target} answers` });
      await sleep(random(50));
      serving = product.kill().then(() => product.start());
      await serving;
    }
  };
  const clients = Array.from({ length: CLIENTS }, (_, client) => pay(client));
  await Promise.race([fire(), Promise.all(clients)]).finally(() => (isOver = true));
  await Promise.all(clients);
  return told;
};
