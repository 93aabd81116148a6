import { paintLine, widthOf } from "./line.js";
import type { Line } from "./line.js";
import type { Paint } from "./paint.js";

const HIDE_CURSOR = "\u001b[?25l";
const SHOW_CURSOR = "\u001b[?25h";
const CLEAR_LINE_REST = "\u001b[K";
const CLEAR_BELOW = "\u001b[J";
const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;

/** What the live view needs of a terminal. */
export interface Terminal {
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

/** @returns the terminal's width; some say 0 when nobody has told them */
export function columnsOf(terminal: Pick<Terminal, "columns">): number {
  return sizeOr(terminal.columns, DEFAULT_COLUMNS);
}

function sizeOr(size: number | undefined, fallback: number): number {
  return size === undefined || size === 0 ? fallback : size;
}

/** A block of lines that is redrawn in place. */
export class LiveScreen {
  readonly #terminal: Terminal;
  readonly #paint: Paint;
  readonly #restoreCursor = (): void => {
    this.#terminal.write(SHOW_CURSOR);
  };
  /** Widths of the lines on the screen: a terminal made narrower since then has wrapped them. */
  #drawnWidths: readonly number[] = [];
  #isOpen = false;

  constructor(terminal: Terminal, paint: Paint) {
    this.#terminal = terminal;
    this.#paint = paint;
  }

  /** Columns that a line may use: a character in the last one makes some terminals wrap. */
  get columns(): number {
    return Math.max(1, columnsOf(this.#terminal) - 1);
  }

  /** Replaces what is on the screen; lines that do not fit below each other are left out. */
  draw(lines: readonly Line[]): void {
    const columns = this.columns;
    const rows = Math.max(1, sizeOr(this.#terminal.rows, DEFAULT_ROWS) - 1);
    const visible = lines.slice(0, rows);
    const painted = visible.map((line) => paintLine(line, columns, this.#paint) + CLEAR_LINE_REST);
    // One write: a terminal that repaints between two of them would flicker.
    this.#terminal.write(`${this.#open()}${this.#toTop()}${painted.join("\n")}\n${CLEAR_BELOW}`);
    this.#drawnWidths = visible.map((line) => Math.min(columns, widthOf(line)));
  }

  /** Clears the block and gives the cursor back; again: no effect. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    process.off("exit", this.#restoreCursor);
    this.#terminal.write(`${this.#toTop()}${CLEAR_BELOW}${SHOW_CURSOR}`);
    this.#drawnWidths = [];
  }

  #open(): string {
    if (this.#isOpen) return "";
    this.#isOpen = true;
    process.on("exit", this.#restoreCursor);
    return HIDE_CURSOR;
  }

  #toTop(): string {
    const columns = columnsOf(this.#terminal);
    const rowCount = this.#drawnWidths.reduce(
      (count, width) => count + Math.max(1, Math.ceil(width / columns)),
      0,
    );
    return rowCount === 0 ? "" : `\r\u001b[${String(rowCount)}A`;
  }
}
