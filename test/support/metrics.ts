/** A page of metrics in the text format of Prometheus, read strictly. */
export interface Metrics {
  /** The sum of the figures of this name that carry all these labels, written as in `kind="active"`; 0: none does. */
  value(name: string, ...labels: readonly string[]): number;
}

const sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (-?[0-9.e+-]+|NaN|[+-]Inf)$/;

/** Throws at a line that is none of the format's, and at a figure whose family was not announced. */
export function parseMetrics(text: string): Metrics {
  const figures: { name: string; labels: readonly string[]; value: number }[] = [];
  const types = new Map<string, string>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('# HELP ')) continue;
    const type = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line);
    if (type !== null) {
      if (types.has(type[1] ?? '')) throw new Error(`${type[1] ?? ''} is announced twice`);
      types.set(type[1] ?? '', type[2] ?? '');
      continue;
    }
    const match = sample.exec(line);
    if (match === null) throw new Error(`no line of metrics: ${line}`);
    const name = match[1] ?? '';
    const family = types.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '');
    if (!types.has(family)) throw new Error(`${name} was not announced`);
    figures.push({ name, labels: match[2]?.match(/[a-z_]+="[^"]*"/g) ?? [], value: Number(match[3]) });
  }
  return {
    value: (name, ...labels) =>
      figures
        .filter((figure) => figure.name === name && labels.every((label) => figure.labels.includes(label)))
        .reduce((sum, { value }) => sum + value, 0),
  };
}
