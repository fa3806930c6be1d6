import { multiselect, select } from '@clack/prompts'
import type { CliContext } from '../cli-context.ts'
import { ask } from '../output/ask.ts'
import { offeredStrategies } from './configuration-text.ts'
import type { FoundProvider } from './found-providers.ts'

/** What was chosen. */
export interface Choices {
  readonly strategy: string
  readonly providers: readonly FoundProvider[]
}

/** Asks for providers and a strategy; undefined when the user has left. */
export async function askChoices(
  context: CliContext,
  found: readonly FoundProvider[],
  all: readonly FoundProvider[],
): Promise<Choices | undefined> {
  const isFound = new Set(found.map(({ name }) => name))
  const offered = [...found, ...all.filter(({ name }) => !isFound.has(name))]
  const names = await ask(context, (asking) =>
    multiselect({
      ...asking,
      message: 'Which providers? (space chooses, enter goes on)',
      options: offered.map(({ name }) => ({
        value: name,
        label: name,
        hint: isFound.has(name) ? 'its key is in the environment' : 'its key is missing',
      })),
      initialValues: [...isFound],
      required: true,
    }),
  )
  if ('left' in names) return undefined
  const strategy = await ask(context, (asking) =>
    select({
      ...asking,
      message: 'How is the next one chosen?',
      options: Object.entries(offeredStrategies).map(([value, hint]) => ({ value, label: value, hint })),
    }),
  )
  if ('left' in strategy) return undefined
  return {
    strategy: strategy.value,
    providers: offered.filter(({ name }) => names.value.includes(name)),
  }
}
