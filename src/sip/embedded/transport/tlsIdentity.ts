import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  checkServerIdentity,
  createSecureContext,
  type PeerCertificate,
  rootCertificates,
  type SecureContext,
  type TLSSocketOptions,
} from 'node:tls';

/** Files of the service's own certificate, and of those it trusts besides the system's; PEM. */
export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
  readonly authorities: string | null;
}

interface TlsMaterial {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly context: SecureContext;
}

/** Whoever serves with the certificate, and takes a newer one while it runs. */
export interface SecureServer {
  setSecureContext(options: { cert: Buffer; key: Buffer }): void;
}

/**
 * The certificate the service shows, to who connects and to whom it connects (RFC 3261 section 26.3.1), and whom it
 * believes. Read when the service starts, and again when it is asked to.
 */
export class TlsIdentity {
  private material: TlsMaterial;
  private readonly servers = new Set<SecureServer>();

  /** @throws Error with one line that names the setting and the file */
  constructor(private readonly files: TlsFiles) {
    this.material = read(files);
  }

  /** What a server is made with. It is told when there is a newer certificate. */
  serve<Server extends SecureServer>(make: (options: { cert: Buffer; key: Buffer }) => Server): Server {
    const { cert, key } = this.material;
    const server = make({ cert, key });
    this.servers.add(server);
    return server;
  }

  /** What a connection of ours to this name, or address where no name was given, is opened with. */
  dialling(host: string): TLSSocketOptions & {
    readonly servername?: string;
    readonly checkServerIdentity: (host: string, certificate: PeerCertificate) => Error | undefined;
  } {
    const isName = !/^[\d.]+$|:/.test(host);
    return {
      secureContext: this.material.context,
      rejectUnauthorized: true,
      ...(isName ? { servername: host } : {}),
      checkServerIdentity: (_host, certificate) => checkSipIdentity(host, certificate),
    };
  }

  /** The end of the certificate's validity, for the log. */
  get validTo(): string {
    return new X509Certificate(this.material.cert).validTo;
  }

  /**
   * Reads the files again; connections that stand go on with what they have.
   * @throws Error as the constructor; the certificate in use stays
   */
  reload(): void {
    this.material = read(this.files);
    const { cert, key } = this.material;
    for (const server of this.servers) server.setSecureContext({ cert, key });
  }
}

/** The certificate has to bear the SIP domain, as a URI or a DNS name, or the address (RFC 5922 sections 7.1 and 7.2). */
export function checkSipIdentity(host: string, certificate: PeerCertificate): Error | undefined {
  const names = certificate.subjectaltname?.split(', ') ?? [];
  if (names.some((name) => name.toLowerCase() === `uri:sip:${host.toLowerCase()}`)) return undefined;
  return checkServerIdentity(host, certificate);
}

function read({ certificate, key: keyFile, authorities }: TlsFiles): TlsMaterial {
  const cert = readPem('TRUNKLINE_TLS_CERT', certificate);
  const key = readPem('TRUNKLINE_TLS_KEY', keyFile);
  const trusted = authorities === null ? null : readPem('TRUNKLINE_TLS_CA', authorities).toString('latin1');
  attempt('TRUNKLINE_TLS_CERT', certificate, 'holds no certificate', () => createSecureContext({ cert }));
  attempt('TRUNKLINE_TLS_KEY', keyFile, 'holds no private key without a passphrase', () =>
    createSecureContext({ key }),
  );
  const own = attempt(
    'TRUNKLINE_TLS_KEY',
    keyFile,
    `is not the key of the certificate in ${certificate}`,
    () => createSecureContext({ cert, key }),
  );
  if (trusted === null) return { cert, key, context: own };
  const ca = [...rootCertificates, trusted];
  const context = attempt('TRUNKLINE_TLS_CA', authorities ?? '', 'holds no certificate', () => {
    // The context passes over what is no certificate.
    new X509Certificate(trusted);
    return createSecureContext({ cert, key, ca });
  });
  return { cert, key, context };
}

function readPem(variable: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${variable}: the file cannot be read: ${reason}`, { cause: error });
  }
}

function attempt(variable: string, file: string, problem: string, make: () => SecureContext): SecureContext {
  try {
    return make();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${variable}: ${file} ${problem}: ${reason}`, { cause: error });
  }
}
