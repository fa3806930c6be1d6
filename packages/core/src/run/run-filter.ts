import type { RunOptions } from '../contracts/run-options.ts'
import type { TargetView } from '../contracts/target.ts'
import type { SharedFilter } from '../targets/availability-index.ts'
import type { Reporter } from '../targets/reporter.ts'
import type { Target } from '../targets/target.ts'
import { hasWord, listKey } from './word-list.ts'

type FilterOptions = Pick<RunOptions, 'pin' | 'only' | 'exclude' | 'needs' | 'heldBy' | 'prefer'>

/** A target as a filter looks at it. */
type Filtered = Pick<Target<unknown>, 'settings' | 'isFailing' | 'group'>

/** A filter of targets, whatever their clients are. */
type AnySharedFilter = SharedFilter<unknown> & { accepts(target: Filtered): boolean }

const none: readonly string[] = []

/** Which targets the caller of a run allows. */
export class RunFilter {
  readonly #options: FilterOptions
  readonly #reporter: Reporter | undefined
  readonly #key: string
  /** What is preferred, by id, tag or pool, the first first; a run that is pinned has no choice. */
  readonly preferred: readonly string[]
  #any: AnySharedFilter | undefined
  #sound: AnySharedFilter | undefined

  constructor(options: FilterOptions, reporter?: Reporter) {
    this.#options = options
    this.#reporter = reporter
    this.#key = keyOf(options)
    this.preferred = options.pin === undefined ? listOf(options.prefer) : none
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

  /**
   * Its part that many runs share; undefined when that allows every target. `sound`: only targets that did not fail last. `word`: only
   * targets with this word as a tag or pool.
   */
  shared<Client>(sound: boolean, word?: string): SharedFilter<Client> | undefined {
    if (word !== undefined) return this.#newShared(sound, word)
    if (this.#key === '' && !sound) return undefined
    return sound ? (this.#sound ??= this.#newShared(true)) : (this.#any ??= this.#newShared(false))
  }

  /** The first of what the run needs that a target lacks. */
  lackingIn<Client>({ settings }: Target<Client>): string | undefined {
    return lackOf(settings, this.#options.needs)
  }

  /** True when what the call continues is held by other targets. */
  lacksState(target: Filtered): boolean {
    return lacksState(target, this.#options.heldBy)
  }

  /** True when the run may use this target at all. */
  accepts<Client>(target: Target<Client>): boolean {
    const { settings } = target
    const { pin = settings.id, only = settings.id, exclude = [], needs } = this.#options
    return (
      pin === settings.id &&
      !this.lacksState(target) &&
      (typeof only === 'function' ? this.#asks(only, settings) : isNamed(settings, only)) &&
      !isNamed(settings, exclude) &&
      lackOf(settings, needs) === undefined
    )
  }

  /** Lists of targets outlive the run: what they are made with must hold nothing else of its options. */
  #newShared(sound: boolean, word?: string): AnySharedFilter {
    const { exclude = [], needs, heldBy } = this.#options
    const named = word === undefined ? undefined : [word]
    const only = this.isFunction ? undefined : (this.#options.only as string | readonly string[] | undefined)
    return {
      key: `${sound ? 'sound' : 'any'} ${this.#key}${named === undefined ? '' : ` prefer ${word}`}`,
      words: typeof only === 'string' ? [only] : only,
      accepts: (target) =>
        !(sound && target.isFailing) &&
        (named === undefined || isHolder(target, named) || isNamed(target.settings, named)) &&
        !lacksState(target, heldBy) &&
        (only === undefined || isNamed(target.settings, only)) &&
        !isNamed(target.settings, exclude) &&
        lackOf(target.settings, needs) === undefined,
    }
  }

  /** A function that throws does not allow the target. */
  #asks(only: (target: TargetView) => boolean, settings: TargetView): boolean {
    if (this.#reporter === undefined) return only(settings)
    return this.#reporter.safely('only', () => only(settings)) === true
  }
}

const noFilter = new RunFilter({})

/** The filter of a run; most runs allow every target, and share one. */
export function filterOf(options: FilterOptions, reporter: Reporter): RunFilter {
  const { pin, prefer } = options
  const isOpen = pin === undefined && prefer === undefined && allowsAll(options)
  return isOpen ? noFilter : new RunFilter(options, reporter)
}

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

function allowsAll({ only, exclude, needs, heldBy }: FilterOptions): boolean {
  return only === undefined && exclude === undefined && needs === undefined && heldBy === undefined
}

/** Without an `only` that is a function: it cannot be told by a text. */
function keyOf({ only: given, exclude, needs, heldBy }: FilterOptions): string {
  const only = typeof given === 'function' ? undefined : given
  if (allowsAll({ only, exclude, needs, heldBy })) return ''
  const parts = [only, exclude, needs, heldBy]
  return JSON.stringify(
    parts.map((part) => (part === undefined ? part : typeof part === 'string' ? [part] : listKey(part))),
  )
}

function listOf(words: string | readonly string[] | undefined): readonly string[] {
  if (words === undefined) return none
  return typeof words === 'string' ? [words] : words
}

/** True when one of the words is the target's id or pool, or, of a group, that of a target inside it. */
export function isHolder({ settings, group }: Filtered, words: readonly string[]): boolean {
  const { id, pool } = settings
  return words.some((word) => word === id || word === pool) || group?.hasTarget(words) === true
}

function lacksState(target: Filtered, heldBy: string | readonly string[] | undefined): boolean {
  return heldBy !== undefined && !isHolder(target, listOf(heldBy))
}

function lackOf({ lacks }: TargetView, needs: readonly string[] | undefined): string | undefined {
  return lacks === undefined ? undefined : needs?.find((word) => lacks.includes(word))
}

/** True when one of the words is the target's id or one of its tags. */
function isNamed({ id, tags }: TargetView, words: string | readonly string[]): boolean {
  if (typeof words === 'string') return words === id || tags.includes(words)
  return hasWord(words, id) || tags.some((tag) => hasWord(words, tag))
}
