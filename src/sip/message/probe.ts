/** Whether a request of ours is OPTIONS outside a dialog, which belongs to no call. */
export const isProbe = (request: string): boolean =>
  request.startsWith('OPTIONS ') && !/\r\nTo: [^\r\n]*;tag=/.test(request);
