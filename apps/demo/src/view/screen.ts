import type { Output } from './output.ts'

const escape = '\u001B['
const hideCursor = `${escape}?25l`
const showCursor = `${escape}?25h`
/** Long lines are cut at the edge instead of taking a second row, which would upset the counting of rows. */
const noWrap = `${escape}?7l`
const wrap = `${escape}?7h`
const clearRestOfLine = `${escape}K`
const clearBelow = `${escape}J`

/** A block of lines at the bottom of a terminal that is drawn over itself: one write per frame, so that nothing flickers. */
export class Screen {
  readonly #output: Output
  #drawn = 0
  #isOpen = false

  constructor(output: Output) {
    this.#output = output
  }

  /** Replaces what is shown. What the terminal has no room for is left out. */
  draw(lines: readonly string[]): void {
    const shown = lines.slice(0, Math.max(1, (this.#output.rows ?? lines.length + 1) - 1))
    const start = this.#isOpen ? this.#home() : hideCursor + noWrap
    this.#output.write(start + shown.map((line) => `${line}${clearRestOfLine}\n`).join('') + clearBelow)
    this.#isOpen = true
    this.#drawn = shown.length
  }

  /** Wipes the block out and gives the cursor back. Does nothing when nothing is shown. */
  close(): void {
    if (!this.#isOpen) return
    this.#output.write(this.#home() + clearBelow + wrap + showCursor)
    this.#isOpen = false
    this.#drawn = 0
  }

  #home(): string {
    return this.#drawn === 0 ? '\r' : `\r${escape}${this.#drawn}A`
  }
}
