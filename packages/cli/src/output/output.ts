import type { CliContext, TerminalOutput } from '../cli-context.ts'
import { dimFor } from './dim.ts'
import { safeJson, safeText } from './safe-text.ts'
import { table } from './table.ts'

const usualColumns = 80

/**
 * What a command says: results to the standard output, everything else to the standard error, and only where it is a terminal. No text
 * in it controls the terminal.
 */
export class Output {
  readonly isJson: boolean
  readonly #dim: (text: string) => string
  readonly #stdout: TerminalOutput
  readonly #stderr: TerminalOutput

  constructor({ stdout, stderr, env }: CliContext, isJson: boolean) {
    this.isJson = isJson
    this.#stdout = stdout
    this.#stderr = stderr
    this.#dim = dimFor(stderr, env)
  }

  /** True where a person reads along. */
  get isWatched(): boolean {
    return this.#stderr.isTTY === true && !this.isJson
  }

  /** How wide the result may be; without a bound in a pipe. */
  get columns(): number {
    return this.#stdout.columns ?? (this.#stdout.isTTY ? usualColumns : Infinity)
  }

  /** A part of the result as text; nothing with `--json`. */
  text(text: string): void {
    if (!this.isJson) this.#stdout.write(safeText(text))
  }

  /** A line of the result; nothing with `--json`. */
  line(line = ''): void {
    this.text(`${line}\n`)
  }

  table(titles: readonly string[], rows: readonly (readonly string[])[]): void {
    for (const line of table(
      titles,
      rows.map((row) => row.map(safeText)),
      this.columns,
    ))
      this.line(line)
  }

  /** The result as one JSON document, with `--json` alone. */
  json(value: unknown): void {
    if (this.isJson) this.#stdout.write(`${safeJson(value)}\n`)
  }

  /** A line for a person who watches; quiet in pipes and with `--json`. */
  note(line: string): void {
    if (this.isWatched) this.#stderr.write(`${this.#dim(safeText(line))}\n`)
  }

  /** Draws over the present line of the terminal. */
  progress(text: string): void {
    if (this.isWatched) this.#stderr.write(`\r\u001B[K${safeText(text)}`)
  }

  /** A problem. With `--json` the result says it. */
  problem(line: string): void {
    if (!this.isJson) this.#stderr.write(`${safeText(line)}\n`)
  }
}
