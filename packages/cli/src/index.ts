export type { CliContext, TerminalInput, TerminalOutput } from './cli-context.ts'
export { exitCodes, type ExitCode } from './exit-codes.ts'
export { runCli } from './run-cli.ts'
