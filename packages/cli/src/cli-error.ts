import type { ExitCode } from './exit-codes.ts'

/** What ends a command with a message for its user: what is wrong, and what to do. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly exitCode: ExitCode
  /** A word for programs: `no-configuration`. */
  readonly code: string

  constructor(message: string, { exitCode, code }: { readonly exitCode: ExitCode; readonly code: string }) {
    super(message)
    this.exitCode = exitCode
    this.code = code
  }
}
