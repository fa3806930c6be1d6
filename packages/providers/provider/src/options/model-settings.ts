import type { Fetch } from '../http/http-settings.ts'
import type { HeaderRecord } from '../http/headers.ts'
import type { ApiKey } from './api-key.ts'

/** Settings that every vendor's model takes; adapters extend them. */
export interface ModelSettings {
  /** The key, or a function that gives the current one before each request (rotating tokens). @default none, unless the vendor needs one */
  readonly apiKey?: ApiKey | undefined
  /** The model's name, as the vendor has it. */
  readonly model: string
  /** Where the API is; https, or http to a private host. @default the vendor's */
  readonly baseURL?: string | undefined
  /** Headers of every request, over the adapter's own; undefined removes one. @default {} */
  readonly headers?: HeaderRecord | undefined
  /** Sends the requests. @default the platform's */
  readonly fetch?: Fetch | undefined
  /** Allows http to any host; the key then travels unencrypted. @default false */
  readonly allowInsecureHttp?: boolean | undefined
  /** Largest answer that is read, in bytes. @default 33 554 432 (32 MiB) */
  readonly maxResponseBytes?: number | undefined
  /** Unix time in ms, for dates in headers. @default the system's clock */
  readonly now?: (() => number) | undefined
}

/** The names of {@link ModelSettings}, for adapters with settings of their own. */
export const modelSettingNames: readonly string[] = [
  'apiKey',
  'model',
  'baseURL',
  'headers',
  'fetch',
  'allowInsecureHttp',
  'maxResponseBytes',
  'now',
]
