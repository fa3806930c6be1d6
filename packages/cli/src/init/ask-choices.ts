import { isCancel, multiselect, select } from '@clack/prompts'
import type { CliContext } from '../cli-context.ts'
import { offeredStrategies } from './configuration-text.ts'
import type { FoundProvider } from './found-providers.ts'

/** What was chosen. */
export interface Choices {
  readonly strategy: string
  readonly providers: readonly FoundProvider[]
}

/** Asks for providers and a strategy; undefined when the user has left. */
export async function askChoices(
  { stdin, stderr, signal }: CliContext,
  found: readonly FoundProvider[],
  all: readonly FoundProvider[],
): Promise<Choices | undefined> {
  const terminal = { input: stdin, output: stderr, signal }
  const isFound = new Set(found.map(({ name }) => name))
  const offered = [...found, ...all.filter(({ name }) => !isFound.has(name))]
  const names = await multiselect({
    ...terminal,
    message: 'Which providers? (space chooses, enter goes on)',
    options: offered.map(({ name }) => ({
      value: name,
      label: name,
      hint: isFound.has(name) ? 'its key is in the environment' : 'its key is missing',
    })),
    initialValues: [...isFound],
    required: true,
  })
  if (isCancel(names)) return undefined
  const strategy = await select({
    ...terminal,
    message: 'How is the next one chosen?',
    options: Object.entries(offeredStrategies).map(([value, hint]) => ({ value, label: value, hint })),
  })
  if (isCancel(strategy)) return undefined
  return { strategy, providers: offered.filter(({ name }) => names.includes(name)) }
}
