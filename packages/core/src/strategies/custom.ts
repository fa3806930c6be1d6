import type { CallFacts } from '../contracts/call.ts'
import type { Strategy } from '../contracts/strategy.ts'
import type { TargetState, TargetView } from '../contracts/target.ts'
import { isThenable } from '../streams/is-thenable.ts'
import { readOptions, type OptionTable } from '../options/read-options.ts'
import { checkFunction, checkText } from '../options/checks.ts'
import { describeValue } from '../options/describe-value.ts'
import { readProperty } from '../options/read-property.ts'
import { strategyError } from './strategy-error.ts'

/** Chooses one of `targets`, which are eligible and at least one, and gives it or its id. Never waits. */
export type Choose = (targets: readonly TargetState[], call: CallFacts) => TargetView | string

/** Settings of `custom`. */
export interface CustomOptions {
  /** Names the strategy in trails and errors. @default 'custom' */
  readonly name?: string
}

const table: OptionTable<Required<CustomOptions>> = { name: [checkText, 'custom'] }

/** Longest id that is quoted in a message. */
const longestId = 64

/**
 * The caller's own function as a strategy. It gets a fresh array for each pick, which it may sort; what it gives back is
 * checked. When it throws, or gives anything that is not one of the targets or the id of one (undefined and promises
 * included), `pick` throws a `StrategyError` with what was thrown as its cause.
 *
 * @throws TypeError when `choose` is no function or an option is wrong
 */
export function custom(choose: Choose, options: CustomOptions = {}): Strategy {
  checkFunction('choose', choose, 'custom')
  const { name } = readOptions('custom', options, table)
  return {
    name,
    pick(candidates, call) {
      const chosen = chooseOrThrow(() => choose([...candidates], call), name)
      const id = typeof chosen === 'string' ? chosen : readProperty(chosen, 'id')
      for (const target of candidates) if (target.id === id) return target
      throw strategyError(name, `must choose one of its targets or the id of one, got ${got(chosen, id)}`)
    },
  }
}

function chooseOrThrow(choose: () => unknown, name: string): unknown {
  try {
    return choose()
  } catch (cause) {
    throw strategyError(name, 'the function that chooses a target threw', cause)
  }
}

function got(chosen: unknown, id: unknown): string {
  if (isThenable(chosen)) {
    // The promise is not awaited: without a handler its rejection would end the process.
    Promise.resolve(chosen).catch(() => {})
    return 'a promise; choosing is synchronous'
  }
  if (typeof id !== 'string') return describeValue(chosen)
  return id.length > longestId ? 'an id that no target has' : `"${id}", which no target has`
}
