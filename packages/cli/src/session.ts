import type { Command } from 'commander'
import type { CliContext } from './cli-context.ts'
import type { ExitCode } from './exit-codes.ts'
import type { Output } from './output/output.ts'

/** What a command works with. */
export interface Session {
  readonly context: CliContext
  readonly output: Output
}

/** Runs the work of a command, and notes with what it has ended. */
export type Perform = (
  options: { readonly json?: true },
  work: (session: Session) => Promise<ExitCode>,
) => Promise<void>

/** Adds one command to the program. */
export type AddCommand = (program: Command, perform: Perform) => void
