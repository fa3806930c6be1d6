import { createHash } from 'node:crypto'
import { Emitter } from '@llm-balancer/core/events'
import { BalancerError } from '@llm-balancer/core/errors'
import { checkFunction, describeWord, nearestWord } from '@llm-balancer/core/options'
import {
  scheduleUnlessNever,
  steadyClock,
  steadyRandom,
  type Clock,
  type Random,
} from '@llm-balancer/core/time'
import { ConfigurationError, type ConfigurationMistake } from '../errors/configuration-error.ts'
import { readText } from '../read-text.ts'
import type { ConfigSource } from '../source/config-source.ts'
import type { ConfigurableBalancer, ConfigWatch } from './config-watch.ts'
import { eventTypes, type ConfigAppliedEvent, type ConfigEvent, type ConfigRejectedEvent } from './events.ts'
import type { WatchSettings } from './watch-options.ts'

type Outcome = ConfigAppliedEvent | ConfigRejectedEvent | undefined

/** How often a source is looked at, in ms, where the options do not say. */
const usualIntervals = { file: 5000, url: 30_000 }
/** Up to this share is added to an interval, or taken from it. */
const jitterRatio = 0.1

/** Looks at a source, and lets a balancer take up what it finds. One look at a time. */
export class ConfigWatcher implements ConfigWatch {
  readonly #llm: ConfigurableBalancer
  readonly #source: ConfigSource
  readonly #settings: WatchSettings
  readonly #clock: Clock
  readonly #random: Random
  readonly #emitter = new Emitter<ConfigEvent>()
  readonly #closing = new AbortController()
  readonly #ends: (() => void)[] = []
  #version = 0
  /** The text that was found last, its checksum, and the files with secrets that it refers to, with their stamps. */
  #text: string | undefined
  #checksum = ''
  #secrets: ReadonlyMap<string, string> = new Map()
  /** Looks in a row that could not read the source. */
  #failures = 0
  #looking: Promise<Outcome> = Promise.resolve(undefined)
  #cancelTimer: (() => void) | undefined

  constructor(llm: ConfigurableBalancer, source: ConfigSource, settings: WatchSettings) {
    this.#llm = llm
    this.#source = source
    this.#settings = settings
    this.#clock = steadyClock(settings.clock)
    this.#random = steadyRandom(settings.random)
    this.#hearSignal()
    this.#watchFolder()
    void this.#look(true)
  }

  get version(): number {
    return this.#version
  }

  on(type: string, listener: (event: never) => void): () => void {
    if (!Object.hasOwn(eventTypes, type)) throw unknownEvent(type)
    checkFunction('listener', listener, 'on')
    return this.#emitter.on(type as ConfigEvent['type'], listener)
  }

  reload(): Promise<Outcome> {
    return this.#look(true)
  }

