/** Loaded before the service in the memory measurement: on SIGUSR2 it collects garbage and prints what is left in use. */
process.on('SIGUSR2', () => {
  // Twice: the first collection may only start what the second finishes.
  global.gc?.();
  global.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  process.stdout.write(`memory-probe ${JSON.stringify({ rss, heapUsed, external })}\n`);
});
