import { addressFault, isLoopback } from './addresses.ts';

const internet = { allowLoopback: false };
const sandbox = { allowLoopback: true };

/** What each is, and one or more of its addresses. */
const forbidden = {
  loopback: ['127.0.0.1', '127.0.0.2', '127.255.255.254', '::1', '0:0:0:0:0:0:0:1'],
  'unspecified, which is this machine too': ['0.0.0.0', '0.1.2.3', '::'],
  private: ['10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.1'],
  'link-local, with the metadata services': ['169.254.169.254', '169.254.170.2', '169.254.0.1', 'fe80::1', 'febf::1'],
  'metadata elsewhere': ['168.63.129.16', '100.100.100.200', '192.0.0.192', 'fd00:ec2::254', 'fd20:ce::254'],
  'carrier-grade NAT': ['100.64.0.1', '100.127.255.255'],
  'multicast and broadcast': ['224.0.0.1', '239.255.255.255', '255.255.255.255', 'ff02::1', 'ff0e::1'],
  'reserved or for documents': ['192.0.0.1', '192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '240.0.0.1'],
  'unique local and site local': ['fc00::1', 'fd12:3456:789a::1', 'fec0::1'],
  'IPv4-mapped': ['::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:a9fe:a9fe', '::ffff:8.8.8.8'],
  'IPv4-compatible': ['::127.0.0.1', '::10.0.0.1', '::a9fe:a9fe'],
  'IPv4-translated': ['::ffff:0:127.0.0.1'],
  NAT64: ['64:ff9b::7f00:1', '64:ff9b::a9fe:a9fe', '64:ff9b:1::a00:1'],
  '6to4, and its relay': ['2002:7f00:1::', '2002:a9fe:a9fe::1', '192.88.99.1'],
  Teredo: ['2001::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
  ISATAP: ['2606:4700::5efe:a00:1', '2606:4700::200:5efe:7f00:1'],
  'other special ones': ['2001:db8::1', '3fff::1', '100::1', '5f00::1', '2001:2::1', '2001:20::1', '4000::1', '1::1'],
} as const;

describe('addresses', () => {
  it.each(Object.entries(forbidden))('of the kind: %s, are refused', (_, addresses) => {
    for (const address of addresses)
      expect([address, addressFault(address, internet)]).toEqual([
        address,
        expect.stringContaining('not on the internet'),
      ]);
  });

  it('of the internet are allowed', () => {
    for (const address of [
      '1.1.1.1',
      '8.8.8.8',
      '93.184.215.14',
      '172.32.0.1',
      '100.128.0.1',
      '2606:4700:4700::1111',
      '2a00:1450::1',
    ])
      expect([address, addressFault(address, internet)]).toEqual([address, null]);
  });

  it('of loopback are allowed by the setting, and no others with them', () => {
    const allowed = Object.values(forbidden).flatMap(addresses =>
      addresses.filter(ip => addressFault(ip, sandbox) === null),
    );
    expect(allowed).toEqual(forbidden.loopback);
    expect(allowed.filter(isLoopback)).toEqual(allowed);
  });
});
