import type { LLMConfig } from '../schema/config-types.generated.ts'
import type { ConfigAppliedEvent, ConfigEvent, ConfigRejectedEvent } from './events.ts'

/** What a configuration changed, as the balancer says it. */
export interface AppliedChange {
  readonly added: readonly string[]
  readonly changed: readonly string[]
  readonly removed: readonly string[]
  readonly settings: readonly string[]
}

/** A balancer whose options can change: an `LLMBalancer`. */
export interface ConfigurableBalancer {
  /** Takes up these options, all of them or none. */
  reconfigure(options: LLMConfig): AppliedChange
}

/** Keeps a balancer at what its configuration says. */
export interface ConfigWatch {
  /** How many configurations it has applied. */
  readonly version: number
  /**
   * Calls a listener for every event of a type, or of all with `*`. Gives back a function that ends it.
   *
   * @throws TypeError for the name of no event, or a listener that is no function
   */
  on<Type extends ConfigEvent['type']>(
    type: Type,
    listener: (event: Extract<ConfigEvent, { type: Type }>) => void,
  ): () => void
  on(type: '*', listener: (event: ConfigEvent) => void): () => void
  /**
   * Reads the configuration now and applies it, also when its text is the same: the environment, or a file with a secret, may be another.
   * Gives what came of it; undefined after `close`.
   */
  reload(): Promise<ConfigAppliedEvent | ConfigRejectedEvent | undefined>
  /** Ends the watch, with all of its timers and handles. The balancer goes on with the configuration that it has. */
  close(): Promise<void>
}
