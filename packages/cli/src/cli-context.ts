import type { Readable, Writable } from 'node:stream'
import type { Clock } from '@llm-balancer/core'

/** A stream that may be a terminal. */
export type TerminalInput = Readable & { readonly isTTY?: boolean }
/** A stream that may be a terminal, and is so many characters wide then. */
export type TerminalOutput = Writable & { readonly isTTY?: boolean; readonly columns?: number }

/** What the command line takes from its process. */
export interface CliContext {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where paths begin. */
  readonly folder: string
  readonly stdin: TerminalInput
  readonly stdout: TerminalOutput
  readonly stderr: TerminalOutput
  /** Aborts at Ctrl-C. */
  readonly signal: AbortSignal
  readonly clock: Clock
}
