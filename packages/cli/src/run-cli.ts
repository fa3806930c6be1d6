import { readFileSync } from 'node:fs'
import { ConfigurationError } from '@llm-balancer/config'
import { Command, CommanderError } from 'commander'
import { addBench } from './commands/bench.ts'
import { addChat } from './commands/chat.ts'
import { addCheck } from './commands/check.ts'
import { addExplain } from './commands/explain.ts'
import { addInit } from './commands/init.ts'
import { addSimulate } from './commands/simulate.ts'
import type { CliContext } from './cli-context.ts'
import { CliError } from './cli-error.ts'
import { exitCodes, type ExitCode } from './exit-codes.ts'
import { helpLayout, helpList } from './output/help-layout.ts'
import { Output } from './output/output.ts'
import type { Perform, Session } from './session.ts'

const exitHelp = [
  ['0', 'it went well'],
  ['1', 'it ran, and a provider could not answer, or a file could not be written'],
  ['2', 'the command line is wrong, or there is nothing to do'],
  ['3', 'there is no configuration, it cannot be read, or it has mistakes'],
  ['130', 'ended by Ctrl-C'],
] as const

/** Runs one command line. Gives the code with which the process should end; never throws. */
export async function runCli(args: readonly string[], context: CliContext): Promise<ExitCode> {
  const output = new Output(context, args.includes('--json'))
  let ended: ExitCode = exitCodes.ok
  const program = programFor({ context, output }, async (_options, work) => {
    ended = await work({ context, output })
  })
  try {
    await program.parseAsync([...args], { from: 'user' })
    return ended
  } catch (error) {
    return codeOf(error, { context, output })
  }
}

function programFor({ context, output }: Session, perform: Perform): Command {
  const { stdout, stderr } = context
  const columns = stdout.columns ?? 80
  const program = new Command('llm-balancer')
    .description('Checks, asks, measures and simulates LLM providers behind one balancer.')
    .version(versionOf(), '-V, --version', 'print the version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => {
        output.problem(text.trimEnd())
      },
      getOutHelpWidth: () => columns,
      getErrHelpWidth: () => stderr.columns ?? 80,
    })
    .showSuggestionAfterError()
    .showHelpAfterError('(see --help)')
    .configureHelp(helpLayout(columns))
    .addHelpText('after', `\nExit codes:\n${helpList(exitHelp, columns)}`)
  for (const add of [addInit, addCheck, addChat, addBench, addSimulate, addExplain]) add(program, perform)
  return program
}

/** Sources and the built files stand at the same depth below the package's folder. */
function versionOf(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}

/** Says what has ended a command, and gives the exit code for it. */
function codeOf(error: unknown, { context, output }: Session): ExitCode {
  if (context.signal.aborted) {
    output.problem('\ninterrupted')
    output.json({ ok: false, error: { code: 'interrupted', message: 'ended by Ctrl-C' } })
    return exitCodes.interrupted
  }
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCodes.ok
    output.json({ ok: false, error: { code: 'usage', message: error.message } })
    return exitCodes.usage
  }
  if (ConfigurationError.isInstance(error)) {
    output.problem(error.message)
    output.json({ ok: false, error: { code: 'configuration', mistakes: error.errors } })
    return exitCodes.configuration
  }
  const { exitCode, code } =
    error instanceof CliError ? error : { exitCode: exitCodes.failed, code: 'failed' }
  const message = error instanceof Error ? error.message : 'it failed'
  output.problem(`llm-balancer: ${message}`)
  output.json({ ok: false, error: { code, message } })
  return exitCode
}
