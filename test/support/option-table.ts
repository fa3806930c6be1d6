/** The rows of the table of options: each object of options, and the call that takes it. */

/** One object of options of one package. */
export interface OptionObject {
  /** The types of the API pages that describe it: `core: RunOptions`. None where it has no name. */
  readonly types: readonly string[]
  /** The name that begins messages: `createBalancer`. */
  readonly who: string
  /** Goes before the names of the options: `retry.`. @default '' */
  readonly path?: string
  /** Options without which it would be refused. @default {} */
  readonly valid?: object
  /** How a message ends for each option that may be a number: `within [0, ∞)`. @default {} */
  readonly numbers?: Readonly<Record<string, string>>
  /** Other forms of a number option, in the words of its messages; they include objects. @default {} */
  readonly forms?: Readonly<Record<string, string>>
  /** Names of other libraries, with what the message proposes in their place. @default {} */
  readonly foreign?: Readonly<Record<string, string>>
  /** Options that the types do not have, with the reason. @default {} */
  readonly besides?: Readonly<Record<string, string>>
  /** Options of the types that this object does not take, with the reason. @default {} */
  readonly without?: Readonly<Record<string, string>>
  /** Options that name something, so that messages may quote them. @default [] */
  readonly shown?: readonly string[]
  /** The name that begins messages about values, where another package checks them. @default the same */
  readonly valuesBy?: string
  /** True for parameters, which have no names to misspell. @default false */
  readonly isParameters?: boolean
  /** True where the caller's class may have fields of its own beside the options. @default false */
  readonly hasOwnFields?: boolean
  /** Passes the options as a user does. Calls upstream go to {@link upstream}. */
  give(options: never): unknown
}

/** Takes the place of everything that a call would reach: operations, models, `fetch`. */
class Upstream {
  calls = 0

  /** Counts the call and refuses it in a way that is not worth another attempt. */
  readonly call = (): never => {
    this.calls += 1
    throw Object.assign(new Error('refused upstream'), { status: 415 })
  }
}

/** What all rows call. */
export const upstream: Upstream = new Upstream()

/** A chat model and an embedding model over {@link upstream}. */
export const upstreamModel = {
  provider: 'acme',
  modelId: 'acme-1',
  generate: upstream.call,
  stream: upstream.call,
  probe: upstream.call,
}
export const upstreamEmbedding = {
  provider: 'acme',
  modelId: 'acme-e',
  maxEmbeddingsPerCall: 8,
  embed: upstream.call,
}

/** Ends of messages that several rows share. */
export const atLeastZero = 'within [0, ∞)'
export const upToForever = 'within [0, ∞]'
export const aboveZero = 'within (0, ∞)'
export const aboveZeroUpToForever = 'within (0, ∞]'
export const anyNumber = 'within (-∞, ∞)'
export const wholeFromZero = 'a whole number within [0, ∞)'
export const wholeUpToForever = 'a whole number within [0, ∞]'
export const wholeFromOne = 'a whole number within [1, ∞)'
export const wholeFromOneUpToForever = 'a whole number within [1, ∞]'
export const share = 'within [0, 1]'

/** The clocks of one attempt. */
export const attemptClocks: Readonly<Record<string, string>> = {
  attemptMs: aboveZeroUpToForever,
  firstContentMs: aboveZeroUpToForever,
  idleMs: aboveZeroUpToForever,
}

/** A row of the options of a hedge, without who takes them. */
export const hedgeOptions: Pick<OptionObject, 'types' | 'path' | 'valid' | 'numbers' | 'foreign'> = {
  types: ['core: BalancerHedgeOptions', 'core: HedgeAfterTime', 'core: HedgeAfterLatency'],
  path: 'hedge.',
  valid: { afterMs: 100 },
  numbers: { afterMs: upToForever, budgetRatio: 'within (0, 1]' },
  foreign: { delayMs: 'afterMs', delay: 'afterMs', percentile: 'after', budget: 'budgetRatio' },
}

/** Limits of requests and tokens. */
export const limitNumbers: Readonly<Record<string, string>> = {
  requestsPerMinute: wholeUpToForever,
  requestsPerDay: wholeUpToForever,
  tokensPerMinute: wholeUpToForever,
  inputTokensPerMinute: wholeUpToForever,
  outputTokensPerMinute: wholeUpToForever,
  tokensPerDay: wholeUpToForever,
}

/** Prices per million tokens. */
export const prices: Readonly<Record<string, string>> = {
  inputPerMTok: atLeastZero,
  outputPerMTok: atLeastZero,
  cacheReadPerMTok: atLeastZero,
  cacheWritePerMTok: atLeastZero,
  reasoningPerMTok: atLeastZero,
}

/** A row of the prices of calls with a long input, without who takes them. */
export const longInputPrices: Pick<OptionObject, 'types' | 'path' | 'valid' | 'numbers'> = {
  types: ['core: LongInputPrice'],
  path: 'cost.longInput.',
  valid: { aboveTokens: 200_000 },
  numbers: { ...prices, aboveTokens: aboveZeroUpToForever },
}
