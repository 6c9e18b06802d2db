import { Controller, Post } from '@nestjs/common';
import { Problem } from '@counterfoil/platform';
import { Internal } from '@counterfoil/platform/http';
import { overNetwork } from './over-network.contract.ts';

const NOTHING = { provide: Symbol('Nothing'), useValue: null };

@Controller()
class FailingController {
  @Post('/internal/refuses')
  @Internal('session')
  refuses(): never {
    throw new Problem('validation_failed', 'No.', { errors: [{ pointer: '/cursor', detail: 'is none of ours' }] });
  }

  @Post('/internal/waits')
  @Internal('session')
  waits(): never {
    throw new Problem('not_ready', 'Not yet.', { retryAfter: 3 });
  }

  @Post('/internal/breaks')
  @Internal('session')
  breaks(): never {
    throw new Error('a bug');
  }
}

let end: Awaited<ReturnType<typeof overNetwork>>;

beforeAll(async () => {
  end = await overNetwork('payment', 'session', FailingController, NOTHING);
});
afterAll(() => end.close());

const failure = (path: string): Promise<unknown> => end.client.ask(path, {}).catch((error: unknown) => error);

describe('a question to another service', () => {
  it('fails here as it fails there', async () => {
    expect(await failure('/internal/refuses')).toMatchObject({
      code: 'validation_failed',
      detail: 'No.',
      extras: { errors: [{ pointer: '/cursor', detail: 'is none of ours' }] },
    });
    expect(await failure('/internal/waits')).toMatchObject({ code: 'not_ready', extras: { retryAfter: 3 } });
  });

  it.each(['/internal/breaks', '/internal/nothing'])(
    'is no problem of the caller when %s is a fault of ours',
    async path => {
      const error = await failure(path);
      expect(error).not.toBeInstanceOf(Problem);
      expect(String(error)).toContain(path);
    },
  );

  it('is not_ready while the service is away', async () => {
    const away = await overNetwork('payment', 'session', FailingController, NOTHING);
    await away.application.close();
    await expect(away.client.ask('/internal/waits', {})).rejects.toMatchObject({
      code: 'not_ready',
      detail: 'The payment service cannot be reached. Try again shortly.',
      extras: { retryAfter: 1 },
    });
    await away.close();
  });
});
