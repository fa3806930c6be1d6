import { createHash } from 'node:crypto'
import { Emitter } from '@llm-balancer/core/events'
import { BalancerError } from '@llm-balancer/core/errors'
import { checkFunction } from '@llm-balancer/core/options'
import { steadyClock, steadyRandom, type Clock } from '@llm-balancer/core/time'
import { ConfigurationError, type ConfigurationMistake } from '../errors/configuration-error.ts'
import { readText } from '../read-text.ts'
import { CatalogueFile } from '../references/read-catalogue.ts'
import { readSource, type ConfigSource } from '../source/config-source.ts'
import { RegularLooks, type Look, type LookReason } from '../source/regular-looks.ts'
import type { AppliedChange, ConfigurableBalancer, ConfigWatch } from './config-watch.ts'
import {
  checkEventType,
  type ConfigAppliedEvent,
  type ConfigEvent,
  type ConfigRejectedEvent,
} from './events.ts'
import { onProcessSignal } from './process-signal.ts'
import { SecretStamps } from './secret-stamps.ts'
import { intervalsOf, type WatchSettings } from './watch-options.ts'

type Outcome = ConfigAppliedEvent | ConfigRejectedEvent | undefined

/** Up to this share is added to an interval, or taken from it. */
const jitterRatio = 0.1

/** Lets a balancer take up what a source says, whenever that is something else. */
export class ConfigWatcher implements ConfigWatch {
  readonly #llm: ConfigurableBalancer
  readonly #source: ConfigSource
  readonly #settings: WatchSettings
  readonly #clock: Clock
  readonly #emitter = new Emitter<ConfigEvent>()
  readonly #secrets: SecretStamps
  readonly #looks: RegularLooks<Outcome>
  readonly #catalogue = new CatalogueFile()
  readonly #endSignal: () => void
  #version = 0
  /** The text that was found last, and its checksum. */
  #text: string | undefined
  #checksum = ''
  /** The checksum of the text that was applied last. */
  #applied = ''
  /** Why the source could not be read the last time. */
  #fault: string | undefined

  constructor(llm: ConfigurableBalancer, source: ConfigSource, settings: WatchSettings) {
    this.#llm = llm
    this.#source = source
    this.#settings = settings
    this.#clock = steadyClock(settings.clock)
    this.#secrets = new SecretStamps(settings.files)
    const { signal, random } = settings
    this.#endSignal = signal === undefined ? () => {} : onProcessSignal(signal, () => void this.reload())
    this.#looks = new RegularLooks({
      ...intervalsOf(settings, source.text),
      ...{ jitterRatio, clock: this.#clock, random: steadyRandom(random) },
      hints: (listener) => source.text.onHint?.(listener),
      look: (reason, ending) => this.#look(reason, ending),
    })
    void this.reload()
  }

  get version(): number {
    return this.#version
  }

  on(type: string, listener: (event: never) => void): () => void {
    checkEventType(type)
    checkFunction('listener', listener, 'on')
    return this.#emitter.on(type as ConfigEvent['type'], listener)
  }

  reload(): Promise<Outcome> {
    return this.#looks.ask()
  }

  close(): Promise<void> {
    this.#endSignal()
    this.#looks.close()
    this.#emitter.close()
    return Promise.resolve()
  }

  async #look(reason: LookReason, ending: AbortSignal): Promise<Look<Outcome>> {
    const isForced = reason === 'asked'
    let isNew: boolean
    try {
      isNew = await this.#find(isForced || this.#text === undefined, ending)
    } catch (error) {
      return { result: this.#unreadable(error, reason), hasFailed: true }
    }
    // What could not be read for a while is said to be in force again.
    const isBack = this.#fault !== undefined
    this.#fault = undefined
    const isTold = isForced || isBack
    const isDue = isTold || isNew
    return { result: isDue ? await this.#apply(ending, isTold) : undefined, hasFailed: false }
  }

  /** Reads the source. True when the text, or a secret that it refers to, is another one. @throws ConfigurationError */
  async #find(isForced: boolean, ending: AbortSignal): Promise<boolean> {
    const found = await readSource(this.#source, isForced, ending)
    const checksum = found === undefined ? this.#checksum : checksumOf(found)
    const isNew = checksum !== this.#checksum
    this.#text = found ?? this.#text
    this.#checksum = checksum
    return isNew || this.#secrets.haveChanged()
  }

  /** The same fault is not told at each of many hints. */
  #unreadable(error: unknown, reason: LookReason): Outcome {
    const errors = mistakesOf(error)
    const fault = JSON.stringify(errors)
    const isKnown = fault === this.#fault
    this.#fault = fault
    return isKnown && reason === 'hint' ? undefined : this.#reject(errors)
  }

  /** @param isTold true when it is told that it is in force, also when nothing has changed by it */
  async #apply(ending: AbortSignal, isTold: boolean): Promise<Outcome> {
    const { name: source, folders } = this.#source
    const { env } = this.#settings
    this.#secrets.clear()
    try {
      const catalogue = this.#catalogue
      const context = { source, env, catalogue, folders: { ...folders, beforeRead: this.#secrets.note } }
      const { config, placeOf } = await readText(this.#text ?? '', context)
      if (ending.aborted) return undefined
      const applied = this.#tryApply(() => this.#llm.reconfigure(config), placeOf)
      const checksum = this.#checksum
      const isKnown = checksum === this.#applied
      this.#applied = checksum
      // A file with a secret was written again, with the same text.
      if (isKnown && !isTold && !changesAnything(applied)) return undefined
      this.#version += 1
      const version = this.#version
      return this.#emit({ type: 'config-applied', at: this.#clock.now(), version, checksum, ...applied })
    } catch (error) {
      return ending.aborted ? undefined : this.#reject(mistakesOf(error))
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
}

function changesAnything({ added, changed, removed, settings }: AppliedChange): boolean {
  return [added, changed, removed, settings].some((names) => names.length > 0)
}

function mistakesOf(error: unknown): readonly ConfigurationMistake[] {
  if (ConfigurationError.isInstance(error)) return error.errors
  return [{ path: '', line: 0, column: 0, message: 'could not be read' }]
}

function checksumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
