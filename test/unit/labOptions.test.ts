import { describe, expect, test } from '@jest/globals';
import { OptionError, readOptions } from '../../src/cli/lab/options';

const read = (text: string) => readOptions(text.split(' ').filter(Boolean), () => 77);

describe('options of the lab', () => {
  test('defaults', () => {
    expect(read('')).toEqual({
      traffic: { seed: 77, rate: 2, seconds: 120, talkSeconds: 4, burstSeconds: 20 },
      given: null,
      keep: false,
      freePorts: false,
    });
  });

  test('all of the traffic can be named; 0 seconds means without end', () => {
    expect(read('--rate 5.5 --seconds 0 --talk=8 --burst-every 0 --seed 4294967295').traffic).toEqual({
      seed: 4_294_967_295,
      rate: 5.5,
      seconds: Infinity,
      talkSeconds: 8,
      burstSeconds: 0,
    });
  });

  test('a running service; SIP is at port 5060 of its host unless named', () => {
    expect(read('--url http://10.0.0.5:8080/ --key abc').given).toEqual({
      url: 'http://10.0.0.5:8080',
      key: 'abc',
      sip: { host: '10.0.0.5', port: 5060 },
      apply: false,
    });
    expect(read('--url http://a.example --sip b.example:5070 --apply --free-ports').given).toEqual({
      url: 'http://a.example',
      key: null,
      sip: { host: 'b.example', port: 5070 },
      apply: true,
    });
  });

  test.each([
    ['--foo', 'there is no option --foo'],
    ['bar', 'bar is no option'],
    ['--rate', '--rate needs a value'],
    ['--rate -5', '--rate needs a value'],
    ['--rate 0', "--rate: '0' is no number from 0.1 to 200"],
    ['--rate 1e2', "--rate: '1e2' is no number from 0.1 to 200"],
    ['--rate 201', "--rate: '201' is no number from 0.1 to 200"],
    ['--seconds x', "--seconds: 'x' is no number from 0 to 86400"],
    ['--talk 0', "--talk: '0' is no number from 0.5 to 600"],
    ['--burst-every 0.5', "--burst-every: '0.5' is neither 0 nor at least 1"],
    ['--seed 4294967296', "--seed: '4294967296' is no whole number from 0 to 4294967295"],
    ['--keep=yes', '--keep takes no value'],
    ['--key abc', '--key needs --url'],
    ['--sip a:1', '--sip needs --url'],
    ['--apply', '--apply needs --url'],
    ['--url ftp://a', "--url: 'ftp://a' is no address such as http://127.0.0.1:8080"],
    ['--url http://a/b', "--url: 'http://a/b' is no address such as http://127.0.0.1:8080"],
    ['--url http://a --sip a', "--sip: 'a' is no address such as 127.0.0.1:5060"],
    ['--url http://a --sip a:0', "--sip: 'a:0' is no address such as 127.0.0.1:5060"],
    ['--url http://a --keep', "--keep is about the lab's own service and does not go with --url"],
    [
      '--url http://a --free-ports',
      '--free-ports with --url needs --apply: the ends listen where the deployment says',
    ],
  ])('%s is refused in one line', (text, message) => {
    expect(() => read(text)).toThrow(new OptionError(message));
  });
});
