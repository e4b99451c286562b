import { describe, expect, test } from '@jest/globals';
import { createLog } from '../../src/log';
import { maskLogValue, maskNumber } from '../../src/model/logMask';

function written(numbers: 'full' | 'masked', write: (log: ReturnType<typeof createLog>) => void): string[] {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  write(createLog({ level: 'debug', numbers, thread: 'signalling', destination }));
  return lines;
}

describe('numbers', () => {
  test.each([
    ['+12125550101', '+121******01'],
    ['12125550101', '1212*****01'],
    ['5550101', '*****01'],
    ['1001', '****'],
    ['', ''],
  ])('%s is shown as %s', (number, shown) => {
    expect(maskNumber(number)).toBe(shown);
  });

  const fields = {
    call: '01J0123456789ABCDEFGHJKMNP',
    called: '1001',
    calling_number: '+13125550111',
    trunk_group: '0012345GRPTRUNK01',
    enterprise: { id: '12345678', name: 'acme' },
    source: '127.0.0.1:5080;udp',
    trace: ['called_number: +12125550101 is Ada of group 0012345GRPTRUNK01'],
    err: new Error('no route to +13125550111'),
    duration_ms: 12345678,
  };

  test('stand as they are with full', () => {
    const [line = ''] = written('full', (log) => log.info(fields, 'call to +12125550101'));
    expect(JSON.parse(line)).toMatchObject({ ...fields, err: { message: 'no route to +13125550111' } });
    expect(line).toContain('call to +12125550101');
  });

  test('are masked wherever they stand, ids and addresses are not', () => {
    const [line = ''] = written('masked', (log) => log.info(fields, 'call to +12125550101'));
    expect(JSON.parse(line)).toMatchObject({
      call: fields.call,
      called: '****',
      calling_number: '+131******11',
      trunk_group: fields.trunk_group,
      enterprise: { id: '12345678', name: 'acme' },
      source: '127.0.0.1:5080;udp',
      trace: ['called_number: +121******01 is Ada of group 0012345GRPTRUNK01'],
      err: { type: 'Error', message: 'no route to +131******11' },
      duration_ms: 12345678,
      msg: 'call to +121******01',
      thread: 'signalling',
    });
    expect(line).not.toMatch(/12125550101|13125550111/);
  });
});

describe('secrets', () => {
  test('are never written, however deep', () => {
    const [line = ''] = written('full', (log) => {
      log.warn({
        request: { headers: { Authorization: 'Bearer abc', accept: '*' } },
        password: 'x',
        key: 'tl_1',
      });
    });
    expect(JSON.parse(line)).toMatchObject({
      request: { headers: { Authorization: '[hidden]', accept: '*' } },
      password: '[hidden]',
      key: '[hidden]',
    });
  });

  test('nor inside addresses, in errors and messages too', () => {
    const url = 'mysql://trunkline:s3cret@db.example:3306/name';
    const lines = written('full', (log) => {
      log.error({ err: new Error(`cannot reach ${url}`) }, `no database at ${url}`);
      log.error(new Error(`cannot reach ${url}`));
    });
    for (const line of lines) {
      expect(line).not.toContain('s3cret');
      expect(line).toContain('mysql://trunkline:***@db.example');
    }
    expect(lines).toHaveLength(2);
  });

  test('what was handed over is left as it was', () => {
    const given = { key: 'x', numbers: ['+12125550101'] };
    maskLogValue(given, 'masked');
    expect(given).toEqual({ key: 'x', numbers: ['+12125550101'] });
  });
});
