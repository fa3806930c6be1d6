import type { AttemptRecord } from '@llm-balancer/core'
import {
  checkArray,
  checkObject,
  checkString,
  numberWithin,
  oneOf,
  readOptions,
  required,
  subjectOf,
  type Check,
  type OptionTable,
} from '@llm-balancer/core/options'
import {
  embedRequestHints,
  type EmbedRequest,
  type ProviderMetadata,
  type ResponseInfo,
  type Warning,
} from '@llm-balancer/provider'
import { checkRequest } from './check-request.ts'
import type { LLMPartialOptions } from './call-options.ts'

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
  /** Every attempt, in the order in which they began; the one that served is the one whose outcome is a success. */
  readonly attempts: readonly AttemptRecord[]
  readonly response: ResponseInfo
  readonly providerMetadata?: ProviderMetadata
}

/** The vectors, and how they came about. */
export interface LLMEmbedResponse {
  /** One vector per text, in the order of the texts. */
  readonly embeddings: number[][]
  /** Input tokens of all calls; absent when one of the vendors did not report them. */
  readonly usage?: { readonly tokens: number }
  /** The warnings of all calls. */
  readonly warnings: Warning[]
  /** The calls it took, in the order of their texts. */
  readonly calls: readonly LLMEmbedCall[]
}

/** Options of `embed`. Its `deadlineMs` is the total time of all its calls. */
export type LLMEmbedOptions = Omit<LLMPartialOptions, 'thoughtsOnly'>

const checkValues: Check = (name, value, owner) => {
  const texts = checkArray(name, value, owner) as readonly unknown[]
  if (texts.length === 0) throw new RangeError(`${subjectOf(name, owner)} must have at least one text`)
  for (const [index, text] of texts.entries()) checkString(`${name}[${String(index)}]`, text, owner)
  return value
}

const table: OptionTable<LLMEmbedRequest> = {
  values: [checkValues, required],
  dimensions: [numberWithin({ min: 1, max: Infinity, integer: true })],
  purpose: [oneOf('search-document', 'search-query', 'classification', 'clustering', 'similarity')],
  providerOptions: [checkObject],
  headers: [checkObject],
  space: [checkString],
}

/** Checks a request before it goes anywhere. @throws TypeError or RangeError naming what is wrong */
export function readEmbedRequest(request: LLMEmbedRequest): LLMEmbedRequest {
  checkRequest('embed', request, '{ values }')
  return readOptions('embed', request, table, { hints: embedRequestHints })
}
