import type { Clock } from '@llm-balancer/core/time'
import type { Fetch } from '../http/http-settings.ts'
import type { ApiKey } from './api-key.ts'
import type { HeaderSettings } from './check-headers.ts'

/** Settings that every vendor's model takes; adapters extend them. */
export interface ModelSettings {
  /** The key, or a function that gives the current one before each request (rotating tokens). @default none, unless the vendor needs one */
  readonly apiKey?: ApiKey | undefined
  /** The model's name, as the vendor has it. */
  readonly model: string
  /** Where the API is; https, or http to this machine. @default the vendor's */
  readonly baseURL?: string | undefined
  /** Headers of every request, over the adapter's own; undefined removes one. @default {} */
  readonly headers?: HeaderSettings | undefined
  /** Sends the requests. @default the platform's */
  readonly fetch?: Fetch | undefined
  /** Allows http to other hosts than this machine; the key then travels unencrypted. @default false */
  readonly allowInsecureHttp?: boolean | undefined
  /** Largest answer that is read, in bytes, above 0. @default 33 554 432 (32 MiB) */
  readonly maxResponseBytes?: number | undefined
  /**
   * Puts the vendor's own text into the messages of errors, with its secrets redacted. It may echo the prompt, so leave it off
   * where messages are logged. Without it the text is in `error.vendorMessage`, which no log shows by itself.
   *
   * @default false
   */
  readonly exposeVendorErrors?: boolean | undefined
  /** Unix time in ms, for dates in headers. @default the system's clock */
  readonly now?: (() => number) | undefined
  /** Sets the one timer there is: for a stream that has given its finish and stays open. @default the system's clock */
  readonly clock?: Clock | undefined
}

/** The settings that an adapter has beside those of every model. */
export type OwnSettings<Settings> = Omit<Settings, keyof ModelSettings>
