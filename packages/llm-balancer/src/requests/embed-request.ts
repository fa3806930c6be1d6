import type { AttemptRecord } from '@llm-balancer/core'
import type {
  EmbeddingPurpose,
  EmbedRequest,
  ProviderMetadata,
  ResponseInfo,
  Warning,
} from '@llm-balancer/provider'
import { checkKnown } from '../config/check-known.ts'
import { checkDuration } from '../config/options.ts'
import { checkNumber, describe, isRecord, within } from '../config/checks.ts'
import { checkCallOptions, type LLMCallOptions } from './call-options.ts'

/** Texts to be turned into vectors. */
export interface LLMEmbedRequest extends EmbedRequest {
  /** Which vectors are wanted, where the providers make several kinds: their `embeddingSpace`. @default the only one there is */
  readonly space?: string | undefined
}

/** One call of one provider inside an `embed`. */
export interface LLMEmbedCall {
  /** Name of the provider entry that served. */
  readonly provider: string
  /** How many of the texts it took. */
  readonly values: number
  /** Every attempt, in order; the last one is the one that served. */
  readonly attempts: readonly AttemptRecord[]
  readonly response: ResponseInfo
  readonly providerMetadata?: ProviderMetadata
}

/** The vectors, and how they came about. */
export interface LLMEmbedResponse {
  /** One vector per text, in the order of the texts. */
  readonly embeddings: number[][]
  /** Input tokens of all calls; absent when one of the vendors did not say. */
  readonly usage?: { readonly tokens: number }
  /** The warnings of all calls. */
  readonly warnings: Warning[]
  /** The calls it took, in the order of their texts. */
  readonly calls: readonly LLMEmbedCall[]
}

/** What an `embed` may ask for: its `deadlineMs` is the total time of all its calls. */
export type LLMEmbedOptions = LLMCallOptions

const purposes = [
  'search-document',
  'search-query',
  'classification',
  'clustering',
  'similarity',
] as const satisfies readonly EmbeddingPurpose[]
const known = ['values', 'dimensions', 'purpose', 'providerOptions', 'headers', 'space']

/** Checks everything before anybody is asked. @throws TypeError or RangeError naming what is wrong */
export function checkEmbed(request: LLMEmbedRequest, options: LLMEmbedOptions = {}): void {
  checkKnown('embed', request, known)
  checkCallOptions('embed', options)
  within('embed', () => {
    const { dimensions, purpose, providerOptions = {}, headers = {}, space } = request
    checkTexts(request.values)
    if (options.deadlineMs !== undefined) checkDuration('deadlineMs', options.deadlineMs)
    if (dimensions !== undefined) checkNumber('dimensions', dimensions, { min: 1, isInteger: true })
    if (purpose !== undefined && !(purposes as readonly unknown[]).includes(purpose)) {
      throw new TypeError(`"purpose" must be one of ${purposes.map((word) => `"${word}"`).join(', ')}`)
    }
    if (!isRecord(providerOptions)) throw new TypeError('"providerOptions" must be an object')
    if (!isRecord(headers)) throw new TypeError('"headers" must be an object')
    if (space !== undefined && typeof space !== 'string') {
      throw new TypeError(`"space" must be a string, got ${describe(space)}`)
    }
  })
}

function checkTexts(values: unknown): void {
  if (!Array.isArray(values)) throw new TypeError(`"values" must be an array, got ${describe(values)}`)
  if (values.length === 0) throw new RangeError('"values" must hold at least one text')
  const wrong = values.findIndex((value) => typeof value !== 'string')
  if (wrong === -1) return
  throw new TypeError(`"values[${String(wrong)}]" must be a string, got ${describe(values[wrong])}`)
}
