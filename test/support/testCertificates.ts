import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate with its key, both made for these tests and known to everybody; it signs itself. */
export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
}

/** Of 127.0.0.1, localhost and the SIP domain trunkline.test; valid until 2126. */
export const loopbackCertificate: TestCertificate = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBvDCCAWGgAwIBAgIULyarASgaoQ9RCf79q+z22m5fIgwwCgYIKoZIzj0EAwIw
GTEXMBUGA1UEAwwOdHJ1bmtsaW5lLnRlc3QwIBcNMjYxMTI5MTYxNDM2WhgPMjEy
NjExMDUxNjE0MzZaMBkxFzAVBgNVBAMMDnRydW5rbGluZS50ZXN0MFkwEwYHKoZI
zj0CAQYIKoZIzj0DAQcDQgAEhBwC/ORzgTbvu80FuYrzG5pPkODnYkyFq6AUPnck
hmD5p9afEAondYTURquC2tW/jo3TenAs1al7UjVPjVdKF6OBhDCBgTAdBgNVHQ4E
FgQUpyIWxzL+5/suxsYSaMIHSg/sLtEwHwYDVR0jBBgwFoAUpyIWxzL+5/suxsYS
aMIHSg/sLtEwLgYDVR0RBCcwJYcEfwAAAYIJbG9jYWxob3N0hhJzaXA6dHJ1bmts
aW5lLnRlc3QwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAkwwW
jwGaPzUX+m9++opiSqznql8Eht3JLaPDv5fLNIECIQCo7nHVHalWbEgIixvSTft8
82Mh2uQTQMLqwtemlE+UjA==
-----END CERTIFICATE-----
`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgoa48Bh5VthRo3mIh
nEbV90dmC1CI3eqFg/9FUV4lS+KhRANCAASEHAL85HOBNu+7zQW5ivMbmk+Q4Odi
TIWroBQ+dySGYPmn1p8QCid1hNRGq4La1b+OjdN6cCzVqXtSNU+NV0oX
-----END PRIVATE KEY-----
`,
};

/** Of other.test alone. */
export const otherCertificate: TestCertificate = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBmDCCAT6gAwIBAgIUKBt5b53+z2bqqdF6XU9+qu0AENcwCgYIKoZIzj0EAwIw
FTETMBEGA1UEAwwKb3RoZXIudGVzdDAgFw0yNjExMjkxNjE0MzZaGA8yMTI2MTEw
NTE2MTQzNlowFTETMBEGA1UEAwwKb3RoZXIudGVzdDBZMBMGByqGSM49AgEGCCqG
SM49AwEHA0IABJvELKKJT368rzQK3gQG7shxEHT2OQV3srN+lNJGKKTXtDU/Dwh4
opqfwuzTsaV1UjcHpAvn9wYVCurgQZxb9iajajBoMB0GA1UdDgQWBBRDOeivCvjt
ylmv3j/j1YVwcPH7aDAfBgNVHSMEGDAWgBRDOeivCvjtylmv3j/j1YVwcPH7aDAV
BgNVHREEDjAMggpvdGhlci50ZXN0MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0E
AwIDSAAwRQIgYWcuVXoKIvn7CjTprCIE/C7CDNyMKTRxDxPABHto308CIQDGQFFx
GzL4sIlVa7Oo/9SgizHflV3uSeKXiVJzzHfmUA==
-----END CERTIFICATE-----
`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgldE3bFCK2wNb66FS
7YPIVSWVxPYgyMJntFQreV6/NvyhRANCAASbxCyiiU9+vK80Ct4EBu7IcRB09jkF
d7KzfpTSRiik17Q1Pw8IeKKan8Ls07GldVI3B6QL5/cGFQrq4EGcW/Ym
-----END PRIVATE KEY-----
`,
};

/** The files of a certificate, which is its own authority; gone after `remove`. */
export function certificateFiles({ cert, key }: TestCertificate): {
  readonly certificate: string;
  readonly key: string;
  readonly authorities: string;
  readonly remove: () => void;
} {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-tls-'));
  const write = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  const certificate = write('cert.pem', cert);
  return {
    certificate,
    key: write('key.pem', key),
    authorities: write('ca.pem', cert),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
