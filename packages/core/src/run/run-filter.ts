import type { RunOptions } from '../contracts/run-options.ts'
import type { TargetView } from '../contracts/target.ts'
import type { SharedFilter } from '../targets/availability-index.ts'
import type { Reporter } from '../targets/reporter.ts'
import type { Target } from '../targets/target.ts'

/** Which targets the caller of a run allows. */
export class RunFilter {
  readonly #options: Pick<RunOptions, 'pin' | 'only' | 'exclude'>
  readonly #reporter: Reporter | undefined
  readonly #key: string

  constructor(options: Pick<RunOptions, 'pin' | 'only' | 'exclude'>, reporter?: Reporter) {
    this.#options = options
    this.#reporter = reporter
    this.#key = keyOf(options)
  }

  /** The one target that is allowed, by id. */
  get pin(): string | undefined {
    return this.#options.pin
  }

  /** True when a function of the caller has to be asked about each target. */
  get isFunction(): boolean {
    return typeof this.#options.only === 'function'
  }

  /** Its part that many runs share; undefined when that allows every target. `sound`: only targets that did not fail last. */
  shared<Client>(sound: boolean): SharedFilter<Client> | undefined {
    if (this.#key === '' && !sound) return undefined
    const { exclude = [] } = this.#options
    const only = this.isFunction ? undefined : (this.#options.only as string | readonly string[] | undefined)
    return {
      key: `${sound ? 'sound' : 'any'} ${this.#key}`,
      words: typeof only === 'string' ? [only] : only,
      accepts: ({ settings, isFailing }) =>
        !(sound && isFailing) &&
        (only === undefined || isNamed(settings, only)) &&
        !isNamed(settings, exclude),
    }
  }

  /** True when the run may use this target at all. */
  accepts<Client>({ settings }: Target<Client>): boolean {
    const { pin = settings.id, only = settings.id, exclude = [] } = this.#options
    return (
      pin === settings.id &&
      (typeof only === 'function' ? this.#asks(only, settings) : isNamed(settings, only)) &&
      !isNamed(settings, exclude)
    )
  }

  /** A function that throws does not allow the target. */
  #asks(only: (target: TargetView) => boolean, settings: TargetView): boolean {
    if (this.#reporter === undefined) return only(settings)
    return this.#reporter.safely('only', () => only(settings)) === true
  }
}

/** The filter of a run without options. */
export const noFilter: RunFilter = new RunFilter({})

function keyOf({ only, exclude }: Pick<RunOptions, 'only' | 'exclude'>): string {
  if ((only === undefined || typeof only === 'function') && exclude === undefined) return ''
  return JSON.stringify([typeof only === 'function' ? undefined : only, exclude])
}

/** True when one of the words is the target's id or one of its tags. */
function isNamed({ id, tags }: TargetView, words: string | readonly string[]): boolean {
  if (typeof words === 'string') return words === id || tags.includes(words)
  return words.some((word) => word === id || tags.includes(word))
}
