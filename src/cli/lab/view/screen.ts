import { frame, line, type Moment } from './frame';

/** Shows moments as they come. */
export interface Screen {
  show(moment: Moment): void;
}

const escape = '\x1b[';

/** A terminal redraws the same lines; anything else gets a line a moment. */
export function screenFor(output: NodeJS.WriteStream): Screen {
  if (!output.isTTY) {
    return {
      show: (moment) => {
        output.write(`${line(moment)}\n`);
      },
    };
  }
  let shown = 0;
  return {
    show: (moment) => {
      const lines = frame(moment);
      // A line that wraps, or a frame higher than the window, could not be overwritten.
      const [columns, rows] = sizeOf(output);
      const fitting = lines.slice(0, rows - 1).map((text) => text.slice(0, columns - 1));
      const back = shown > 0 ? `${escape}${shown}A` : '';
      output.write(`${back}${escape}J${fitting.join('\n')}\n`);
      shown = fitting.length;
    },
  };
}

/** Terminals that do not say how large they are count as the smallest there is. */
const sizeOf = ({ columns, rows }: NodeJS.WriteStream): readonly [columns: number, rows: number] =>
  columns > 1 && rows > 1 ? [columns, rows] : [80, 24];
