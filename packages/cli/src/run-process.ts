import type { CliContext } from './cli-context.ts'
import { exitCodes } from './exit-codes.ts'
import { runCli } from './run-cli.ts'

/** What the command line uses of the process that it runs in. */
export interface CliProcess extends Pick<CliContext, 'env' | 'stdin' | 'stdout' | 'stderr'> {
  readonly argv: readonly string[]
  exitCode?: unknown
  cwd(): string
  exit(code?: number): void
  once(event: 'SIGINT', listener: () => void): unknown
}

/** Runs the command line that a process was started with, until the process may end. */
export async function runProcess(process: CliProcess, clock: CliContext['clock']): Promise<void> {
  const { argv, env, stdin, stdout, stderr } = process
  const interrupt = new AbortController()
  process.once('SIGINT', () => {
    interrupt.abort()
  })
  stdout.once('error', ({ code }: NodeJS.ErrnoException) => {
    // A reader such as `head` may go before everything is written; a full disk has lost the result.
    process.exit(code === 'EPIPE' ? exitCodes.ok : exitCodes.failed)
  })
  // What went wrong is told by the exit code as well.
  stderr.on('error', () => {})
  const context = { env, folder: process.cwd(), stdin, stdout, stderr, signal: interrupt.signal, clock }
  const code = await runCli(argv.slice(2), context)
  process.exitCode = code
  stdin.destroy()
  // What still runs, such as the request for a configuration, ends with the process.
  if (code === exitCodes.interrupted) process.exit()
}
