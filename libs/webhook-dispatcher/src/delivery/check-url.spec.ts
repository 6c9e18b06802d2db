import { checkUrl } from './check-url.ts';

const internet = { allowLoopback: false };
const sandbox = { allowLoopback: true };

/** As a name server that knows nothing. */
const nowhere = async (): Promise<readonly string[]> => {
  throw new Error('ENOTFOUND');
};
const leadingTo =
  (...addresses: readonly string[]) =>
  async (): Promise<readonly string[]> =>
    addresses;

const notOnTheInternet = expect.stringMatching(/not on the internet|names this machine|names no host of the internet/);

describe('the URL of an endpoint', () => {
  it.each([
    'https://hooks.shop.example/in',
    'https://hooks.shop.example:8443/in?shop=north#part',
    'https://bücher.example/',
    'https://1.1.1.1/',
    'https://[2606:4700:4700::1111]/',
  ])('%s is taken', async url => {
    expect(await checkUrl(url, internet, nowhere)).toBeNull();
  });

  it.each([
    ['hooks.shop.example', 'is not a URL'],
    ['https://', 'is not a URL'],
    ['https://1.2.3.4.5/', 'is not a URL'],
    ['https://[fe80::1%25eth0]/', 'is not a URL'],
    ['http://hooks.shop.example/', 'must begin with https://'],
    ['ftp://hooks.shop.example/', 'must begin with https://'],
    ['file:///etc/passwd', 'must begin with https://'],
    ['gopher://127.0.0.1:6379/_x', 'must begin with https://'],
    ['data:text/plain,x', 'must begin with https://'],
    ['https://user@hooks.shop.example/', 'must not hold a user or a password'],
    ['https://:secret@hooks.shop.example/', 'must not hold a user or a password'],
    ['https://1.1.1.1@127.0.0.1/', 'must not hold a user or a password'],
    ['https://hooks.shop.example:22/', 'names port 22: webhooks go to one of 80, 443, 8080, 8443'],
    ['https://hooks.shop.example:6379/', 'names port 6379: webhooks go to one of 80, 443, 8080, 8443'],
    ['https://1.1.1.1:25/', 'names port 25: webhooks go to one of 80, 443, 8080, 8443'],
  ])('%s is refused: it %s', async (url, reason) => {
    expect(await checkUrl(url, internet, nowhere)).toBe(reason);
  });

  it.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://0/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0x7f.0.0.1/',
    'https://0177.0.0.1/',
    'https://017700000001/',
    'https://127.0.0.1./',
    'https://①②⑦.⓪.⓪.①/',
    'https://%31%32%37.0.0.1/',
    'https://127。0。0。1/',
    'https://[::1]/',
    'https://[0000:0000:0000:0000:0000:0000:0000:0001]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[::127.0.0.1]/',
    'https://[64:ff9b::169.254.169.254]/',
    'https://169.254.169.254/latest/meta-data/',
    'https://0xA9FEA9FE/',
    'https://2852039166/',
    'https://10.1/',
    'https://localhost/',
    'https://LOCALHOST./',
    'https://app.localhost/',
    'https://metadata.google.internal/',
    'https://printer.local/',
    'https://router.home.arpa/',
    'https://db/',
    'https://a.onion/',
  ])('%s is refused as written', async url => {
    expect(await checkUrl(url, internet, nowhere)).toEqual(notOnTheInternet);
  });

  it('is refused when any of the addresses of its name is', async () => {
    const url = 'https://hooks.shop.example/';
    expect(await checkUrl(url, internet, leadingTo('1.1.1.1', '2606:4700::1'))).toBeNull();
    expect(await checkUrl(url, internet, leadingTo('1.1.1.1', '10.0.0.1'))).toEqual(notOnTheInternet);
    expect(await checkUrl(url, internet, leadingTo('::ffff:10.0.0.1'))).toEqual(notOnTheInternet);
    expect(await checkUrl(url, internet, leadingTo('127.0.0.1'))).toEqual(notOnTheInternet);
  });

  it('may be this machine, at any port and without TLS, by the setting only', async () => {
    for (const url of [
      'http://127.0.0.1:4000/',
      'http://localhost:4000/',
      'http://[::1]:4000/',
      'https://127.0.0.1:9/',
    ]) {
      expect([url, await checkUrl(url, sandbox)]).toEqual([url, null]);
      expect(await checkUrl(url, internet)).not.toBeNull();
    }
    expect(await checkUrl('http://hooks.shop.example/', sandbox, nowhere)).toBeNull();
    for (const url of [
      'http://10.0.0.1/',
      'http://0.0.0.0:4000/',
      'http://[::ffff:127.0.0.1]:4000/',
      'http://169.254.169.254/',
    ])
      expect([url, await checkUrl(url, sandbox)]).toEqual([url, notOnTheInternet]);
    expect(await checkUrl('http://hooks.shop.example:22/', sandbox, nowhere)).toContain('port 22');
  });
});
