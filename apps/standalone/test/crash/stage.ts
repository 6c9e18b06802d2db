import { testDatabase, type TestDatabase } from '@counterfoil/testing';
import type { FlowName } from './flows.ts';
import { MortalProduct } from './mortal-product.ts';
import { playThrough, type Crash, type Ending, type Scene } from './through-crash.ts';

interface OwnScene extends Scene {
  readonly database: TestDatabase;
}

const strike = async ({ product, database }: OwnScene): Promise<void> => {
  await product.kill();
  await database.drop();
};

/** Where flows are played one after the other: the product that came back from one crash is the one that meets the next. */
export class Stage {
  private scene: OwnScene | undefined;
  private plays = 0;

  /** `env` goes over the product's settings. Nothing is started before the first play. */
  constructor(private readonly env: Readonly<Record<string, string>> = {}) {}

  /** What a play that fails has left is nobody else's scene. @throws when the checks of `playThrough` fail */
  async play(name: FlowName, crash?: Crash): Promise<Ending> {
    const scene = this.scene ?? (await this.set());
    this.scene = undefined;
    try {
      this.plays += 1;
      const ending = await playThrough(scene, `order-${this.plays}`, name, crash);
      this.scene = scene;
      return ending;
    } finally {
      if (this.scene !== scene) await strike(scene);
    }
  }

  async close(): Promise<void> {
    if (this.scene) await strike(this.scene);
  }

  private async set(): Promise<OwnScene> {
    const database = await testDatabase();
    const product = await MortalProduct.at({ DATABASE_URL: database.url, CRASH_AT: 'told', ...this.env });
    const scene = { product, database, pool: database.pool };
    try {
      await product.start();
    } catch (error) {
      await strike(scene);
      throw error;
    }
    return scene;
  }
}