  async close(): Promise<void> {
    this.#closing.abort()
    this.#cancelTimer?.()
    for (const end of this.#ends.splice(0)) end()
    await this.#looking
    this.#emitter.close()
  }

  /** Looks after the look that runs now. @param isForced applies what there is, whether or not it is new */
  #look(isForced: boolean): Promise<Outcome> {
    this.#cancelTimer?.()
    const looking = this.#looking.then(async () => {
      const outcome = this.#isClosed ? undefined : await this.#lookOnce(isForced)
      if (this.#looking === looking) this.#schedule()
      return this.#isClosed ? undefined : outcome
    })
    this.#looking = looking
    return looking
  }

  get #isClosed(): boolean {
    return this.#closing.signal.aborted
  }

  async #lookOnce(isForced: boolean): Promise<Outcome> {
    try {
      const isNew = await this.#find(isForced)
      if (this.#isClosed || (!isNew && !isForced)) return undefined
      return await this.#apply(this.#text ?? '')
    } catch (error) {
      if (this.#isClosed) return undefined
      this.#failures += 1
      return this.#reject(mistakesOf(error))
    }
  }

  /** Reads the source. True when the text, or a secret that it refers to, is another one. @throws ConfigurationError */
  async #find(isForced: boolean): Promise<boolean> {
    const found = await this.#source.read(isForced || this.#text === undefined, this.#closing.signal)
    this.#failures = 0
    const checksum = found === undefined ? this.#checksum : checksumOf(found)
    const isNew = checksum !== this.#checksum
    this.#text = found ?? this.#text
    this.#checksum = checksum
    return isNew || (await this.#haveSecretsChanged())
  }

  async #apply(text: string): Promise<Outcome> {
    const { name: source, folders } = this.#source
    try {
      const read = await readText(text, { source, env: this.#settings.env, folders })
      this.#secrets = await this.#stampsOf(read.secretFiles)
      if (this.#isClosed) return undefined
      const applied = this.#tryApply(() => this.#llm.reconfigure(read.config), read.placeOf)
      this.#version += 1
      return this.#emit({
        type: 'config-applied',
        at: this.#clock.now(),
        version: this.#version,
        checksum: this.#checksum,
        ...applied,
      })
    } catch (error) {
      return this.#isClosed ? undefined : this.#reject(mistakesOf(error))
    }
  }

  /** @throws ConfigurationError where the balancer refuses it */
  #tryApply<Result>(work: () => Result, placeOf: (message: string) => ConfigurationMistake): Result {
    try {
      return work()
    } catch (error) {
      if (BalancerError.isInstance(error) && error.code === 'balancer-closed') void this.close()
      const isOption = error instanceof TypeError || error instanceof RangeError
      const message = isOption ? error.message.replace(/^reconfigure: /, '') : 'could not be applied'
      throw new ConfigurationError(this.#source.name, [placeOf(message)])
    }
  }

  #reject(errors: readonly ConfigurationMistake[]): ConfigRejectedEvent {
    return this.#emit({ type: 'config-rejected', at: this.#clock.now(), errors })
  }

  #emit<Event extends ConfigEvent>(event: Event): Event {
    this.#emitter.emit(event)
    return event
  }

  async #haveSecretsChanged(): Promise<boolean> {
    const now = await this.#stampsOf([...this.#secrets.keys()])
    return [...now].some(([file, stamp]) => this.#secrets.get(file) !== stamp)
  }

  async #stampsOf(files: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const stamps = files.map(async (file) => {
      const stamp = await this.#settings.files.stampOf(file).catch(() => 'gone')
      return [file, stamp] as const
    })
    return new Map(await Promise.all(stamps))
  }

  #schedule(): void {
    if (this.#isClosed) return
    const usual = this.#source.folder === undefined ? usualIntervals.url : usualIntervals.file
    const { intervalMs = usual, maxIntervalMs } = this.#settings
    const backedOff = Math.min(intervalMs * 2 ** this.#failures, Math.max(intervalMs, maxIntervalMs))
    const delayMs = backedOff * (1 + jitterRatio * (2 * this.#random() - 1))
    this.#cancelTimer = scheduleUnlessNever(this.#clock, delayMs, () => {
      void this.#look(false)
    })
  }

  #hearSignal(): void {
    const { signal } = this.#settings
    if (signal === undefined) return
    const reload = (): void => {
      void this.#look(true)
    }
    process.on(signal, reload)
    this.#ends.push(() => process.off(signal, reload))
  }

  /** A folder that cannot be watched is looked at regularly all the same. */
  #watchFolder(): void {
    const { folder } = this.#source
    if (folder === undefined) return
    // What changes while it is looked at is looked at once more.
    let pending = 0
    const look = (): void => {
      void this.#look(false).then(() => {
        pending = Math.min(1, pending - 1)
        if (pending > 0 && !this.#isClosed) look()
      })
    }
    try {
      const end = this.#settings.files.watchFolder(folder, () => {
        pending += 1
        if (pending === 1 && !this.#isClosed) look()
      })
      this.#ends.push(end)
    } catch {
      // The interval remains.
    }
  }
}

function mistakesOf(error: unknown): readonly ConfigurationMistake[] {
  if (ConfigurationError.isInstance(error)) return error.errors
  return [{ path: '', line: 0, column: 0, message: 'could not be read' }]
}

function checksumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function unknownEvent(type: unknown): TypeError {
  const names = Object.keys(eventTypes)
  const nearest = typeof type === 'string' ? nearestWord(type, names) : undefined
  const hint = nearest === undefined ? ';' : `, did you mean "${nearest}"?`
  return new TypeError(
    `on: there is no event ${describeWord(type)}${hint} known events are ${names.join(', ')}`,
  )
}
