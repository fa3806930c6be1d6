import type { CallFacts } from '../contracts/call.ts'
import type { Candidates, Strategy } from '../contracts/strategy.ts'
import type { TargetState, TargetView } from '../contracts/target.ts'
import { StrategyError } from '../errors/run-errors.ts'
import { checkFunction, checkKnown, describeValue } from '../options.ts'

/** Chooses one of `targets`, which are eligible and at least one, and gives it or its id. Never waits. */
export type Choose = (targets: readonly TargetState[], call: CallFacts) => TargetView | string

/** Settings of `custom`. */
export interface CustomOptions {
  /** Names the strategy in trails and errors. @default 'custom' */
  readonly name?: string
}

/** Longest id that is quoted in a message. */
const longestId = 64

/**
 * The caller's own function as a strategy. It gets a fresh array for each pick, which it may sort; what it gives back is
 * checked. When it throws, or gives anything that is not one of the targets or the id of one (undefined and promises
 * included), `pick` throws a {@link StrategyError} with what was thrown as its cause.
 *
 * @throws TypeError when `choose` is no function or an option is wrong
 */
export function custom(choose: Choose, options: CustomOptions = {}): Strategy {
  checkFunction('choose', choose)
  checkKnown('custom', options, ['name'])
  const { name = 'custom' } = options
  if (typeof name !== 'string' || name === '') {
    throw new TypeError(`"name" must be a string that is not empty, got ${describeValue(name)}`)
  }
  return {
    name,
    pick(candidates, call) {
      const chosen = chooseOrThrow(() => choose([...candidates], call), name)
      const id = idOf(chosen)
      const target = id === undefined ? undefined : findById(candidates, id)
      if (target !== undefined) return target
      throw new StrategyError(
        `${name}: must choose one of its targets or the id of one, got ${got(chosen, id)}`,
        {
          strategy: name,
        },
      )
    },
  }
}

function chooseOrThrow(choose: () => unknown, name: string): unknown {
  try {
    return choose()
  } catch (cause) {
    throw new StrategyError(`${name}: the function that chooses a target threw`, { strategy: name, cause })
  }
}

function idOf(chosen: unknown): string | undefined {
  if (typeof chosen === 'string') return chosen
  if (typeof chosen !== 'object' || chosen === null || !('id' in chosen)) return undefined
  return typeof chosen.id === 'string' ? chosen.id : undefined
}

function findById(candidates: Candidates, id: string): TargetState | undefined {
  for (let index = 0; index < candidates.length; index += 1) {
    const target = candidates.at(index)
    if (target.id === id) return target
  }
  return undefined
}

function got(chosen: unknown, id: string | undefined): string {
  if (isThenable(chosen)) {
    // Nobody will wait for it, so that its failure must not end the process as an unhandled one.
    Promise.resolve(chosen).catch(() => {})
    return 'a promise; choosing is synchronous'
  }
  if (id === undefined) return describeValue(chosen)
  return id.length > longestId ? 'the id of none of them' : `"${id}", which is none of them`
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
