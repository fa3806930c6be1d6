import { InvalidArgumentError, type Command } from 'commander'

/** Options that every command has which asks providers. */
export interface SourceOptions {
  readonly config?: string
  readonly json?: true
}

/** Adds `--config`. */
export function withConfig(command: Command): Command {
  return command.option(
    '-c, --config <file or URL>',
    'the configuration (default: llm-balancer.yaml here, else the keys in the environment)',
  )
}

/** Adds `--json`. */
export function withJson(command: Command): Command {
  return command.option('--json', 'print one JSON document and nothing else')
}

/** Reads a whole number from 1 to `max`. The reader throws an InvalidArgumentError that says so. */
export const wholeNumber =
  (max: number = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = Number(text)
    if (Number.isSafeInteger(value) && value >= 1 && value <= max) return value
    const range = max === Number.MAX_SAFE_INTEGER ? 'of at least 1' : `from 1 to ${String(max)}`
    throw new InvalidArgumentError(`It must be a whole number ${range}.`)
  }

/** Adds examples to the end of a command's help. */
export function withExamples(command: Command, ...examples: readonly string[]): Command {
  const lines = examples.map((example) => `  ${example}`)
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`)
}
