import type { CliContext, TerminalOutput } from '../cli-context.ts'
import { paintFor, type Paint } from './paint.ts'
import { table } from './table.ts'

const usualColumns = 80

/** What a command says: results to the standard output, everything else to the standard error, and only where it is a terminal. */
export class Output {
  readonly isJson: boolean
  readonly paint: Paint
  readonly paintNote: Paint
  readonly #stdout: TerminalOutput
  readonly #stderr: TerminalOutput

  constructor({ stdout, stderr, env }: CliContext, isJson: boolean) {
    this.isJson = isJson
    this.#stdout = stdout
    this.#stderr = stderr
    this.paint = paintFor(stdout, env)
    this.paintNote = paintFor(stderr, env)
  }

  /** True where a person reads along. */
  get isWatched(): boolean {
    return this.#stderr.isTTY === true && !this.isJson
  }

  /** A part of the result as text; nothing with `--json`. */
  text(text: string): void {
    if (!this.isJson) this.#stdout.write(text)
  }

  /** A line of the result; nothing with `--json`. */
  line(line = ''): void {
    this.text(`${line}\n`)
  }

  table(titles: readonly string[], rows: readonly (readonly string[])[]): void {
    for (const line of table(
      titles,
      rows,
      this.#stdout.columns ?? (this.#stdout.isTTY ? usualColumns : Infinity),
    ))
      this.line(line)
  }

  /** The result as one JSON document, with `--json` alone. */
  json(value: unknown): void {
    if (this.isJson) this.#stdout.write(`${JSON.stringify(value, undefined, 2)}\n`)
  }

  /** A line for a person who watches; quiet in pipes and with `--json`. */
  note(line: string): void {
    if (this.isWatched) this.#stderr.write(`${this.paintNote('dim', line)}\n`)
  }

  /** Draws over the present line of the terminal. */
  progress(text: string): void {
    if (this.isWatched) this.#stderr.write(`\r\u001B[K${text}`)
  }

  /** A problem. With `--json` the result says it. */
  problem(line: string): void {
    if (!this.isJson) this.#stderr.write(`${line}\n`)
  }
}
