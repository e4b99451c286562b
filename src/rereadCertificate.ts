import type { Logger } from 'pino';
import type { TlsIdentity } from './sip/embedded/transport/tlsIdentity';

/** Has SIGHUP read the certificate again, so that a renewed one is used without a restart. */
export function rereadCertificate(identity: TlsIdentity, log: Pick<Logger, 'info' | 'error'>): void {
  process.on('SIGHUP', () => {
    try {
      identity.reload();
      log.info({ valid_to: identity.validTo }, 'the certificate was read again');
    } catch (error) {
      log.error({ err: error }, 'the certificate cannot be read again; the one in use stays');
    }
  });
}
