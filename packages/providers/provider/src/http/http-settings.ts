import type { AttemptFacts, FailureKind } from '@llm-balancer/core'
import type { ErrorRule } from '@llm-balancer/core/errors'
import type { Clock } from '@llm-balancer/core/time'
import type { LimitHeaders } from '../limits/limit-headers.ts'
import type { ApiKey } from '../options/api-key.ts'
import type { HeaderSettings } from '../options/check-headers.ts'
import type { JsonRecord } from '../read/json-record.ts'
import type { HeaderRecord } from './header-record.ts'

/** How requests are sent: the platform's `fetch`, or something that behaves like it (a proxy, a fake). */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** One vendor's endpoint, as {@link createHttpClient} needs to know it. */
export interface HttpSettings {
  /** The vendor's name, which begins error messages: `openai`. */
  readonly provider: string
  readonly modelId?: string | undefined
  /** The address to which paths are appended. https, or http to this machine. */
  readonly baseURL: string | undefined
  /** Allows http to other hosts than this machine. The key then travels unencrypted. @default false */
  readonly allowInsecureHttp?: boolean | undefined
  /** @default none is sent */
  readonly apiKey?: ApiKey | undefined
  /** The headers that carry a key. @default `authorization: Bearer …` */
  readonly authHeaders?: ((key: string) => HeaderRecord) | undefined
  /** Headers of every request, over the client's own and the key's; undefined removes one. @default {} */
  readonly headers?: HeaderSettings | undefined
  /** @default the platform's */
  readonly fetch?: Fetch | undefined
  /** The vendor's error table. @default [] */
  readonly errorRules?: readonly ErrorRule[] | undefined
  /**
   * Gives the kind of failure of a JSON answer with a good status that is a refusal without an `error` field, else undefined.
   * Called where a stream was expected; adapters judge whole answers themselves. @default no such answers
   */
  readonly refusalIn?: ((body: JsonRecord) => FailureKind | undefined) | undefined
  /** The vendor's limit headers. @default [] */
  readonly limitHeaders?: readonly LimitHeaders[] | undefined
  /** Largest answer that is read, in bytes. @default 33 554 432 (32 MiB) */
  readonly maxResponseBytes?: number | undefined
  /** Most that is read of an error's body, in bytes. @default 65 536 */
  readonly maxErrorBytes?: number | undefined
  /** Longest event of a stream, in characters. @default 8 388 608 */
  readonly maxEventChars?: number | undefined
  /** Puts the vendor's own text, which may echo the prompt, into the messages of errors. @default false */
  readonly exposeVendorErrors?: boolean | undefined
  /** Unix time in ms, for dates in headers. @default the system's clock */
  readonly now?: (() => number) | undefined
  /** Sets the one timer there is: for a stream that has given its finish and stays open. @default the system's clock */
  readonly clock?: Clock | undefined
}

/** Options of one request. */
export interface HttpCall {
  readonly signal?: AbortSignal | undefined
  /** Headers of this request, each layer over the one before. */
  readonly headers?: readonly (HeaderRecord | undefined)[] | undefined
  /** Called with the response's headers and limits, of refused requests too. */
  readonly report?: ((facts: AttemptFacts) => void) | undefined
}
