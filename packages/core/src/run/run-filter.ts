import type { RunOptions } from '../contracts/run-options.ts'
import type { TargetView } from '../contracts/target.ts'
import type { SharedFilter } from '../targets/availability-index.ts'
import type { Reporter } from '../targets/reporter.ts'
import type { Target } from '../targets/target.ts'

type FilterOptions = Pick<RunOptions, 'pin' | 'only' | 'exclude' | 'needs'>

/** A filter of targets, whatever their clients are. */
type AnySharedFilter = SharedFilter<unknown> & {
  accepts(target: Pick<Target<unknown>, 'settings' | 'isFailing'>): boolean
}

/** Which targets the caller of a run allows. */
export class RunFilter {
  readonly #options: FilterOptions
  readonly #reporter: Reporter | undefined
  readonly #key: string
  #any: AnySharedFilter | undefined
  #sound: AnySharedFilter | undefined

  constructor(options: FilterOptions, reporter?: Reporter) {
    this.#options = options
    this.#reporter = reporter
    this.#key = keyOf(options)
  }

  /** The one target that is allowed, by id. */
  get pin(): string | undefined {
    return this.#options.pin
  }

  /** Filters with the same key allow the same targets. */
  get key(): string {
    const { pin, only } = this.#options
    if (pin !== undefined) return `pin ${pin}`
    return typeof only === 'function' ? `${this.#key} by function ${numberOf(only)}` : this.#key
  }

  /** True when a function of the caller has to be asked about each target. */
  get isFunction(): boolean {
    return typeof this.#options.only === 'function'
  }

  /** Its part that many runs share; undefined when that allows every target. `sound`: only targets that did not fail last. */
  shared<Client>(sound: boolean): SharedFilter<Client> | undefined {
    if (this.#key === '' && !sound) return undefined
    return sound ? (this.#sound ??= this.#newShared(true)) : (this.#any ??= this.#newShared(false))
  }

  /** The first of what the run needs that a target lacks. */
  lackingIn<Client>({ settings }: Target<Client>): string | undefined {
    return lackOf(settings, this.#options.needs)
  }

  /** True when the run may use this target at all. */
  accepts<Client>({ settings }: Target<Client>): boolean {
    const { pin = settings.id, only = settings.id, exclude = [], needs } = this.#options
    return (
      pin === settings.id &&
      (typeof only === 'function' ? this.#asks(only, settings) : isNamed(settings, only)) &&
      !isNamed(settings, exclude) &&
      lackOf(settings, needs) === undefined
    )
  }

  #newShared(sound: boolean): AnySharedFilter {
    const { exclude = [], needs } = this.#options
    const only = this.isFunction ? undefined : (this.#options.only as string | readonly string[] | undefined)
    return {
      key: `${sound ? 'sound' : 'any'} ${this.#key}`,
      words: typeof only === 'string' ? [only] : only,
      accepts: ({ settings, isFailing }) =>
        !(sound && isFailing) &&
        (only === undefined || isNamed(settings, only)) &&
        !isNamed(settings, exclude) &&
        lackOf(settings, needs) === undefined,
    }
  }

  /** A function that throws does not allow the target. */
  #asks(only: (target: TargetView) => boolean, settings: TargetView): boolean {
    if (this.#reporter === undefined) return only(settings)
    return this.#reporter.safely('only', () => only(settings)) === true
  }
}

/** The filter of a run without options. */
export const noFilter: RunFilter = new RunFilter({})

/** Functions are told apart by numbers; each is given one when it is first asked for. */
const numbers = new WeakMap<object, number>()
let lastNumber = 0

function numberOf(only: object): number {
  const known = numbers.get(only)
  if (known !== undefined) return known
  lastNumber += 1
  numbers.set(only, lastNumber)
  return lastNumber
}

function keyOf({ only, exclude, needs }: FilterOptions): string {
  const words = typeof only === 'function' ? undefined : only
  if (words === undefined && exclude === undefined && needs === undefined) return ''
  return JSON.stringify([wordsOf(words), wordsOf(exclude), needs])
}

function wordsOf(words: string | readonly string[] | undefined): readonly string[] | undefined {
  return typeof words === 'string' ? [words] : words
}

function lackOf({ lacks }: TargetView, needs: readonly string[] | undefined): string | undefined {
  return lacks === undefined ? undefined : needs?.find((word) => lacks.includes(word))
}

/** True when one of the words is the target's id or one of its tags. */
function isNamed({ id, tags }: TargetView, words: string | readonly string[]): boolean {
  if (typeof words === 'string') return words === id || tags.includes(words)
  return words.some((word) => word === id || tags.includes(word))
}
