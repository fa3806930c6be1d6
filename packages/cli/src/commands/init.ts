import { existsSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { systemCode } from '@llm-balancer/core/errors'
import { CliError } from '../cli-error.ts'
import { exitCodes, type ExitCode } from '../exit-codes.ts'
import { askChoices, type Choices } from '../init/ask-choices.ts'
import { configurationText, usualStrategy } from '../init/configuration-text.ts'
import { allProviders, providersInEnvironment } from '../init/found-providers.ts'
import { withExamples, withJson } from '../options.ts'
import type { AddCommand, Session } from '../session.ts'

type InitOptions = { readonly yes?: true; readonly force?: true; readonly json?: true }

const usualFile = 'llm-balancer.yaml'

/** `init`: asks, and writes a commented configuration. */
export const addInit: AddCommand = (program, perform) => {
  const command = program
    .command('init')
    .description('ask a few questions and write a commented configuration; keys in the environment are found')
    .argument('[file]', 'where to write it', usualFile)
    .option('-y, --yes', 'ask nothing: every provider whose key is in the environment')
    .option('-f, --force', 'write over a file that is there')
    .action((file: string, options: InitOptions) =>
      perform(options, (session) => init(session, file, options)),
    )
  withExamples(withJson(command), 'llm-balancer init', 'llm-balancer init llm.yaml --yes')
}

async function init({ context, output }: Session, file: string, options: InitOptions): Promise<ExitCode> {
  const place = resolve(context.folder, file)
  if (existsSync(place) && options.force !== true) throw fileExists(file)
  const found = providersInEnvironment(context.env)
  const asks = options.yes !== true && context.stdin.isTTY === true && !output.isJson
  const choices: Choices | undefined = asks
    ? await askChoices(context, found, allProviders())
    : { strategy: usualStrategy, providers: found }
  if (choices === undefined) return exitCodes.interrupted
  const { strategy, providers } = choices
  if (providers.length === 0)
    throw new CliError(
      'there is no key of a provider in the environment; set one such as OPENAI_API_KEY, or run it in a terminal without --yes',
      { exitCode: exitCodes.usage, code: 'no-providers' },
    )
  write({ place, file, force: options.force === true }, configurationText(strategy, providers))
  const names = providers.map(({ name }) => name)
  output.line(`${file} written: ${names.join(', ')}`)
  output.note('next: llm-balancer check --probe')
  output.json({ ok: true, file, strategy, providers: names })
  return exitCodes.ok
}

type Target = { readonly place: string; readonly file: string; readonly force: boolean }

/** A file, or a link, that has come while questions were asked is not written over either. */
function write({ place, file, force }: Target, text: string): void {
  try {
    writeFileSync(place, text, { flag: force ? 'w' : 'wx' })
  } catch (error) {
    throw systemCode(error) === 'EEXIST' ? fileExists(file) : error
  }
}

function fileExists(file: string): CliError {
  return new CliError(`${file} is there already; write over it with --force, or name another file`, {
    exitCode: exitCodes.usage,
    code: 'file-exists',
  })
}
